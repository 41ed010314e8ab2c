"""Beta variates, from gamma variates by Marsaglia and Tsang's method (2000), for shapes of 1 or more.

A draw takes a varying number of words of its stream: functions take the number of the next word, and return it.
"""

from math import cos, log, pi, sqrt

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw, unit

_NORMAL = 1e8  # from this shape on the cube of a normal variate is accepted unseen: it would be, but once in 1e8 draws


@kernel
def gamma(stream, word, shape):
    """A gamma variate of that shape, 1 or more, and the number of the next word."""
    d = shape - 1.0 / 3.0
    c = 1.0 / sqrt(9.0 * d)
    while True:
        x = sqrt(-2.0 * log(unit(draw(stream, word)))) * cos(2.0 * pi * unit(draw(stream, word + 1)))
        u = unit(draw(stream, word + 2))
        word += 3
        v = (1.0 + c * x) ** 3
        if v <= 0.0:
            continue
        if shape > _NORMAL or u < 1.0 - 0.0331 * x**4 or log(u) < 0.5 * x * x + d * (1.0 - v + log(v)):
            return d * v, word


@kernel
def beta(stream, word, a, b):
    """A beta variate with parameters a and b, 1 or more, and the number of the next word."""
    first, word = gamma(stream, word, a)
    second, word = gamma(stream, word, b)
    return first / (first + second), word
