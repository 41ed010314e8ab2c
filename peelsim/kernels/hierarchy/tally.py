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
_LOOK = 1 << 18  # pairs of concepts counted between two looks for skills still to be linked


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


@inner_kernel
def narrow(level):
    """Whether lower bytes alone tell what is linked: then they stay at their highest, and there are no upper ones."""
    return level.eta <= 255


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
        if not narrow(level):
            tally.high[row * side : (row + 1) * side] = 0
    tally.linked[0], tally.linked[1] = 1, 0
    tally.counted[:] = 0
    return True


@inner_kernel
def add_narrow(at, low):
    """One to this count, of a lower byte alone."""
    n = low[at]
    low[at] = n + np.uint8(n < 255)


@inner_kernel
def add_wide(at, low, high):
    """One to this count."""
    n = np.uint8(low[at] + np.uint8(1))
    low[at] = n
    if n == 0:  # come round: the upper byte is raised, or both stay at their highest
        if high[at] == 255:
            low[at] = 255
        else:
            high[at] += np.uint8(1)


@inner_kernel
def add(pairs, count, level, tally):
    """One to each of these counts."""
    low, high, count = tally.low, tally.high, np.uint64(count)
    if narrow(level):
        for t in range(count):
            add_narrow(np.uint64(pairs[t]), low)
    else:
        for t in range(count):
            add_wide(np.uint64(pairs[t]), low, high)


@inner_kernel
def add_lacking(pairs, count, level, tally):
    """As ``add``, of lower bytes alone, where they are below ``eta``: others are not written."""
    low, eta = tally.low, np.uint8(level.eta)
    for t in range(np.uint64(count)):
        at = np.uint64(pairs[t])
        if low[at] < eta:
            low[at] += np.uint8(1)


@inner_kernel
def add_row(concepts, begin, end, places, place, level, tally):
    """One to the count of ``place`` and that of each of concepts[begin:end]. places: uint16[R]."""
    row, low, high = np.uint64(place * (level.skills + 1)), tally.low, tally.high
    if narrow(level):
        for k in range(np.uint64(begin), np.uint64(end)):
            add_narrow(row + np.uint64(places[concepts[k]]), low)
    else:
        for k in range(np.uint64(begin), np.uint64(end)):
            add_wide(row + np.uint64(places[concepts[k]]), low, high)


@inner_kernel
def few_lack(level, tally):
    """Whether a branch foretells that a count is at eta, and bytes are enough: fewer than a tenth of them are not.

    To write a count takes as long as to read it.
    """
    mean = 2.0 * tally.counted[0] / (level.skills * level.skills)
    return narrow(level) and mean > level.eta + 1.5 * np.sqrt(level.eta)


@inner_kernel
def is_linked(a, b, level, tally):
    """Whether the skills of these places have eta pairs."""
    side, low, high = np.uint64(level.skills + 1), tally.low, tally.high
    one, other = np.uint64(a) * side + np.uint64(b), np.uint64(b) * side + np.uint64(a)
    n = np.int64(low[one]) + np.int64(low[other])
    if not narrow(level):
        n += 256 * (np.int64(high[one]) + np.int64(high[other]))
    return n >= level.eta


@kernel
def linked_up_to(place, other, level, tally):
    """The first pair of places (place, other), other < place, from this one on that is not linked, in row order.

    Looks at so many pairs at most, and then ends at the next; at (level.places, 0) if all are linked.
    """
    left = PAIRS
    while place < level.places:
        while other < place:
            if left == 0 or not is_linked(place, other, level, tally):
                return place, other
            left -= 1
            other += 1
        place += 1
        other = 0
    return place, other


@inner_kernel
def all_linked(level, tally):
    """Whether all usable skills are linked: looked at once in so many pairs of concepts."""
    linked, counted = tally.linked, tally.counted
    if counted[0] - counted[1] >= _LOOK:
        linked[0], linked[1] = linked_up_to(linked[0], linked[1], level, tally)
        counted[1] = counted[0]
    return linked[0] == level.places


@kernel
def link(level, chosen, tally, parent, control):
    """Join the skills that are linked; returns the number of links, -1 if told to stop.

    chosen: int64, the usable skills, ascending. parent: int64[S].
    """
    parent[:] = -1
    links = 0
    for a in range(level.places):
        if control[0] != 0:
            return -1
        for b in range(a):
            if is_linked(a, b, level, tally):
                links += 1
                join(parent, chosen[a], chosen[b])
    return links
