"""Random streams: SplitMix64 read as a counter-based generator (Steele, Lea and Flood 2014).

Draw number i of the stream with seed s is mix(s + (i + 1) GAMMA), which is what a sequential SplitMix64 seeded
with s gives as its i-th output: so any draw can be had, and had again, without the ones before it.
Streams are seeded by draws of other streams: sweep -> point -> trial -> purpose -> concept.

Two streams of lengths m and n start within reach of each other with probability (m + n) / 2^64, and would then
share draws at a random offset: in 10^10 concepts' streams of 30 draws about 160 pairs do, which no count can feel.
"""

import numpy as np

from peelsim.jit import kernel

GAMMA = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
_30, _27, _31, _12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_ONE = np.uint64(1)
_32, _LOW_32 = np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def mix(z):
    """The output function of SplitMix64, a bijection of uint64."""
    z = (z ^ (z >> _30)) * MIX_1
    z = (z ^ (z >> _27)) * MIX_2
    return z ^ (z >> _31)


@kernel
def draw(stream, i):
    """Draw number i of a stream, uniform on uint64. stream: uint64; i: a whole number >= 0."""
    return mix(stream + (np.uint64(i) + _ONE) * GAMMA)


@kernel
def unit(word):
    """A double uniform on the 2^52 midpoints of (0, 1), never 0 or 1, from a draw."""
    return (np.float64(word >> _12) + 0.5) * 2.0**-52


@kernel
def below(word, n):
    """A whole number uniform on 0 .. n - 1, from a draw: floor(word n / 2^64), as uint64; right in law to n / 2^64.

    n: whole number, 1 to 2^32.
    """
    n = np.uint64(n)
    return ((word >> _32) * n + (((word & _LOW_32) * n) >> _32)) >> _32
