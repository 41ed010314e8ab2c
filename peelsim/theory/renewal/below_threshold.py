"""What stays unlearnt well below the threshold, where every trial is stuck about the largest fixed point (derived).

At the largest solution u of u = R S_(R-u), S_j = exp(-theta t_j), the martingale of ``settled`` gives the mean of
what is left to order 1/R, by the same expansion and with no trial left out:

    E[unlearnt] = u - (1 - u/R) ((1 - m)^2 - 1 + u^2 theta t'') / (2 (1 - m)^3),      m = u theta t'.

A fixed number of texts is the coefficient f(T) - T f''(T)/2 of that function of theta.

Tests: tests/theory/renewal/test_renewal_law.py
"""

import numpy as np

from peelsim.ensembles import TextDegree, as_text_degree
from peelsim.jit import kernel
from peelsim.theory.renewal.texts import Texts, teaching, texts_of

__all__ = ["largest", "unlearnt_below"]

_STEP = 1e-3  # of differences in theta, relative
_STEEPEST = 0.98  # of m


@kernel
def largest(texts: Texts, theta: float) -> tuple[float, float, float]:
    """u, m there, and the order-1 correction of the mean; by fixed-point steps and then Newton's."""
    size = texts.concepts
    u = size
    for _ in range(200):
        u = size * np.exp(-theta * teaching(texts, size - u)[0])
    for _ in range(20):
        t, slope, _ = teaching(texts, size - u)
        m = u * theta * slope
        if m < _STEEPEST:
            u -= u * (np.log(u / size) + theta * t) / (1 - m)
    _, slope, bend = teaching(texts, size - u)
    m = u * theta * slope
    return u, m, -(1 - u / size) * ((1 - m) ** 2 - 1 + u * u * theta * bend) / (2 * (1 - m) ** 3)


def unlearnt_below(concepts: float, *, texts: float, text_degree: TextDegree | float, texts_fixed: bool) -> float:
    """Mean fraction unlearnt at T/R some window widths below the threshold.

    NaN too near to it, or with no more concepts than a text has.

    Within 7e-5 of the renewal law from 4 widths on at R = 1000 (d = 3, 4, 6).

    Examples
    --------
    >>> round(unlearnt_below(1000, texts=3465, text_degree=6, texts_fixed=True), 4)
    0.9213
    """
    omega = as_text_degree(text_degree)
    if omega.least_concepts >= concepts:
        return float("nan")
    one = texts_of(concepts, omega)
    u, m, correction = largest(one, texts)
    if m >= _STEEPEST:
        return float("nan")
    mean = u + correction
    if texts_fixed:
        fewer, more = (largest(one, texts * (1 + sign * _STEP)) for sign in (-1, 1))
        if more[1] >= _STEEPEST:
            return float("nan")
        mean -= (fewer[0] - 2 * u + more[0]) / (2 * texts * _STEP**2)
    return float(mean / concepts)
