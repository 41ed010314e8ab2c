"""P(stuck) far above the threshold, where it is exponentially small: the closed form of the tail (derived).

Trials are stuck where p_j = P(N(j) = j) is largest, at j^ left of the split, and there h_j is 1 - mu_j, the ballot
theorem's factor, mu_j = j F'/F the pace of N. So, by Laplace's method, for a Poisson number of texts::

    P(stuck) = p_j^ (1 - mu_j^) sqrt(2 pi / |d^2 log p_j / dj^2|).

log p_j is about -R KL(y || F(y)), y = j/R. At the optimum mu - ln mu is the same for the pace mu < 1 seen back and for
the one to come: the likeliest way to get stuck is a path with a kink, down to the barrier and away from it. For a fixed
number of texts the integral over the circle of ``circle`` is taken at its saddle point theta, where
theta (1 + d log P / d theta) = T.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from math import inf, log, pi

import numpy as np

from peelsim.ensembles import TextDegree, as_text_degree
from peelsim.theory.peeling.density_evolution import split, threshold
from peelsim.theory.renewal.binomial_density import stirling
from peelsim.theory.renewal.counts import log_reach_at
from peelsim.theory.renewal.survey import peak_of
from peelsim.theory.renewal.texts import Texts, teaching_at, texts_of

__all__ = ["log_stuck"]

_STEP = 1e-3  # of differences, relative


def log_stuck(concepts: float, *, texts: float, text_degree: TextDegree | float, texts_fixed: bool) -> float:
    """log P(stuck) in the tail; infinite outside of it.

    Parameters
    ----------
    concepts, texts : R, and T or its mean, real; T/R well above the threshold c*, see ``finite_length`` for how far.
    text_degree, texts_fixed : as there.

    Raises
    ------
    ValueError : where there is no threshold.

    Examples
    --------
    >>> round(log_stuck(10_000, texts=43_991, text_degree=4, texts_fixed=False), 3)
    -1979.482
    """
    omega = as_text_degree(text_degree)
    threshold(omega)
    if omega.least_concepts >= concepts:
        return inf
    one, limit = texts_of(concepts, omega), concepts * (1 - split(omega))
    if not texts_fixed:
        return _poisson(one, texts, limit)
    theta = texts
    for _ in range(30):
        theta = texts / (1 + peak_of(one, theta, limit).tilt)
    around = theta * (1 + _STEP * np.array([-1, 1]))
    bend = np.diff([peak_of(one, each, limit).tilt for each in around])[0] / np.diff(around)[0]
    width = texts + theta**2 * bend
    ratio = theta / texts
    scale = texts * (ratio - 1 - log(ratio)) + stirling(texts) + 0.5 * log(texts / width)
    return float(_poisson(one, theta, limit) + scale)


def _poisson(one: Texts, theta: float, limit: float) -> float:
    j = peak_of(one, theta, limit).place
    step = _STEP * min(j, one.concepts - j)
    below, at, above = log_reach_at(one, theta, np.array([j - step, j, j + step]))
    curvature = (2 * at - below - above) / step**2
    t, slope = teaching_at(one, np.array([j]))
    pace = float(j * theta * slope[0] / np.expm1(theta * t[0]))
    if pace >= 1 or curvature <= 0:
        return inf  # not in the tail
    return float(at + log(1 - pace) + 0.5 * log(2 * pi / curvature))
