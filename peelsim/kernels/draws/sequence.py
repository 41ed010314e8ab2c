"""Draws of a stream one after another, where nobody knows beforehand how many will be needed.

A sequence is uint64[2]: the stream, and how many of its draws are taken.

Tests: tests/kernels/codes/test_subsets.py
"""

import numpy as np

from peelsim.jit import inner_kernel, lent_kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.random import draw, unit

_ONE = np.uint64(1)


@inner_kernel
def restart(sequence, stream):
    """Begin with the first draw of a stream."""
    sequence[0] = stream
    sequence[1] = np.uint64(0)


@inner_kernel
def next_draw(sequence):
    """The next draw, uint64."""
    i = sequence[1]
    sequence[1] = i + _ONE
    return draw(sequence[0], i)


@inner_kernel
def next_below(sequence, number):
    """A real number uniform on (0, number), to number / 2^52."""
    return unit(next_draw(sequence)) * number


@lent_kernel
def next_binomial(sequence, n, p):
    """A binomial number, from the next draw."""
    return binomial(next_draw(sequence), n, p)


@lent_kernel
def next_of_odds(sequence, n, odds):
    """How many of n happen, each with odds against its not happening: no digit is lost where these are huge."""
    few = 1.0 / (1.0 + odds) if odds > 1.0 else odds / (1.0 + odds)
    number = binomial(next_draw(sequence), n, few)
    return n - number if odds > 1.0 else number
