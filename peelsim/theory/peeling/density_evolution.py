"""Density evolution of peeling: what is left unlearnt when there are very many concepts.

x is the fraction of concepts unlearnt. A text of generating function Omega teaches a given unlearnt concept if it
holds that one and no other unlearnt, so with c texts per concept a round of peeling takes x to

    exp(-c Omega'(1 - x));      binomial ensemble of mean d: exp(-c d exp(-d x))

(Luby et al. 1997; Nayak and Varshney 2024, App. C, in the limit of large R and without the dummy nodes). The fixed
points lie on c(x) = -ln(x) / Omega'(1 - x). Every function takes a number d for the binomial ensemble of mean d.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import e, exp, inf, isfinite, log

import numpy as np
import numpy.typing as npt

from peelsim.ensembles import Binomial, TextDegree, as_text_degree
from peelsim.theory.peeling import fixed_point_curve
from peelsim.theory.roots import root_between

__all__ = [
    "Threshold",
    "critical_points",
    "curve",
    "fixed_points",
    "split",
    "threshold",
    "thresholds",
    "training_error",
    "trajectory",
]


@dataclass(frozen=True)
class Threshold:
    """Where a large fixed point of density evolution disappears."""

    texts_per_concept: float  # c*, above which the fraction unlearnt jumps down; infinite if peeling never starts
    unlearnt: float  # x*, the fraction unlearnt just below c*


def trajectory(text_degree: TextDegree | float, *, texts_per_concept: float, rounds: int) -> npt.NDArray[np.float64]:
    """Fraction unlearnt after each round of peeling, from all unlearnt; float64[rounds]."""
    omega = as_text_degree(text_degree)
    _check_texts(texts_per_concept)
    unlearnt = np.empty(rounds)
    x = 1.0
    for i in range(rounds):
        x = exp(-texts_per_concept * omega.derivative(1, x))
        unlearnt[i] = x
    return unlearnt


def fixed_points(text_degree: TextDegree | float, *, texts_per_concept: float) -> tuple[float, ...]:
    """All x with x = exp(-c Omega'(1 - x)), ascending. Peeling from all unlearnt ends at the last.

    The binomial ensemble has one or three, two on the boundary; each jump of another Omega can add two. Without
    texts, or if no text holds a single concept (Omega_1 = 0), x = 1 is one of them.
    """
    omega = as_text_degree(text_degree)
    _check_texts(texts_per_concept)
    return fixed_point_curve.fixed_points(
        lambda x: omega.derivative(1, x), strength=texts_per_concept, critical=critical_points(omega)
    )


@lru_cache(maxsize=1024)
def critical_points(text_degree: TextDegree | float) -> tuple[float, ...]:
    """Local extrema of c(x) on (0, 1), ascending: a minimum, a maximum, a minimum, ...

    They solve x ln(1/x) Omega''(1 - x) = Omega'(1 - x). Binomial ensemble: d x ln(1/x) = 1, which has no solution
    for d <= e and one on either side of x = 1/e for d > e; others: see fixed_point_curve.
    """
    omega = as_text_degree(text_degree)
    if isinstance(omega, Binomial):
        return _binomial_critical_points(omega.mean)
    return fixed_point_curve.critical_points(lambda x: omega.derivative(1, x), lambda x: omega.derivative(2, x))


def _binomial_critical_points(d: float) -> tuple[float, ...]:
    if d <= e:
        return ()

    def excess(s: float) -> float:  # s = ln(1/x); scipy's Lambert W has only four digits of s - 1 near the cusp
        return s - log(s) - log(d)

    large, small = (root_between(excess, *bracket, xtol=1e-15) for bracket in [(1 / d, 1), (1, 2 * log(d) + 3)])
    return exp(-small), exp(-large)


def curve(text_degree: TextDegree | float, *, unlearnt: float) -> float:
    """c(x) = -ln(x) / Omega'(1 - x): the texts per concept for which x = ``unlearnt`` > 0 is a fixed point."""
    taught = as_text_degree(text_degree).derivative(1, unlearnt)
    return -log(unlearnt) / taught if taught > 0 else inf


@lru_cache(maxsize=1024)  # asked for at every point of a sweep; costly where texts have thousands of degrees
def thresholds(text_degree: TextDegree | float) -> tuple[Threshold, ...]:
    """Every jump of the fraction unlearnt as c grows, in order: c* rising, x* falling; none if it is smooth.

    Seen from x = 1 down they are the local maxima of c(x) that are higher than all before. If Omega_1 = 0 peeling
    never starts, however many texts there are: then the only one is c* = infinity at x* = 1.
    """
    omega = as_text_degree(text_degree)
    if omega.derivative(1, 1.0) == 0:
        return (Threshold(texts_per_concept=inf, unlearnt=1.0),)
    records: list[Threshold] = []
    for x in reversed(critical_points(omega)[1::2]):
        c = curve(omega, unlearnt=x)
        if not records or c > records[-1].texts_per_concept:
            records.append(Threshold(texts_per_concept=c, unlearnt=x))
    return tuple(records)


def threshold(text_degree: TextDegree | float) -> Threshold:
    """The first jump: the largest x* at which c(x) has a local maximum, and its c*.

    Raises
    ------
    ValueError : if the transition is smooth; for the binomial ensemble if d <= e (cusp at c = 1, x = 1/e).
    """
    omega = as_text_degree(text_degree)
    found = thresholds(omega)
    if not found:
        why = f"mean {omega.mean} <= e = 2.718..." if isinstance(omega, Binomial) else f"{omega}"
        raise ValueError(f"no threshold: the fraction unlearnt falls smoothly as texts are added ({why})")
    return found[0]


def split(text_degree: TextDegree | float) -> float:
    """Limit of the event `stuck`, between the fractions unlearnt below and above the first threshold.

    Midway between x* and the next local minimum of c(x) below it: fixed points are unstable between the two, so
    few trials end there. 1/2 where nothing suggests a limit: no threshold, or x* = 1 and no minimum.
    """
    omega = as_text_degree(text_degree)
    found = thresholds(omega)
    if not found:
        return 0.5
    highest = found[0].unlearnt
    return (max((x for x in critical_points(omega)[::2] if x < highest), default=0.0) + highest) / 2


def training_error(text_degree: TextDegree | float, *, unlearnt: float) -> float:
    """P(a text holds two or more unlearnt concepts) = 1 - Omega(1 - x) - x Omega'(1 - x).

    Assumes that each concept is unlearnt with probability x = ``unlearnt`` independently: true at a fixed point in
    the limit of many concepts, and not for the mean x of a bimodal law. Binomial ensemble: 1 - e^-u (1 + u),
    u = d x (Nayak and Varshney 2024, App. D, where the exponents err). Good to 1e-12 relative for any x.
    """
    from scipy.special import gammainc  # loads slowly

    omega = as_text_degree(text_degree)
    if not 0 <= unlearnt <= 1:
        raise ValueError(f"unlearnt = {unlearnt} is not a fraction")
    if isinstance(omega, Binomial):
        return float(gammainc(2, omega.mean * unlearnt))
    difference = 1 - omega.derivative(0, unlearnt) - unlearnt * omega.derivative(1, unlearnt)
    return difference if difference > 1e-2 else _small_training_error(omega, unlearnt)


def _small_training_error(omega: TextDegree, x: float) -> float:
    """The same as Taylor's remainder, integral of t Omega''(1 - t) over 0 < t < x: nothing cancels.

    In s = ln(x/t) the integrand has no feature narrower than about 1, whatever the degrees; Gauss's rule on
    panels of length 2.
    """
    nodes, weights = np.polynomial.legendre.leggauss(16)
    panels = np.arange(0, 40, 2)
    s, weight = (panels[:, None] + 1 + nodes).ravel(), np.tile(weights, panels.size)
    t = x * np.exp(-s)
    return float(np.sum(weight * t * t * [omega.derivative(2, float(each)) for each in t]))


def _check_texts(texts_per_concept: float) -> None:
    if not (isfinite(texts_per_concept) and texts_per_concept >= 0):
        raise ValueError(f"texts_per_concept = {texts_per_concept} is not a number of texts per concept")
