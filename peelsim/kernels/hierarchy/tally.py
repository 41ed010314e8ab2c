"""Counts of the connected pairs of concepts of two skills: those of one level, and which of its skills they link.

A count is two bytes, of which the upper one is looked at once in 256 times: the lower ones of a thousand skills fit the
second cache. Each may be anything where no usable skill is concerned. Counts are of pairs a > b alone, in rows.

Tests: tests/kernels/hierarchy/test_cooccurrence.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.components.union_find import join

PAIRS = 1 << 20  # pairs of skills looked at, at most, between two looks at the stop word


class Level(NamedTuple):
    """What is counted."""

    stream: np.uint64  # of the level's skills
    skills: int
    places: int  # usable skills
    eta: int  # pairs that link two of them


class Tally(NamedTuple):
    """Scratch of one thread for a level of s <= S skills; the usable ones have the first places, others the rest.

    All have their own, as updates of one count wait for each other; place s is for what is not to be counted.
    """

    low: npt.NDArray[np.uint8]  # [(S + 1)^2] lower bytes of counts, of places a >= b at a (s + 1) + b
    high: npt.NDArray[np.uint8]  # [(S + 1)^2] upper bytes
    place: npt.NDArray[np.uint32]  # [S] of each skill
    linked: npt.NDArray[np.int64]  # [2] where ``linked_up_to`` goes on
    counted: npt.NDArray[np.int64]  # [2] pairs of the level, and those of them when it ended there


@kernel
def clear(level, usable, tally, control):
    """Places for the usable skills, and no pairs counted; False if told to stop. usable: bool[S]."""
    first, other, side = np.uint32(0), np.uint32(level.places), level.skills + 1
    for skill in range(level.skills):
        tally.place[skill] = first if usable[skill] else other
        first += np.uint32(usable[skill])
        other += np.uint32(not usable[skill])
    for row in range(level.places):
        if control[0] != 0:
            return False
        tally.low[row * side : (row + 1) * side] = 0
        tally.high[row * side : (row + 1) * side] = 0
    tally.linked[0], tally.linked[1] = 1, 0
    tally.counted[:] = 0
    return True


@inner_kernel
def carry(at, low, high):
    """The lower byte of a count has come round to 0: the upper one is raised, or both stay at their highest."""
    if high[at] == 255:
        low[at] = 255
    else:
        high[at] += np.uint8(1)


@inner_kernel
def add(pairs, count, low, high):
    """One to each of these counts."""
    for t in range(np.uint64(count)):
        at = np.uint64(pairs[t])
        n = np.uint8(low[at] + np.uint8(1))
        low[at] = n
        if n == 0:
            carry(at, low, high)


@inner_kernel
def add_lacking(pairs, count, eta, low):
    """As ``add``, where the lower byte is below ``eta``: uint8. Then it never comes round, and others are not written.

    Counts of eta and more stay so: those of an upper byte, whatever the lower one is, and those of none.
    """
    for t in range(np.uint64(count)):
        at = np.uint64(pairs[t])
        if low[at] < eta:
            low[at] += np.uint8(1)


@inner_kernel
def few_lack(level, tally):
    """Whether a branch foretells that a count is at eta, which is below 256: fewer than a tenth of them are not.

    To write a count takes as long as to read it.
    """
    mean = 2.0 * tally.counted[0] / (level.skills * level.skills)
    return level.eta <= 255 and mean > level.eta + 1.5 * np.sqrt(level.eta)


@inner_kernel
def count(a, b, side, low, high):
    """Pairs of places a > b."""
    at = np.uint64(a) * np.uint64(side) + np.uint64(b)
    return np.int64(low[at]) + 256 * np.int64(high[at])


@kernel
def linked_up_to(place, other, level, tally):
    """The first pair of places (place, other), other < place, from this one on that is not linked, in row order.

    Looks at so many pairs at most, and then ends at the next; at (level.places, 0) if all are linked.
    """
    left, side = PAIRS, level.skills + 1
    while place < level.places:
        while other < place:
            if left == 0:
                return place, other
            left -= 1
            if count(place, other, side, tally.low, tally.high) < level.eta:
                return place, other
            other += 1
        place += 1
        other = 0
    return place, other


@kernel
def link(level, chosen, tally, parent, control):
    """Join the skills that are linked; returns the number of links, -1 if told to stop.

    chosen: int64, the usable skills, ascending. parent: int64[S].
    """
    parent[:] = -1
    links, side = 0, level.skills + 1
    for a in range(level.places):
        if control[0] != 0:
            return -1
        for b in range(a):
            if count(a, b, side, tally.low, tally.high) >= level.eta:
                links += 1
                join(parent, chosen[a], chosen[b])
    return links
