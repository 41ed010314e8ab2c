"""The largest component of G(n, p) in the critical window, n p = 1 + w n^(-1/3), where it has some n^(2/3) nodes.

Its size over n^(2/3) has a limit law (Aldous 1997: the longest excursion of Brownian motion with drift w - t, reflected
at 0). It follows from the density of components of size x n^(2/3),

    f_w(x) = (2 pi)^(-1/2) x^(-5/2) exp(-((x - w)^3 + w^3)/6) E exp(x^(3/2) A),

A the area under a normalised Brownian excursion: trees, and E exp for those with more links (Aldous 1997; Janson and
Spencer 2007). For outside a component of that size the graph is one of n - x n^(2/3) nodes, in the window at w - x; so
G(w, x), the chance that no component is larger than x, obeys

    G(w, x) = 1 - int_x^oo f_w(y) G(w - y, y) dy,

the largest one having size y with density f_w(y) G(w - y, y) (Janson and Spencer 2007).
"""

from functools import lru_cache
from math import log, pi, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from peelsim.mistakes import in_full
from peelsim.theory.arrays import Numbers, numbers

__all__ = ["component_density", "largest_mean"]

_STEP = 0.04  # of sizes and places in the window alike; what is left after extrapolation is below 1e-5
_REACH = 6.0  # sizes beyond 2 w + 6 have probability below 1e-9
_TERMS = 800  # of the series of E exp(x^(3/2) A): those around k = x^3/12 count, and x is at most 16
_WIDEST = 5.0  # of the window


@lru_cache(maxsize=256)
def largest_mean(window: float) -> float:
    """Limit of E L1 / n^(2/3) at place w of the window, to 1e-5; .93987 at w = 0 where n p = 1.

    ValueError for ``|w| > 5``: see theory/graphs/giant_component.py and theory/graphs/tree_components.py beyond.
    """
    if not abs(window) <= _WIDEST:
        raise ValueError(f"window = {in_full(window)} is out of reach; it must be between -5 and 5")
    coarse, fine = (_mean_on_grid(window, step) for step in (_STEP, _STEP / 2))
    return (4 * fine - coarse) / 3  # the error of the trapezoidal rule is of second order


def component_density(size: float, *, window: npt.ArrayLike) -> Numbers:
    """f_w(x), expected number of components a unit of size over n^(2/3). size: x, above 0 and up to 16."""
    (w,) = numbers(window)
    exponent = ((size - w) ** 3 + w**3) / 6
    return np.asarray(np.exp(_log_excess(size) - exponent) * size**-2.5 / sqrt(2 * pi))


def _log_excess(size: float) -> float:
    """ln E exp(s A), s = x^(3/2), from E A^k = 4 sqrt(pi) 2^(-k/2) k! K_k / Gamma((3k - 1)/2) (Janson 2007)."""
    k = np.arange(1, _TERMS)
    logs = log(4 * sqrt(pi)) - k / 2 * log(2) + _log_constants()[1:] - gammaln((3 * k - 1) / 2)
    return float(np.logaddexp.reduce(logs + 1.5 * k * log(size), initial=0.0))


@lru_cache(maxsize=1)
def _log_constants() -> Numbers:
    """ln K_k: K_1 = 1/8, K_k = (3k - 4)/4 K_(k-1) + sum_j K_j K_(k-j); they grow like (3/4)^k k!."""
    scaled = np.zeros(_TERMS)  # K_k / ((3/4)^k (k - 1)!), which stays near 1/(2 pi)
    scaled[1] = 1 / 6
    for k in range(2, _TERMS):
        j = np.arange(1, k)
        shares = np.exp(gammaln(j) + gammaln(k - j) - gammaln(k))
        scaled[k] = scaled[k - 1] * (k - 4 / 3) / (k - 1) + (shares * scaled[j] * scaled[k - j]).sum()
    order = np.arange(1, _TERMS)
    return np.concatenate([[-np.inf], np.log(scaled[1:]) + order * np.log(0.75) + gammaln(order)])


def _mean_on_grid(window: float, step: float) -> float:
    """int P(L1 > x) dx, G on the grid of x = j step and w = window - i step, by the trapezoidal rule."""
    sizes = round((2 * max(window, 0.0) + _REACH) / step)
    places = 3 * sizes
    w = window - step * np.arange(places)
    within = np.ones((sizes + 2, places))  # G at sizes 0 .. and places 0 ..; 1 beyond the grid
    density = component_density((sizes + 1) * step, window=w)
    rest = np.zeros(places)  # sum over larger sizes of f G
    for j in range(sizes, 0, -1):
        after = _below(within[j + 1], j + 1)
        rest = rest + step / 2 * density * after
        density = component_density(j * step, window=w)
        for start in range((places - 1) // j * j, -1, -j):  # a place needs that of w - x, a block further down
            block = slice(start, min(places, start + j))
            there = _below(within[j], j)[block]
            within[j, block] = np.maximum(1 - rest[block] - step / 2 * density[block] * there, 0)
        rest = rest + step / 2 * density * _below(within[j], j)
    above = 1 - within[1 : sizes + 1, 0]
    return step * (0.5 + float(above.sum()))  # P(L1 > 0) = 1


def _below(row: Numbers, shift: int) -> Numbers:
    """G at places further down by ``shift``."""
    return np.concatenate([row[shift:], np.ones(min(shift, len(row)))])
