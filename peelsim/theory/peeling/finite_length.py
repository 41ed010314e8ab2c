"""Finite-length law of peeling near its threshold (law `corrected`).

With R concepts and c texts a concept, in the window |c - c*| ~ R^(-1/2), a trial is stuck with probability

    P(stuck) = Q(z),      z = sqrt(R) (c - c* - beta R^(-2/3)) / alpha,

Q the Gaussian upper tail (Amraoui, Montanari, Richardson and Urbanke 2009; Dembo and Montanari 2008 prove it for
hypergraph cores). alpha and beta are derived here for any text degrees, with concepts chosen uniformly.
Simulation agrees within .01 from R = 1e5; at R = 1000 and d = 6 the law is .03 to .04 low.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from peelsim.ensembles import TextDegree, as_text_degree
from peelsim.theory.peeling.density_evolution import Threshold, critical_points, fixed_points, threshold

Numbers = npt.NDArray[np.float64]

# E max_t (B(t) - t^2/2) over two-sided Brownian motion B: the constant of Dembo and Montanari's theorem on hypergraph
# cores (2008). It is -2^(-1/3) / (2 pi i) times the integral of z / Ai(z)^2 up the imaginary axis (Janson, Louchard
# and Martin-Loef 2010).
BROWNIAN_PARABOLA = 0.9961930199


@dataclass(frozen=True)
class Scaling:
    """The three constants of the law."""

    threshold: Threshold
    alpha: float  # width: the standard deviation of the threshold of one graph is alpha / sqrt(R)
    beta: float  # shift: that threshold lies on average beta R^(-2/3) above c*


def scaling(text_degree: TextDegree | float, *, texts_fixed: bool) -> Scaling:
    """alpha and beta at the first threshold.

    At c* the number of texts with a single unlearnt concept touches zero at x*. alpha: its standard deviation there
    over its derivative in c. With a Poisson number of texts alpha^2 = (1 - x*) / (x* Omega'(1 - x*)^2), the variance
    of R concepts each unlearnt with probability x*; a fixed number takes away c*, the variance of T / sqrt(R).
    beta: near x* that number is a Brownian motion in a parabola, whose minimum is lower than the parabola's by W in
    its own units; with q'' = c* Omega'''(1 - x*) - 1/x*^2, beta = W x*^(-4/3) q''^(-1/3) / Omega'(1 - x*).
    Binomial ensemble, d_r = d c*: alpha^2 = d_r^2 x* (1 - x*), beta = W d_r (x* / (d x* - 1))^(1/3).

    Parameters
    ----------
    texts_fixed : True for exactly T texts, False for a Poisson number of mean T.

    Raises
    ------
    ValueError : if there is no threshold, or an infinite one (peeling never starts).
    """
    omega = as_text_degree(text_degree)
    jump = threshold(omega)
    c, x = jump.texts_per_concept, jump.unlearnt
    if not isfinite(c):
        raise ValueError("no finite-length law: without texts of a single concept peeling never starts")
    slope = omega.derivative(1, x)
    spread = (1 - x) / x - (c * slope**2 if texts_fixed else 0)  # alpha^2 slope^2, as slope^2 may underflow
    beta = BROWNIAN_PARABOLA * x ** (-4 / 3) * _curvature(omega, jump) ** (-1 / 3) / slope
    return Scaling(threshold=jump, alpha=sqrt(spread) / slope, beta=beta)


def _curvature(omega: TextDegree, jump: Threshold) -> float:
    """q'': second derivative in x, at x*, of ln(x) + c* Omega'(1 - x)."""
    return jump.texts_per_concept * omega.derivative(3, jump.unlearnt) - jump.unlearnt**-2


def window(
    concepts: npt.ArrayLike, *, texts_per_concept: npt.ArrayLike, text_degree: TextDegree | float, texts_fixed: bool
) -> Numbers:
    """z, the place in the critical window: 0 where half the trials are stuck, positive above the threshold."""
    law = scaling(text_degree, texts_fixed=texts_fixed)
    size, c = _concepts(concepts), np.asarray(texts_per_concept, dtype=float)
    return np.asarray(np.sqrt(size) * (c - law.threshold.texts_per_concept - law.beta * size ** (-2 / 3)) / law.alpha)


def texts_per_concept_at(
    concepts: npt.ArrayLike, *, window: npt.ArrayLike, text_degree: TextDegree | float, texts_fixed: bool
) -> Numbers:
    """c at the place z = ``window``: c* + beta R^(-2/3) + z alpha R^(-1/2)."""
    law = scaling(text_degree, texts_fixed=texts_fixed)
    size, z = _concepts(concepts), np.asarray(window, dtype=float)
    return np.asarray(law.threshold.texts_per_concept + law.beta * size ** (-2 / 3) + z * law.alpha / np.sqrt(size))


def stuck_probability(
    concepts: npt.ArrayLike, *, texts_per_concept: npt.ArrayLike, text_degree: TextDegree | float, texts_fixed: bool
) -> Numbers:
    """P(stuck) = Q(z).

    Parameters
    ----------
    concepts, texts_per_concept : R and c = T/R, real; arrays are broadcast.
    text_degree, texts_fixed : as in ``scaling``.

    Raises
    ------
    ValueError : where there is no threshold.
    """
    z = window(concepts, texts_per_concept=texts_per_concept, text_degree=text_degree, texts_fixed=texts_fixed)
    return np.asarray(ndtr(-z))


def unlearnt_fraction(
    concepts: npt.ArrayLike, *, texts_per_concept: npt.ArrayLike, text_degree: TextDegree | float, texts_fixed: bool
) -> Numbers:
    """Mean fraction unlearnt, to leading order: P(stuck) x_F + (1 - P(stuck)) x_small.

    x_F is the largest fixed point below c*, and x* from there on. x_small is the fixed point peeling goes to once
    past x*: with a single jump, the smallest one. ``unlearnt_given_stuck`` replaces x_F within the window.
    """
    stuck = stuck_probability(
        concepts, texts_per_concept=texts_per_concept, text_degree=text_degree, texts_fixed=texts_fixed
    )
    failed, passed = outcomes(texts_per_concept, text_degree=text_degree)
    return np.asarray(stuck * failed + (1 - stuck) * passed)


def outcomes(texts_per_concept: npt.ArrayLike, *, text_degree: TextDegree | float) -> tuple[Numbers, Numbers]:
    """x_F and x_small of ``unlearnt_fraction``: the fraction unlearnt of a stuck trial, and of one that is not."""
    omega = as_text_degree(text_degree)
    jump = threshold(omega)
    landing = max((x for x in critical_points(omega)[::2] if x < jump.unlearnt), default=0.0)

    def failed(c: float) -> float:
        if c >= jump.texts_per_concept:
            return jump.unlearnt
        return fixed_points(omega, texts_per_concept=c)[-1]

    def passed(c: float) -> float:
        all_of_them = fixed_points(omega, texts_per_concept=c)
        return max((x for x in all_of_them if x <= landing), default=all_of_them[0])

    c = np.asarray(texts_per_concept, dtype=float)
    return _each(failed, c), _each(passed, c)


def unlearnt_given_stuck(
    concepts: npt.ArrayLike, *, texts_per_concept: npt.ArrayLike, text_degree: TextDegree | float, texts_fixed: bool
) -> Numbers:
    """Mean fraction unlearnt of the stuck trials, in the critical window and below it.

    A graph whose own threshold lies alpha (Z - z) / sqrt(R) above c, Z standard normal, is stuck at
    x* + sqrt(2 (that distance) Omega'(1 - x*) / q''), on the parabola of c(x) at x*. Averaged over Z > z:
    x* + sqrt(2 alpha Omega'(1 - x*) / (q'' sqrt(R))) E[sqrt(Z - z) | Z > z].
    Below the window that average tends to sqrt(-z), which is x_F(c) on the parabola. So x_F(c) itself takes the place
    of x* + sqrt(... max(-z, 0)), and the sum is right on both sides.

    Range: R large; at d = 6 within .01 from R = 1e4 (simulated, |z| <= 6). In the window the excess over x* is too
    large by a factor of about 1 + 1.4 R^(-1/6) (simulated at d = 4: 1.42 at R = 1000, 1.21 at 1e5, 1.02 at 1e11).
    """
    omega = as_text_degree(text_degree)
    law = scaling(omega, texts_fixed=texts_fixed)
    z = window(concepts, texts_per_concept=texts_per_concept, text_degree=omega, texts_fixed=texts_fixed)
    width = 2 * law.alpha * omega.derivative(1, law.threshold.unlearnt) / _curvature(omega, law.threshold)
    beyond = mean_root_excess(z) - np.sqrt(np.maximum(-z, 0))
    stuck_at, _ = outcomes(texts_per_concept, text_degree=omega)
    return np.minimum(stuck_at + np.sqrt(width / np.sqrt(_concepts(concepts))) * beyond, 1)


def mean_root_excess(z: npt.ArrayLike) -> Numbers:
    """E[sqrt(Z - z) | Z > z] for a standard normal Z, good to 1e-12 for any z.

    Gauss's rule in s, Z = low + s^2, which takes the root's branch point away; low = z, but not below -9, where
    there is nothing left. The weight exp((z^2 - Z^2)/2) never underflows for all s, and its integral is taken by
    the same rule.
    """
    z = np.asarray(z, dtype=float)[..., None]
    nodes, weights = _gauss()
    low = np.maximum(z, -9)
    span = 81 / (np.sqrt(low**2 + 81) + low)  # low span + span^2 / 2 = 40.5: the weight has fallen to e^-40.5
    s = np.sqrt(span) * (nodes + 1) / 2
    weight = weights * s * np.exp(-(low * s**2 + s**4 / 2))
    return np.asarray((weight * np.sqrt(low - z + s**2)).sum(axis=-1) / weight.sum(axis=-1))


@cache
def _gauss() -> tuple[Numbers, Numbers]:
    """Nodes and weights of Gauss's rule of 120 points, whose eigenvalues take 10 ms."""
    nodes, weights = np.polynomial.legendre.leggauss(120)
    return nodes, weights


def _concepts(concepts: npt.ArrayLike) -> Numbers:
    size = np.asarray(concepts, dtype=float)
    if not np.all(size > 0):
        raise ValueError(f"concepts = {size} is not a number of concepts; it must be positive")
    return size


def _each(function: Callable[[float], float], values: Numbers) -> Numbers:
    return np.array([function(float(value)) for value in values.ravel()]).reshape(values.shape)
