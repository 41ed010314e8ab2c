"""Sums over the ranks of Zipf's law, P(k) in proportion to k^-s for k = 1 .. K, of up to a billion ranks or more.

Tests: tests/theory/quanta/test_quantization.py
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import zeta

from peelsim.theory.arrays import Numbers, numbers, plain

__all__ = ["nodes", "partial_zeta", "share_beyond"]

_SINGLY = 1 << 14  # ranks taken one by one
_PANEL, _NODES = 0.25, 16  # beyond them: Gauss's rule on panels of ln k


def partial_zeta(s: float, *, beyond: npt.ArrayLike = 0, ranks: npt.ArrayLike = np.inf) -> Any:
    """Sum of k^-s over beyond < k <= ranks, s > 1; ranks may be infinite."""
    start, end = numbers(beyond, ranks)
    rest = np.where(np.isfinite(end), zeta(s, np.where(np.isfinite(end), end, 0) + 1), 0.0)
    return plain(np.where(end > start, zeta(s, start + 1) - rest, 0.0))


def share_beyond(rank: npt.ArrayLike, *, s: float, ranks: npt.ArrayLike = np.inf) -> Any:
    """P(k > rank)."""
    return plain(partial_zeta(s, beyond=rank, ranks=ranks) / np.asarray(partial_zeta(s, ranks=ranks)))


def nodes(ranks: int) -> tuple[Numbers, Numbers]:
    """Places x and weights w with sum_i w_i f(x_i) = sum of f(k) over k = 1 .. ranks, for f smooth in ln k.

    The first 16384 ranks stand for themselves. Beyond them the sum is the integral from half a rank before the first
    one to half a rank after the last one; what that misses is f'/24 at its ends (Euler and Maclaurin), for powers of k
    10^-10 of the integral. Gauss's rule is exact to 10^-13 for f that vary over a factor of 2 of k or more.
    """
    singly = np.arange(1.0, min(ranks, _SINGLY) + 1)
    if ranks <= _SINGLY:
        return singly, np.ones_like(singly)
    start, end = np.log(_SINGLY + 0.5), np.log(ranks + 0.5)
    edges = np.linspace(start, end, 2 + int((end - start) / _PANEL))
    at, weight = np.polynomial.legendre.leggauss(_NODES)
    half = np.diff(edges) / 2
    x = np.exp(edges[:-1, None] + half[:, None] * (1 + at)).ravel()
    beyond = (half[:, None] * weight).ravel() * x
    return np.concatenate([singly, x]), np.concatenate([np.ones_like(singly), beyond])
