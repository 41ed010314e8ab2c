"""Finite-length law of peeling near its threshold (law `corrected`), in closed form.

With R concepts and c texts per concept, in the window ``|c - c*| ~ R^(-1/2)``, a trial is stuck with probability

    P(stuck) = Q(z) + kappa (z^2 - 1) phi(z) / (6 sqrt(R)),
    z = sqrt(R) (c - c* - beta R^(-2/3) - gamma/R) / (alpha sqrt(1 + eta R^(-1/3))),

Q the Gaussian upper tail, phi its density. alpha and beta are of leading order (Amraoui, Montanari, Richardson and
Urbanke 2009; Dembo and Montanari 2008 prove it for hypergraph cores), and with them alone the law is ``first_order``.
The constants are those of ``scaling``, which derives them for any text degrees, with concepts chosen uniformly.

Range: good to .018 from R = 1000, .004 from 1e4, .0008 from 1e5, .00015 from 1e6 (d = 3 to 7, ``|z| <= 4``, by the
renewal law, which has no such errors). Near the cusp, d < 3, the constants blow up. Further out than the window,
``stuck_tail`` takes over where it is larger: both fall short of the truth there.
"""

from collections.abc import Callable
from functools import cache
from math import exp, pi, sqrt

import numpy as np
import numpy.typing as npt

from peelsim.ensembles import TextDegree, as_text_degree
from peelsim.theory.arrays import Numbers
from peelsim.theory.peeling.density_evolution import critical_points, fixed_points, threshold
from peelsim.theory.peeling.scaling_constants import curvature, scaling

__all__ = [
    "first_order",
    "mean_root_excess",
    "outcomes",
    "root_on_the_curve",
    "stuck_probability",
    "texts_per_concept_at",
    "unlearnt_fraction",
    "unlearnt_given_stuck",
    "window",
]

_TAIL_FROM = 2  # z from which the tail is looked at
_BELOW, _ABOVE = -3.0, -2.0  # z between which two forms of x given stuck are mixed


def window(
    concepts: npt.ArrayLike, *, texts_per_concept: npt.ArrayLike, text_degree: TextDegree | float, texts_fixed: bool
) -> Numbers:
    """z of ``first_order``, the place in the critical window: positive above the threshold."""
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


def first_order(
    concepts: npt.ArrayLike, *, texts_per_concept: npt.ArrayLike, text_degree: TextDegree | float, texts_fixed: bool
) -> Numbers:
    """P(stuck) = Q(z), z that of ``window``: the law without gamma, eta and kappa. Within .01 from R = 1e5."""
    from scipy.special import ndtr  # loads slowly

    z = window(concepts, texts_per_concept=texts_per_concept, text_degree=text_degree, texts_fixed=texts_fixed)
    return np.asarray(ndtr(-z))


def stuck_probability(
    concepts: npt.ArrayLike, *, texts_per_concept: npt.ArrayLike, text_degree: TextDegree | float, texts_fixed: bool
) -> Numbers:
    """P(stuck), see above; beyond the window, ``stuck_tail`` where that is larger.

    Parameters
    ----------
    concepts, texts_per_concept : R and c = T/R, real; arrays are broadcast.
    text_degree, texts_fixed : as in ``scaling``.

    Returns
    -------
    float64 array : NaN where R is so small that the expansion has no variance left (R < 30 at d = 3).

    Raises
    ------
    ValueError : where there is no threshold.
    """
    from scipy.special import ndtr  # loads slowly

    law = scaling(text_degree, texts_fixed=texts_fixed)
    size, c = np.broadcast_arrays(_concepts(concepts), np.asarray(texts_per_concept, dtype=float))
    z = np.sqrt(size) * (c - law.mean(size)) / law.width(size)
    skewed = law.kappa / (6 * np.sqrt(size)) * (z * z - 1) * np.exp(-z * z / 2) / sqrt(2 * pi)
    stuck = np.array(np.clip(ndtr(-z) + skewed, 0, 1))
    far = np.flatnonzero(z > _TAIL_FROM)
    if len(far):
        from peelsim.theory.renewal.stuck_tail import log_stuck  # it compiles kernels

        for i in far:
            texts = size.flat[i] * c.flat[i]
            tail = log_stuck(float(size.flat[i]), texts=texts, text_degree=text_degree, texts_fixed=texts_fixed)
            stuck.flat[i] = max(stuck.flat[i], exp(tail) if tail < 0 else 0.0)
    return stuck


def unlearnt_fraction(
    concepts: npt.ArrayLike, *, texts_per_concept: npt.ArrayLike, text_degree: TextDegree | float, texts_fixed: bool
) -> Numbers:
    """Mean fraction unlearnt, to leading order: P(stuck) x_F + (1 - P(stuck)) x_small.

    x_F is the largest fixed point below c*, and x* from there on. x_small is the fixed point peeling goes to once
    past x*: with a single jump, the smallest one. ``unlearnt_given_stuck`` replaces x_F within the window.
    """
    stuck = first_order(concepts, texts_per_concept=texts_per_concept, text_degree=text_degree, texts_fixed=texts_fixed)
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
    x* + sqrt(2 (that distance) Omega'(1 - x*) / q), on the parabola of c(x) at x*. Averaged over Z > z:
    x* + sqrt(2 alpha Omega'(1 - x*) / (q sqrt(R))) E[sqrt(Z - z) | Z > z].
    Below the window that average tends to sqrt(-z), which is x_F(c) on the parabola, so x_F(c) itself takes the place
    of x* + sqrt(...) of ``root_on_the_curve``. From z = -2 down ``below_threshold`` takes over, all of it from z = -3.

    Range: below the window within 7e-5 (R = 1000, by the renewal law). In it R large; at d = 6 within .01 from R = 1e4.
    The excess over x* is too large there by a factor of about 1 + 1.4 R^(-1/6) (simulated at d = 4: 1.42 at R = 1000,
    1.21 at 1e5, 1.02 at 1e11).
    """
    omega = as_text_degree(text_degree)
    size, c = np.broadcast_arrays(np.asarray(concepts, dtype=float), np.asarray(texts_per_concept, dtype=float))
    z = window(size, texts_per_concept=c, text_degree=omega, texts_fixed=texts_fixed)
    found = _in_window(size, c, omega, z, texts_fixed=texts_fixed)
    share = np.clip((_ABOVE - z) / (_ABOVE - _BELOW), 0, 1)  # of the form below
    for i in np.flatnonzero((share > 0) & (c > 0)):
        from peelsim.theory.renewal.below_threshold import unlearnt_below  # it compiles kernels

        texts = size.flat[i] * c.flat[i]
        below = unlearnt_below(float(size.flat[i]), texts=texts, text_degree=omega, texts_fixed=texts_fixed)
        if not np.isnan(below):
            found.flat[i] += share.flat[i] * (below - found.flat[i])
    found[c == 0] = 1
    return np.asarray(np.clip(found, 0, 1))


def _in_window(size: Numbers, c: Numbers, omega: TextDegree, z: Numbers, *, texts_fixed: bool) -> Numbers:
    law = scaling(omega, texts_fixed=texts_fixed)
    width = 2 * law.alpha * omega.derivative(1, law.threshold.unlearnt) / curvature(omega, law.threshold)
    beyond = mean_root_excess(z) - root_on_the_curve(z, shift=law.beta * size ** (-1 / 6) / law.alpha)
    stuck_at, _ = outcomes(c, text_degree=omega)
    return np.array(stuck_at + np.sqrt(width / np.sqrt(size)) * beyond)


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


def root_on_the_curve(z: npt.ArrayLike, *, shift: float | Numbers) -> Numbers:
    """The root of the distance below the threshold, in widths of the window, that the curve itself stands for.

    The curve begins at the threshold of the limit, z = -``shift``, where the distance is -(z + shift). Deep below the
    window the shift matters no more and the distance is -z: the root passes from one to the other by z = -2, so that it
    is 0 where the curve has not begun. (With -z throughout, what is unlearnt fell by a tenth at z just below 0.)
    """
    z = np.asarray(z, dtype=float)
    deep = np.clip(-z / 2, 0, 1)
    return np.asarray((1 - deep) * np.sqrt(np.maximum(-z - shift, 0)) + deep * np.sqrt(np.maximum(-z, 0)))


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
