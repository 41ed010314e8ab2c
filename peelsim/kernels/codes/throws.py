"""Replicas thrown into slots: each into a uniform one, when slots are known by how many replicas they hold.

Tests: tests/kernels/codes/test_subsets.py
"""

from math import sqrt

import numpy as np

from peelsim.jit import lent_kernel
from peelsim.kernels.codes.counts import fill_from, total
from peelsim.kernels.codes.thinning import thinning
from peelsim.kernels.draws.sequence import next_below, next_of_odds


@lent_kernel
def throw_one_by_one(sequence, slots, number, replicas):
    """Throw ``replicas`` into the ``number`` slots, one after another; False if a slot would outgrow the table."""
    for _ in range(replicas):
        place = next_below(sequence, number)
        held, below = 0, float(slots[0])
        while place >= below and held < slots.size - 1:
            held += 1
            below += slots[held]
        while slots[held] == 0:  # a sum of floats may miss the last one
            held -= 1
        if held == slots.size - 1:
            return False
        slots[held] -= 1
        slots[held + 1] += 1
    return True


@lent_kernel
def rain(sequence, slots, then, tails, mean, most):
    """Poisson(mean) replicas into every slot; returns how many, and puts the slots that result into ``then``.

    Void if they are more than ``most``; -1 if a slot outgrew the table. Tails as in kernels/draws/occupancy.py.
    """
    last = min(slots.size - 1, np.int64(mean + 12.0 * sqrt(mean)) + 14)
    tail = 0.0
    tails[last] = 0.0
    for j in range(last, 0, -1):
        tail = (1.0 + tail) * (mean / j)
        tails[j - 1] = tail
    thrown = np.int64(0)
    then[: slots.size] = 0
    for held in range(slots.size):
        count, caught = slots[held], 0
        while count > 0:  # slots that catch at least ``caught``
            more = next_of_odds(sequence, count, tails[caught]) if caught < last else 0
            if held + caught >= slots.size:
                return -1
            then[held + caught] += count - more
            thrown += caught * (count - more)
            count = more
            caught += 1
        if thrown > most:
            break
    return thrown


@lent_kernel
def throw(sequence, slots, replicas, then, tails):
    """Throw ``replicas`` into slots, uniformly and independently.

    slots: int64[most + 1], how many hold each number; updated. then: int64 and tails: float64, as long or longer,
    scratch. Given their number N, Poisson numbers of replicas in every slot are uniform throws: see ``thinning``.

    Raises RuntimeError if a slot outgrows the table, which is made so large that this has probability below 1e-30.
    """
    number = total(slots)
    while replicas > 0:
        mean = thinning(replicas, np.inf) / number
        if mean <= 0.0:
            if not throw_one_by_one(sequence, slots, number, replicas):
                raise RuntimeError("a slot holds more replicas than the table of slots has room for")
            return
        thrown = rain(sequence, slots, then, tails, mean, replicas)
        if thrown < 0:
            raise RuntimeError("a slot holds more replicas than the table of slots has room for")
        if thrown <= replicas:
            fill_from(then, slots)
            replicas -= thrown
