"""Sizes of the largest small components of G(n, c/n), away from c = 1: below it the largest ones, above it the
largest ones but the giant.

Nearly all small components are trees. With delta = c - 1 - ln c the expected number of trees of k nodes is

    n c^(k-1) k^(k-2) e^(-ck) / k!  ~  n k^(-5/2) e^(-delta k) / (c sqrt(2 pi)),

and the numbers of trees of k or more nodes are Poisson in the limit (Erdos and Renyi 1960; Bollobas 2001, sec. 5.3).
So with N_k trees of k or more expected, the r-th largest has k or more nodes with chance P(Poisson(N_k) >= r), and its
mean is the sum of these over k (derived).
"""

from math import inf, log

import numpy as np
from scipy.special import gammainc, gammaln

from peelsim.mistakes import in_full

__all__ = ["rth_largest_tree"]

_LARGEST = 2_000_000  # nodes of a tree that are still summed over
_NEGLIGIBLE = 1e-12  # expected trees beyond


def rth_largest_tree(nodes: float, *, mean_degree: float, rank: int) -> float:
    """Mean size of the rank-th largest small component, its relative error falling like ln^2(n) / n.

    ValueError at c = 0, where every node is alone, and so near c = 1 that trees of more than 2e6 nodes would count.
    """
    c = mean_degree
    decay = c - 1 - log(c) if c > 0 else inf
    most = log(nodes / _NEGLIGIBLE) / decay if 0 < decay < inf else inf
    if most > _LARGEST:
        raise ValueError(f"no law of the largest trees at mean_degree = {in_full(c)}; see critical_window near 1")
    k = np.arange(1, min(int(most) + 2, int(nodes)) + 1)
    logs = log(nodes) + (k - 1) * log(c) + (k - 2) * np.log(k) - c * k - gammaln(k + 1)
    expected = np.cumsum(np.exp(logs)[::-1])[::-1]
    return float(gammainc(rank, expected).sum())
