"""The exact law of the largest component of G(n, p), by the component of one node (Gilbert 1959)."""

from functools import cache

import mpmath
import numpy as np
from scipy.special import gammaln


@cache
def log_connected(nodes, p):
    """ln P(G(k, p) is connected), k = 1 .. nodes: one minus the chance that node 1 is in a component of j < k nodes."""
    with mpmath.workdps(30 + nodes):  # the differences are of the order of e^-k and smaller
        q = 1 - mpmath.mpf(p)
        powers = [mpmath.mpf(1)]
        for _ in range(nodes * nodes // 4 + 1):
            powers.append(powers[-1] * q)
        connected = [mpmath.mpf(1)]
        for k in range(2, nodes + 1):
            total, choose = mpmath.mpf(0), 1
            for j in range(1, k):
                total += choose * connected[j - 1] * powers[j * (k - j)]
                choose = choose * (k - j) // j
            connected.append(1 - total)
        return np.array([float(mpmath.log(c)) for c in connected])


def largest_law(nodes, p):
    """P(L1 <= m), m = 0 .. nodes: the component of node 1 has k <= m nodes, and so have those of the n - k others."""
    connected = log_connected(nodes, p)
    at_most = np.zeros((nodes + 1, nodes + 1))
    at_most[0] = 1.0
    for n in range(1, nodes + 1):
        k = np.arange(1, n + 1)
        ways = gammaln(n) - gammaln(k) - gammaln(n - k + 1)
        chance = np.exp(ways + connected[k - 1] + k * (n - k) * np.log1p(-p))
        at_most[n] = chance @ (at_most[n - k] * (k[:, None] <= np.arange(nodes + 1)))
    return at_most[nodes]


def largest_mean(nodes, p):
    """E L1."""
    return (1 - largest_law(nodes, p)).sum()
