"""Binomial draws, exact in law up to the 52 bits of a uniform double; n up to 1e15, any p."""

from math import exp, floor, log, log1p, sqrt

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw, unit
from peelsim.kernels.draws.saddle_point import deviance, stirling_remainder

_NEAR = 16  # values from the mode within which the ratio is a product: it stays below 1e250
_FEW = 10.0  # expected successes below which counting up from 0 is quicker, and the rejection not proven


@kernel
def binomial_by_inversion(stream, n, p):
    """Sequential search from 0, for small n p: it takes n p + 1 steps."""
    u = unit(draw(stream, 0))
    if u <= 1.0 - n * p:  # at most (1 - p)^n
        return 0
    odds = p / (1.0 - p)
    k, probability = 0, exp(n * log1p(-p))
    while u > probability and k < n:
        u -= probability
        k += 1
        probability *= odds * (n - k + 1) / k
        if probability == 0.0:  # past every value a double can tell from 0
            break
    return k


@kernel
def log_ratio_to_mode(n, p, k, mode):
    """ln of P(X = k) / P(X = mode) for X ~ Bin(n, p), 0 <= k <= n."""
    return log_binomial(n, p, k) - log_binomial(n, p, mode)


@kernel
def log_binomial(n, p, k):
    """ln P(X = k) for X ~ Bin(n, p), 0 < p < 1, by the saddle-point expansion (Loader 2000)."""
    if k == 0:
        return n * log1p(-p)
    if k == n:
        return n * log(p)
    rest = n - k
    remainders = stirling_remainder(n) - stirling_remainder(k) - stirling_remainder(rest)
    deviances = deviance(float(k), n * p) + deviance(float(rest), n * (1.0 - p))
    return remainders - deviances - 0.5 * log(2.0 * np.pi * k * (rest / n))


@kernel
def below_ratio(height, n, p, k, mode):
    """Whether ``height`` is at most P(X = k) / P(X = mode) for X ~ Bin(n, p): the test of the rejection, n p >= 10.

    Near the mode the ratio is a product of a few factors. Else with x = k - n p and z = x / s, s^2 = n p (1 - p), its
    logarithm is -z^2/2 + (1 - 2 p) (z^3/6 - z/2) / s to within (z^4/5 + z^2/2 + 3/2) / s^2 wherever |x| <= n p / 4, by
    Taylor's theorem (derived: the deviance's fourth derivative and the root's second are largest at -1/4, and the mode
    and Stirling's remainders add less than 3/2); few heights lie so near to it that the logarithm itself is needed.
    """
    if abs(k - mode) <= _NEAR:
        odds, up, down = p / (1.0 - p), 1.0, 1.0
        for j in range(min(k, mode) + 1, max(k, mode) + 1):
            up *= (n - j + 1) * odds
            down *= j
        return height * down <= up if k > mode else height * up <= down
    mean = n * p
    x, variance = k - mean, mean * (1.0 - p)
    level = log(height)
    if abs(x) <= 0.25 * mean:
        inverse = 1.0 / variance
        square = x * x * inverse
        middle = -0.5 * square + (1.0 - 2.0 * p) * x * (square / 6.0 - 0.5) * inverse
        error = (0.2 * square * square + 0.5 * square + 1.5) * inverse
        if level < middle - error:
            return True
        if level > middle + error:
            return False
    return level <= log_ratio_to_mode(n, p, k, mode)


@kernel
def binomial_by_rejection(stream, n, p):
    """Transformed rejection with squeeze, BTRS (Hoermann 1993), for n p >= 10 and p <= 1/2; 2.3 draws on average."""
    mean = n * p
    spread = sqrt(mean * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    squeeze = 0.92 - 4.2 / b
    whole = np.int64(mean)  # kept apart, so that n = 1e15 costs the hat no digits
    centre = mean - whole + 0.5
    i = 0
    while True:
        u = unit(draw(stream, i)) - 0.5
        v = unit(draw(stream, i + 1))
        i += 2
        edge = 0.5 - abs(u)
        k = np.int64(floor((2.0 * a * (1.0 / edge) + b) * u + centre)) + whole
        if edge >= 0.07 and v <= squeeze:
            return k
        if k < 0 or k > n:
            continue
        height = v * (2.83 + 5.1 / b) * spread / (a / (edge * edge) + b)
        if below_ratio(height, n, p, k, min(n, np.int64((n + 1.0) * p))):
            return k


@kernel
def binomial(stream, n, p):
    """One binomial number, a pure function of the stream. stream: uint64; 0 <= n <= 1e15; p is clipped to [0, 1]."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial_up_to_half(stream, n, 1.0 - p)
    return binomial_up_to_half(stream, n, p)


@kernel
def binomial_up_to_half(stream, n, p):
    """``binomial`` for 0 < p <= 1/2."""
    if n * p < _FEW:
        return binomial_by_inversion(stream, n, p)
    return binomial_by_rejection(stream, n, p)
