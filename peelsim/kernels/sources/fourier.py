"""The discrete Fourier transform of 2^k numbers (Cooley and Tukey 1965), in a fixed order of operations.

Tests: tests/kernels/sources/test_long_memory.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel


class Signal(NamedTuple):
    """Complex numbers, and what it takes to transform them."""

    real: npt.NDArray[np.float64]  # [n], n a power of two
    imaginary: npt.NDArray[np.float64]  # [n]
    cosine: npt.NDArray[np.float64]  # [n / 2] of 2 pi k / n
    sine: npt.NDArray[np.float64]  # [n / 2]


def room_for_signal(n: int) -> Signal:
    """Room for n complex numbers, n a power of two."""
    turn = 2 * np.pi * np.arange(n // 2) / n
    return Signal(np.zeros(n), np.zeros(n), np.cos(turn), np.sin(turn))


@kernel
def transform(signal, control):
    """Replace z_t by sum_t z_t exp(-2 pi i k t / n), in place; returns False if told to stop."""
    real, imaginary = signal.real, signal.imaginary
    n = real.size
    j = 0
    for i in range(1, n):  # the order of reversed bits
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j |= bit
        if i < j:
            real[i], real[j] = real[j], real[i]
            imaginary[i], imaginary[j] = imaginary[j], imaginary[i]
    half = 1
    while half < n:
        if control[0] != 0:
            return False
        step = n // (2 * half)
        for begin in range(0, n, 2 * half):
            for k in range(half):
                c, s = signal.cosine[k * step], signal.sine[k * step]
                a, b = begin + k, begin + k + half
                x = real[b] * c + imaginary[b] * s
                y = imaginary[b] * c - real[b] * s
                real[b], imaginary[b] = real[a] - x, imaginary[a] - y
                real[a] += x
                imaginary[a] += y
        half *= 2
    return True
