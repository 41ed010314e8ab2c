"""Logarithms of probabilities without cancellation, by Loader's saddle-point expansion (Loader 2000).

k ln(mu) - mu - ln(k!) loses all digits for large k: terms of 1e10 nearly cancel. Written as a deviance and a
Stirling remainder, each part is small and exact to a few ulp.
"""

from math import lgamma, log, pi

import numpy as np

from peelsim.jit import kernel

_EXACT = 16  # from this n on the series has all digits
_SMALL = np.array([0.0] + [lgamma(n + 1.0) - (n + 0.5) * log(n) + n - 0.5 * log(2.0 * pi) for n in range(1, _EXACT)])


@kernel
def stirling_remainder(n):
    """ln(n!) - ln(sqrt(2 pi n) (n / e)^n) for whole n >= 1."""
    if n < _EXACT:
        return _SMALL[n]
    r = 1.0 / n
    s = r * r
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188) * s) * s) * s) * s) * r


@kernel
def deviance(x, mean):
    """x ln(x / mean) + mean - x for x, mean > 0; a series where x is near the mean."""
    gap = x - mean
    if abs(gap) >= 0.1 * (x + mean):
        return x * log(x / mean) - gap
    v = gap / (x + mean)
    w = v * v
    series = 1 / 9 + w * (1 / 11 + w * (1 / 13 + w * (1 / 15 + w * (1 / 17))))
    series = w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + w * series)))  # the terms w^j / (2 j + 1), j = 1 .. 8
    return v * (gap + 2.0 * x * series)


@kernel
def log_poisson(k, mean):
    """ln P(X = k) for X ~ Poisson(mean), mean > 0."""
    if k == 0:
        return -mean
    return -stirling_remainder(k) - deviance(float(k), mean) - 0.5 * log(2.0 * pi * k)
