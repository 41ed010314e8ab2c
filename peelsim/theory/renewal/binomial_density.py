"""Binomial probabilities of real counts and complex chances, in Loader's form: no digits are lost, however large.

log Bin(n, q)(k) is Stirling's remainder less n times a relative entropy, and that is written in the *surplus* n q - k,
which is small where the probability is not (Loader 2000). Everything is analytic in q.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from math import atan2, cos, exp, expm1, lgamma, log, sin

import numpy as np

from peelsim.jit import inner_kernel

__all__ = ["entropy_part", "excess", "exponential", "exponential_less_one", "smooth_part", "stirling"]

_HALF_LOG_2PI = 0.5 * np.log(2 * np.pi)


@inner_kernel
def stirling(n: float) -> float:
    """log n! - ((n + 1/2) log n - n + log(2 pi)/2), for real n > 0."""
    if n < 16.0:
        return float(lgamma(n + 1.0) - (n + 0.5) * log(n) + n - _HALF_LOG_2PI)
    square = 1 / (n * n)
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - square / 1188) * square) * square) * square) / n


@inner_kernel
def excess(d: complex, more: complex) -> complex:
    """d - log(more), more = 1 + d, with all digits where d is small; 1e300 where more is 0."""
    if abs(d.real) + abs(d.imag) > 0.1:
        size = more.real * more.real + more.imag * more.imag
        if size == 0.0:
            return complex(1e300, 0.0)
        return complex(d.real - 0.5 * log(size), d.imag - atan2(more.imag, more.real))
    u = d / (2 + d)  # log(1 + d) = 2 artanh(u), and d - 2 u = d u
    square = u * u
    tail = (((((square / 13 + 1 / 11) * square + 1 / 9) * square + 1 / 7) * square + 1 / 5) * square + 1 / 3) * square
    return u * (d - 2 * tail)


@inner_kernel
def exponential(z: complex) -> complex:
    """exp(z); Numba's own takes ten times as long to compile."""
    size = exp(z.real)
    return complex(size, 0.0) if z.imag == 0.0 else complex(size * cos(z.imag), size * sin(z.imag))


@inner_kernel
def exponential_less_one(z: complex) -> complex:
    """exp(z) - 1, with all digits where z is small."""
    if z.imag == 0.0:
        return complex(expm1(z.real), 0.0)
    half = sin(z.imag / 2)
    return complex(expm1(z.real) - 2 * exp(z.real) * half * half, exp(z.real) * sin(z.imag))


@inner_kernel
def smooth_part(k: float, n: float) -> float:
    """What log Bin(n, q)(k) has beside the entropy, whatever q; 0 < k < n."""
    rest = n - k
    return float(stirling(n) - stirling(k) - stirling(rest) + 0.5 * log(n / (2 * np.pi * k * rest)))


@inner_kernel
def entropy_part(k: float, n: float, surplus: complex) -> complex:
    """n times the relative entropy: of surplus / k and -surplus / (n - k), the excess each."""
    rest = n - k
    up, down = surplus / k, -surplus / rest
    return complex(k * excess(up, 1 + up) + rest * excess(down, 1 + down))
