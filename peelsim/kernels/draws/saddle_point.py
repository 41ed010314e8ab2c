"""Logarithms of probabilities without cancellation, by Loader's saddle-point expansion (Loader 2000).

k ln(mu) - mu - ln(k!) loses all digits for large k: terms of 1e10 nearly cancel. Written as a deviance and a
Stirling remainder, each part is small and exact to a few ulp.
"""

from math import lgamma, log, pi

from peelsim.jit import kernel


@kernel
def stirling_remainder(n):
    """ln(n!) - ln(sqrt(2 pi n) (n / e)^n) for whole n >= 1."""
    if n < 16:
        return lgamma(n + 1.0) - (n + 0.5) * log(n) + n - 0.5 * log(2.0 * pi)
    s = 1.0 / (n * float(n))
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188) * s) * s) * s) * s) / n


@kernel
def deviance(x, mean):
    """x ln(x / mean) + mean - x for x, mean > 0; a series where x is near the mean."""
    gap = x - mean
    if abs(gap) >= 0.1 * (x + mean):
        return x * log(x / mean) - gap
    v = gap / (x + mean)
    total = gap * v
    term = 2.0 * x * v
    v *= v
    for j in range(1, 1000):
        term *= v
        before = total
        total += term / (2 * j + 1)
        if total == before:
            break
    return total


@kernel
def log_poisson(k, mean):
    """ln P(X = k) for X ~ Poisson(mean), mean > 0."""
    if k == 0:
        return -mean
    return -stirling_remainder(k) - deviance(float(k), mean) - 0.5 * log(2.0 * pi * k)
