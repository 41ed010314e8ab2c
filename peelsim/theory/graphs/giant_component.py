"""The giant component of the Erdos-Renyi graph G(n, c/n), and what is outside it, in the limit of many nodes.

A share S of the nodes is in the giant component, S = 1 - exp(-c S), none for c <= 1 (Erdos and Renyi 1960). The graph
outside is one of n (1 - S) nodes and mean degree t = c (1 - S) <= 1, its dual. Percolation stays in the family:
occupied bonds of G(n, c/n) make G(n, c phi / n), so c phi stands for c; for occupied sites see ``site_giant_share``.
All functions take numbers or arrays, c >= 0.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import lambertw

from peelsim.theory.arrays import Numbers, first, numbers, plain

__all__ = [
    "components_per_node",
    "giant_share",
    "giant_variance",
    "site_giant_share",
    "site_giant_variance",
    "susceptibility",
]

_NEAR = 0.1  # c - 1 below which the branch point of W0 would cost digits
_SERIES = 1 / np.arange(1.0, 28)  # -ln(1 - S)/S = 1 + S/2 + S^2/3 + ..., right to 1e-17 up to S = .18


def giant_share(mean_degree: npt.ArrayLike) -> Any:
    """S = 1 + W0(-c e^-c)/c, share of nodes in the giant component; relative error below 1e-14.

    Just above c = 1, where W0 loses digits, S is the root of -ln(1 - S)/S = c instead, by Newton's method.
    """
    return plain(_giant(_checked(mean_degree)))


def giant_variance(mean_degree: npt.ArrayLike) -> Any:
    """Variance of the giant component's size over n: S (1 - S)/(1 - c (1 - S))^2 (Stepanov 1970); NaN for c <= 1."""
    c = _checked(mean_degree)
    share = _giant(c)
    with np.errstate(divide="ignore", invalid="ignore"):
        return plain(np.where(c > 1, share * _outside(c, share) / _distance(c, share) ** 2, np.nan))


def susceptibility(mean_degree: npt.ArrayLike) -> Any:
    """Sum of squared sizes of all components but the giant one, over n: (1 - S)/(1 - t); infinite at c = 1.

    Derived: a node outside the giant component is in one of 1/(1 - t) nodes on average, the total progeny of a
    branching process of mean t. Below c = 1 the largest component is left out or not: the limit is the same.
    """
    c = _checked(mean_degree)
    share = _giant(c)
    with np.errstate(divide="ignore"):
        return plain(_outside(c, share) / _distance(c, share))


def components_per_node(mean_degree: npt.ArrayLike) -> Any:
    """Number of components over n: (1 - S)(1 - t/2).

    Derived: outside the giant component nearly all are trees, of nodes minus links each: n (1 - S) nodes of mean
    degree t.
    """
    c = _checked(mean_degree)
    outside = _outside(c, _giant(c))
    return plain(outside * (1 - c * outside / 2))


def site_giant_share(mean_degree: npt.ArrayLike, *, occupation: npt.ArrayLike) -> Any:
    """Giant component of the occupied sites over all n nodes: phi S(c phi).

    Occupied sites of G(n, p) make G(N, p) with N = Bin(n, phi), of mean degree c phi.
    """
    c, phi = _sites(mean_degree, occupation)
    return plain(phi * _giant(c * phi))


def site_giant_variance(mean_degree: npt.ArrayLike, *, occupation: npt.ArrayLike) -> Any:
    """Variance of its size over n: phi V(c phi) + phi (1 - phi) (S + c phi S')^2, S, S' at c phi > 1, else NaN.

    Derived: given N sites the mean is N S(c N/n), whose slope in N is S + c phi S'; N has variance n phi (1 - phi),
    and S' = S (1 - S)/(1 - c (1 - S)).
    """
    c, phi = _sites(mean_degree, occupation)
    at = c * phi
    share = _giant(at)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = share + at * share * _outside(at, share) / _distance(at, share)
    return plain(phi * np.asarray(giant_variance(at)) + phi * (1 - phi) * slope**2)


def _checked(mean_degree: npt.ArrayLike) -> Numbers:
    (c,) = numbers(mean_degree)
    wrong = ~(np.isfinite(c) & (c >= 0))
    if wrong.any():
        raise ValueError(f"a mean degree is a number from 0 on ({first(wrong, mean_degree=c)})")
    return c


def _sites(mean_degree: npt.ArrayLike, occupation: npt.ArrayLike) -> tuple[Numbers, ...]:
    c, phi = numbers(_checked(mean_degree), occupation)
    wrong = ~((phi >= 0) & (phi <= 1))
    if wrong.any():
        raise ValueError(f"an occupation probability is between 0 and 1 ({first(wrong, occupation=phi)})")
    return c, phi


def _giant(c: Numbers) -> Numbers:
    far = np.maximum(c, 1 + _NEAR)
    return np.where(c > 1 + _NEAR, 1 - _far_outside(far), np.where(c > 1, _near_one(np.clip(c - 1, 0, _NEAR)), 0.0))


def _outside(c: Numbers, share: Numbers) -> Numbers:
    """1 - S, with all its digits where it is small."""
    return np.where(c > 1 + _NEAR, _far_outside(np.maximum(c, 1 + _NEAR)), 1 - share)


def _distance(c: Numbers, share: Numbers) -> Numbers:
    """1 - t = 1 - c (1 - S), without cancellation near c = 1."""
    return c * share - (c - 1)


def _far_outside(c: Numbers) -> Numbers:
    """-W0(-c e^-c)/c, which is e^-c times 1 + c e^-c + ... for large c."""
    return np.asarray(-lambertw(-c * np.exp(-c)).real / c)


def _near_one(above: Numbers) -> Numbers:
    """S from c - 1, both small: the root of S/2 + S^2/3 + ... = c - 1."""
    share = 2 * above - 8 / 3 * above**2 + 28 / 9 * above**3
    powers = np.arange(1, len(_SERIES))
    for _ in range(4):
        terms = _SERIES[1:] * share[..., None] ** (powers - 1)
        share = share - (share * terms.sum(axis=-1) - above) / (terms * powers).sum(axis=-1)
    return share
