"""Variables hit by checks: a uniform set of their sockets is, when variables are known by how many sockets they have.

A variable that is hit is known, so it only counts that it was hit at all; its other sockets may be hit as well.

Tests: tests/kernels/codes/test_subsets.py
"""

import numpy as np

from peelsim.jit import lent_kernel
from peelsim.kernels.codes.counts import fill_from
from peelsim.kernels.codes.thinning import binomial_tails, thinning
from peelsim.kernels.draws.sequence import next_below, next_binomial, next_of_odds


@lent_kernel
def hit_one_by_one(sequence, degree, untouched, free, hits):
    """Hit sockets one after another. free: sockets of variables hit before that are not hit yet themselves."""
    sockets = free
    for i in range(degree.size):
        sockets += degree[i] * untouched[i]
    for _ in range(hits):
        place = next_below(sequence, sockets)
        sockets -= 1
        if place < free:
            free -= 1
            continue
        i, below = 0, free + degree[0] * float(untouched[0])
        while place >= below and i < degree.size - 1:
            i += 1
            below += degree[i] * float(untouched[i])
        while untouched[i] == 0 or degree[i] == 0:  # a sum of floats may miss the last one
            i -= 1
        untouched[i] -= 1
        free += degree[i] - 1


@lent_kernel
def touch(sequence, count, degree, odds, tails):
    """Of ``count`` variables those with a socket hit, each socket with these odds; and how many sockets are hit."""
    if degree == 1:
        touched = next_of_odds(sequence, count, odds)
        return touched, touched
    binomial_tails(degree, odds, tails)
    touched = count = next_of_odds(sequence, count, tails[0])
    hits = count
    for i in range(1, degree):
        if count == 0:
            break
        count = next_of_odds(sequence, count, tails[i])
        hits += count
    return touched, hits


@lent_kernel
def hit(sequence, degree, untouched, hits, left, tails):
    """A uniform set of ``hits`` sockets is hit.

    degree: int64[m], sockets of a variable of each class, and untouched: int64[m], how many of them there are; updated
    to those not hit. left: int64 and tails: float64, scratch, as long or longer, tails also for the highest degree.
    """
    if degree.size == 1 and degree[0] == 1:
        untouched[0] -= hits
        return
    free = np.int64(0)
    while hits > 0:
        sockets = free
        for i in range(degree.size):
            sockets += degree[i] * untouched[i]
        if hits >= sockets:
            for i in range(degree.size):
                untouched[i] = 0 if degree[i] > 0 else untouched[i]
            return
        mean = thinning(hits, sockets)
        if mean <= 0.0:
            hit_one_by_one(sequence, degree, untouched, free, hits)
            return
        odds = mean / (sockets - mean)
        taken = next_binomial(sequence, free, mean / sockets) if free > 0 else np.int64(0)
        free_then = free - taken
        for i in range(degree.size):
            left[i] = untouched[i]
            if untouched[i] == 0 or degree[i] == 0 or taken > hits:
                continue
            touched, sockets_hit = touch(sequence, untouched[i], degree[i], odds, tails)
            left[i] -= touched
            taken += sockets_hit
            free_then += degree[i] * touched - sockets_hit
        if taken <= hits:
            fill_from(left, untouched)
            free = free_then
            hits -= taken
