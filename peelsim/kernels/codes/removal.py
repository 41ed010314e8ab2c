"""Sockets of checks removed: a uniform set of them, when checks are known by how many sockets they have left.

Tests: tests/kernels/codes/test_subsets.py
"""

import numpy as np

from peelsim.jit import lent_kernel
from peelsim.kernels.codes.counts import fill_from, total
from peelsim.kernels.codes.thinning import binomial_tails, thinning
from peelsim.kernels.draws.sequence import next_below, next_of_odds


@lent_kernel
def remove_one_by_one(sequence, checks, sockets, loss):
    """Remove ``loss`` of the checks' ``sockets`` sockets, one after another."""
    for _ in range(loss):
        place = next_below(sequence, sockets)
        degree, below = 1, float(checks[1])
        while place >= below and degree < checks.size - 1:
            degree += 1
            below += degree * float(checks[degree])
        while checks[degree] == 0:  # a sum of floats may miss the last one
            degree -= 1
        checks[degree] -= 1
        checks[degree - 1] += 1
        sockets -= 1


@lent_kernel
def thin_checks(sequence, checks, left, tails, odds, most):
    """Remove each socket with these odds; returns how many were, and puts the checks that result into ``left``.

    Void if more than ``most`` were removed.
    """
    removed = np.int64(0)
    left[: checks.size] = 0
    left[0] = checks[0]
    for degree in range(1, checks.size):
        count = checks[degree]
        if count == 0:
            continue
        binomial_tails(degree, odds, tails)
        lost = 0
        while count > 0:  # checks that lose at least ``lost``
            more = next_of_odds(sequence, count, tails[lost]) if lost < degree else 0
            left[degree - lost] += count - more
            removed += lost * (count - more)
            count = more
            lost += 1
        if removed > most:
            break
    return removed


@lent_kernel
def remove(sequence, checks, loss, left, tails):
    """Remove a uniform set of ``loss`` sockets.

    checks: int64[highest degree + 1], how many have each number of sockets left; updated. left: int64 and tails:
    float64, as long or longer, scratch.
    """
    sockets = np.int64(0)
    for degree in range(1, checks.size):
        sockets += degree * checks[degree]
    while loss > 0:
        if loss >= sockets:
            checks[0] = total(checks)
            checks[1:] = 0
            return
        mean = thinning(loss, sockets)
        if mean <= 0.0:
            remove_one_by_one(sequence, checks, sockets, loss)
            return
        removed = thin_checks(sequence, checks, left, tails, mean / (sockets - mean), loss)
        if removed <= loss:
            fill_from(left, checks)
            loss -= removed
            sockets -= removed
