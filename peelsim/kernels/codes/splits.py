"""A uniform set of things of several classes: how many of each class are in it, a multivariate hypergeometric law.

Tests: tests/kernels/codes/test_subsets.py
"""

import numpy as np

from peelsim.jit import lent_kernel
from peelsim.kernels.codes.counts import total
from peelsim.kernels.codes.thinning import thinning
from peelsim.kernels.draws.sequence import next_below, next_of_odds


@lent_kernel
def split(sequence, left, chosen, out, attempt):
    """Choose ``chosen`` of the things, uniformly.

    left: int64[classes], how many there are, turned into how many were not chosen; out: int64[classes], how many were.
    attempt: int64, as long or longer, scratch.
    """
    out[: left.size] = 0
    things = total(left)
    while chosen > 0:
        if left.size == 1:
            out[0] += chosen
            left[0] -= chosen
            return
        if chosen >= things:
            for i in range(left.size):
                out[i] += left[i]
                left[i] = 0
            return
        mean = thinning(chosen, things)
        if mean <= 0.0:
            choose_one_by_one(sequence, left, things, chosen, out)
            return
        odds, taken = mean / (things - mean), np.int64(0)
        for i in range(left.size):
            attempt[i] = next_of_odds(sequence, left[i], odds) if left[i] > 0 else 0
            taken += attempt[i]
        if taken <= chosen:
            for i in range(left.size):
                out[i] += attempt[i]
                left[i] -= attempt[i]
            chosen -= taken
            things -= taken


@lent_kernel
def choose_one_by_one(sequence, left, things, chosen, out):
    """Choose things one after another."""
    for _ in range(chosen):
        place = next_below(sequence, things)
        i, below = 0, float(left[0])
        while place >= below and i < left.size - 1:
            i += 1
            below += left[i]
        while left[i] == 0:  # a sum of floats may miss the last one
            i -= 1
        left[i] -= 1
        out[i] += 1
        things -= 1
