"""Finite-length law of codes and random access near the threshold (law `corrected`).

With n bits or slots at load p, an erasure probability or users per slot, a trial gets stuck with probability

    P(stuck) = Q(z),     z = sqrt(n) (p* - beta n^(-2/3) - p) / alpha,

Q the Gaussian upper tail (Amraoui, Montanari, Richardson and Urbanke 2009, for codes; Dembo and Montanari 2008 prove it
for hypergraphs). Their sums over powers are closed here for any degree pair; for slots they are the limit of
checks of Poisson degrees (derived). The law is of the first jump: below it floors decide, see ``floors``.

Tests: tests/theory/codes/test_numbers.py
"""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from peelsim.theory.codes.evolution import Code, Ensemble, Slots, Threshold
from peelsim.theory.peeling.finite_length import mean_root_excess, root_on_the_curve
from peelsim.theory.peeling.scaling_constants import BROWNIAN_PARABOLA

__all__ = [
    "Numbers",
    "Scaling",
    "code_scaling",
    "load_at",
    "outcomes",
    "scaling",
    "slots_scaling",
    "stuck_probability",
    "unknown_given_stuck",
    "window",
]

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scaling:
    """The constants of the law at the first threshold."""

    threshold: Threshold
    alpha: float  # width: the threshold of one graph has the standard deviation alpha / sqrt(n)
    beta: float  # shift: it lies on average beta n^(-2/3) below p*
    curvature: float  # second derivative of the curve of fixed points at the threshold
    spread: float  # growth of the unknown fraction there, per unit of the place


def code_scaling(code: Code, *, fixed: bool) -> Scaling:
    """Constants of a code.

    alpha^2 = [rho^2 - rho(xbar^2) + rho' (1 - 2 x rho) - xbar^2 rho'(xbar^2)] / (Lambda'(1) lambda^2 rho'^2)
    + eps^2 [lambda^2 - lambda(y^2) - y^2 lambda'(y^2)] / (Lambda'(1) lambda^2), less eps (1 - eps) if the number of
    erasures is fixed; beta = W (eps^4 lambda''^2 rho'^2 / (Lambda'(1)^2 x^3 [lambda' rho'' - lambda'' rho'^2]))^(1/3);
    all at the threshold, rho at xbar = 1 - x and lambda at y.

    Parameters
    ----------
    fixed : whether the number of erasures is fixed, instead of every bit erased independently.

    Raises
    ------
    ValueError : without a threshold at which the unknown fraction jumps.

    Examples
    --------
    >>> law = code_scaling(Code({3: 1}, {6: 1}), fixed=False)
    >>> round(law.alpha, 6), round(law.beta, 6)
    (0.560355, 0.6146)
    """
    at, d = code.threshold, code.bits.mean
    eps, x, y, xbar = at.load, at.place, code.check_silent(at.place), 1 - at.place
    rho, rho1, rho2 = (code.checks.edge(xbar, order) for order in range(3))
    lam, lam1, lam2 = (code.bits.edge(y, order) for order in range(3))
    checks = rho**2 - code.checks.edge(xbar**2) + rho1 * (1 - 2 * x * rho) - xbar**2 * code.checks.edge(xbar**2, 1)
    bits = lam**2 - code.bits.edge(y**2) - y**2 * code.bits.edge(y**2, 1)
    variance = checks / (d * lam**2 * rho1**2) + eps**2 * bits / (d * lam**2) - (eps * (1 - eps) if fixed else 0)
    bend = lam1 * rho2 - lam2 * rho1**2
    beta = BROWNIAN_PARABOLA * (eps**4 * lam2**2 * rho1**2 / (d**2 * x**3 * bend)) ** (1 / 3)
    return Scaling(at, sqrt(variance), beta, eps**2 * bend / x, eps * code.bits.node(y, 1) * rho1)


def slots_scaling(slots: Slots, *, fixed: bool) -> Scaling:
    """Constants of random access and hypergraphs, n the number of slots or vertices.

    With a Poisson number of users alpha^2 = y / (d^2 lambda^2 (1 - y)), less G* if their number is fixed;
    beta = W (G* lambda''^2 (1 - y) / (d^2 lambda^3 [lambda' - (1 - y) lambda'']))^(1/3), all at y*.

    Parameters
    ----------
    fixed : whether the number of users is fixed, instead of Poisson.

    Raises
    ------
    ValueError : without a threshold at which the loss jumps.

    Examples
    --------
    >>> law = slots_scaling(Slots({3: 1}), fixed=True)
    >>> round(law.alpha, 6), round(law.beta, 6)
    (0.497867, 0.960856)
    """
    at, d = slots.threshold, slots.users.mean
    y, ybar = at.place, 1 - at.place
    lam, lam1, lam2 = (slots.users.edge(y, order) for order in range(3))
    variance = y / (d**2 * lam**2 * ybar) - (at.load if fixed else 0)
    bend = lam1 - ybar * lam2
    beta = BROWNIAN_PARABOLA * (at.load * lam2**2 * ybar / (d**2 * lam**3 * bend)) ** (1 / 3)
    return Scaling(at, sqrt(variance), beta, at.load * bend / (ybar * lam), slots.users.node(y, 1))


@lru_cache(maxsize=256)
def scaling(ensemble: Any, *, fixed: bool) -> Scaling:
    """Constants of a ``Code`` or of ``Slots``."""
    return code_scaling(ensemble, fixed=fixed) if isinstance(ensemble, Code) else slots_scaling(ensemble, fixed=fixed)


def window(ensemble: Ensemble, size: npt.ArrayLike, *, load: npt.ArrayLike, fixed: bool) -> Numbers:
    """z, the place in the critical window: 0 where half the trials get stuck, positive where fewer do."""
    law, n, p = scaling(ensemble, fixed=fixed), np.asarray(size, dtype=float), np.asarray(load, dtype=float)
    return np.asarray(np.sqrt(n) * (law.threshold.load - law.beta * n ** (-2 / 3) - p) / law.alpha)


def load_at(ensemble: Ensemble, size: npt.ArrayLike, *, window: npt.ArrayLike, fixed: bool) -> Numbers:
    """The load at the place z = ``window``: p* - beta n^(-2/3) - z alpha n^(-1/2)."""
    law, n, z = scaling(ensemble, fixed=fixed), np.asarray(size, dtype=float), np.asarray(window, dtype=float)
    return np.asarray(law.threshold.load - law.beta * n ** (-2 / 3) - z * law.alpha / np.sqrt(n))


def stuck_probability(ensemble: Ensemble, size: npt.ArrayLike, *, load: npt.ArrayLike, fixed: bool) -> Numbers:
    """P(stuck) = Q(z).

    Parameters
    ----------
    ensemble : a ``Code``, size its bits, or ``Slots``, size their number.
    fixed : whether the number of erasures, or of users, is fixed.
    """
    return np.asarray(ndtr(-window(ensemble, size, load=load, fixed=fixed)))


def outcomes(ensemble: Ensemble, load: float) -> tuple[float, float]:
    """Unknown fraction of a trial stuck at the first threshold, and of one that is not, to leading order."""
    at = ensemble.threshold
    place = max(ensemble.resting_place(max(load, at.load)), at.place)
    stuck = ensemble.unknown_at(max(load, at.load), place)
    passed = ensemble.resting_place(load, below=at.place)
    return stuck, ensemble.unknown_at(load, passed)


def unknown_given_stuck(ensemble: Ensemble, size: float, *, load: float, fixed: bool) -> float:
    """Mean unknown fraction of the trials that get stuck.

    A graph whose own threshold lies alpha (Z - z) / sqrt(n) below the load, Z standard normal, gets stuck on the
    parabola of the curve at its minimum: nu* + nu'(x*) sqrt(2 alpha / (p''(x*) sqrt(n))) E[sqrt(Z - z) | Z > z]. As in
    ``peeling.finite_length.unlearnt_given_stuck`` the curve itself takes the place of the parabola above the threshold:
    ``root_on_the_curve`` says of which root.

    Range: n large; (3,6) at z = 0: .2454 at n = 1e4 (simulated .2402(5)), .2164 at 1e6 (.2157(2)), right at 1e8.
    """
    law = scaling(ensemble, fixed=fixed)
    z = float(window(ensemble, size, load=load, fixed=fixed))
    shift = law.beta * size ** (-1 / 6) / law.alpha
    beyond = float(mean_root_excess(z) - root_on_the_curve(z, shift=shift))
    width = law.spread * sqrt(2 * law.alpha / (law.curvature * sqrt(size)))
    return min(outcomes(ensemble, load)[0] + width * beyond, 1.0)
