"""Poisson draws, exact in law up to the 52 bits of a uniform double."""

from math import exp, floor, log, sqrt

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw, unit
from peelsim.kernels.draws.saddle_point import log_poisson


@kernel
def poisson_by_inversion(stream, mean):
    """Sequential search from 0; for small means, as it takes mean + 1 steps."""
    u = unit(draw(stream, 0))
    k, probability = 0, exp(-mean)
    while u > probability and probability > 0.0:
        u -= probability
        k += 1
        probability *= mean / k
    return k


@kernel
def poisson_by_rejection(stream, mean):
    """Transformed rejection with squeeze, PTRS (Hoermann 1993), valid for mean >= 10; 2.3 draws on average."""
    b = 0.931 + 2.53 * sqrt(mean)
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    squeeze = 0.9277 - 3.6224 / (b - 2.0)
    whole = np.int64(mean)  # kept apart, so that a mean of 1e15 costs the hat no digits
    centre = mean - whole + 0.43
    i = 0
    while True:
        u = unit(draw(stream, i)) - 0.5
        v = unit(draw(stream, i + 1))
        i += 2
        edge = 0.5 - abs(u)
        k = np.int64(floor((2.0 * a / edge + b) * u + centre)) + whole
        if edge >= 0.07 and v <= squeeze:
            return k
        if k < 0 or (edge < 0.013 and v > edge):
            continue
        if log(v * inverse_alpha / (a / (edge * edge) + b)) <= log_poisson(k, mean):
            return k


@kernel
def poisson(stream, mean):
    """One Poisson number, a pure function of the stream. stream: uint64; 0 <= mean <= 1e15."""
    if mean < 10.0:
        return poisson_by_inversion(stream, mean)
    return poisson_by_rejection(stream, mean)
