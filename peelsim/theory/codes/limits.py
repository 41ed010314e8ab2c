"""Thresholds beyond peeling: of optimal decoding, of satisfiability, and of coupled codes.

Tests: tests/theory/codes/test_numbers.py
"""

from math import exp, expm1

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.theory.codes.evolution import Code

__all__ = ["coupled_threshold", "map_threshold", "satisfiable_edges", "vanishes"]


def map_threshold(code: Code) -> float:
    """Erasure probability up to which a maximum-a-posteriori decoder finds all bits, by the area theorem.

    eps(x) at the root above x* of eps(x) Lambda(y) + Lambda'(1) x rho(1-x) - Lambda'(1) / P'(1) (1 - P(1-x)) = 0
    (Measson, Montanari and Urbanke 2008, sec. IV). Range: one jump; tight for regular codes (Giurgiu, Macris and
    Urbanke 2016). It is no law of peeling, which stops at ``Code.threshold``.

    Raises
    ------
    ValueError : without exactly one threshold of peeling with a jump.

    Examples
    --------
    >>> round(map_threshold(Code({3: 1}, {6: 1})), 8)
    0.48815088
    """
    from scipy.optimize import brentq

    if len(code.thresholds) != 1:
        raise ValueError("the area theorem gives the threshold of codes whose peeling has exactly one jump")
    ratio = code.bits.mean / code.checks.mean

    def entropy(x: float) -> float:
        y = code.check_silent(x)
        spared = code.bits.mean * x * code.checks.edge(1 - x)
        return code.curve(x) * code.bits.node(y) + spared - ratio * (1 - code.checks.node(1 - x))

    return code.curve(float(brentq(entropy, code.threshold.place, 1.0, xtol=1e-15)))


def satisfiable_edges(size: int) -> float:
    """Clauses per variable up to which random k-XORSAT is satisfiable: the 2-core has as many edges as vertices.

    mu (1 - exp(-mu)) / k = 1 - exp(-mu) (1 + mu), c = mu / (k (1 - exp(-mu))^(k-1)) (Dietzfelbinger et al. 2010; Pittel
    and Sorkin 2016). Also the load up to which a cuckoo hash table of k choices has room.

    Parameters
    ----------
    size : k >= 3, vertices of an edge.

    Examples
    --------
    >>> round(satisfiable_edges(3), 10)
    0.9179352767
    """
    from scipy.optimize import brentq

    if size < 3:
        raise ValueError(f"edges of {size} vertices: the threshold is that of edges of three or more")

    def excess(mu: float) -> float:
        return mu * -expm1(-mu) / size - (1 - exp(-mu) * (1 + mu))

    mu = float(brentq(excess, 0.5 * size, 2.0 * size, xtol=1e-15))
    return float(mu / (size * (-expm1(-mu)) ** (size - 1)))


def coupled_threshold(code: Code, *, length: int, window: int, tolerance: float = 2e-8) -> float:
    """Erasure probability up to which peeling of a chain of coupled regular codes finds all bits.

    The ensemble (l, r, L, w) of Kudekar, Richardson and Urbanke (2011, eq. 7):
    x_i = eps ((1/w) sum_j [1 - (1 - (1/w) sum_k x_(i+j-k))^(r-1)])^(l-1), x = 0 outside 1 .. L. It is found by
    bisection, iterating until x vanishes or rests.

    Parameters
    ----------
    length, window : L and w.

    Examples
    --------
    >>> coupled_threshold(Code({3: 1}, {6: 1}), length=8, window=2, tolerance=1e-3) > 0.47
    True
    """
    degree, checks = int(code.bits.degree[0]), int(code.checks.degree[0])
    low, high = code.threshold.load * 0.9, 1.0
    x, silent = np.zeros(length), np.zeros(length + window - 1)
    while high - low > tolerance:
        middle = (low + high) / 2
        x[:] = middle
        low, high = (middle, high) if vanishes(x, silent, middle, window, degree, checks) else (low, middle)
    return low


@kernel
def vanishes(
    x: npt.NDArray[np.float64],
    silent: npt.NDArray[np.float64],
    erasure: float,
    window: int,
    degree: int,
    checks: int,
) -> bool:
    """Whether x, at first the erasure probability everywhere, tends to 0. silent: float64[L + w - 1], scratch."""
    length = x.size
    while True:
        for j in range(silent.size):
            heard = 0.0
            for i in range(max(0, j - window + 1), min(length, j + 1)):
                heard += x[i]
            silent[j] = 1.0 - (1.0 - heard / window) ** (checks - 1)
        largest, change = 0.0, 0.0
        for i in range(length):
            told = 0.0
            for j in range(i, i + window):
                told += silent[j]
            then = erasure * (told / window) ** (degree - 1)
            change = max(change, x[i] - then)
            x[i] = then
            largest = max(largest, then)
        if largest < 1e-6:
            return True
        if change < 1e-12:
            return False
