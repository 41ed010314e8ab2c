"""From a Poisson number of texts to exactly T of them.

A Poisson number of texts of mean theta averages what T texts give: P(theta) = sum over T of Pois(T; theta) P_T. All of
it is entire in theta, so that with theta = r exp(i phi), for any radius r,

    P_T = T! [theta^T] exp(theta) P(theta) = T!/(2 pi) * integral of exp(theta) theta^-T P(theta) dphi.

The integrand is a Gaussian of width T^(-1/2) in phi about 0, the saddle point for r = T, and the other half of the
circle is its conjugate: nine points do, at phi = 0, 1, ..., 8 in units of T^(-1/2) (error 3e-9, by Poisson's
summation) from T = 64 on; fewer texts are for the recursion. Where P itself falls steeply with theta, in the tail, the
saddle point is elsewhere.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from typing import NamedTuple

import numpy as np

from peelsim.theory.renewal.binomial_density import stirling
from peelsim.theory.renewal.counts import Complexes

__all__ = ["Circle", "circle"]

_REACH = 8  # widths


class Circle(NamedTuple):
    """The points of an integral over ``|theta| = radius``, and their weights relative to exp(log_scale)."""

    texts: float  # T
    thetas: Complexes
    weights: Complexes
    ratios: Complexes  # theta / T: each stands for one text less
    log_scale: float


def circle(texts: float, radius: float, *, per_width: int = 1) -> Circle:
    """The circle for T = ``texts`` >= 64. per_width: points per width T^(-1/2); with 2 the error is one of rounding."""
    root = np.sqrt(texts)
    step = 1 / (per_width * root)
    angles = np.arange(_REACH * per_width + 1) * step
    ratio = radius / texts
    decay = texts * (-2 * ratio * np.sin(angles / 2) ** 2 + 1j * (ratio * np.sin(angles) - angles))
    both = np.where(angles > 0, 2, 1)  # the point and its conjugate
    weights = both * step * root / np.sqrt(2 * np.pi) * np.exp(decay + stirling(texts))
    if radius == texts:
        weights /= weights.real.sum()  # what is certain for any number of texts has chance 1, not 1 + 5e-9
    turned = np.exp(1j * angles)
    return Circle(texts, radius * turned, weights, ratio * turned, float(texts * (ratio - 1 - np.log(ratio))))
