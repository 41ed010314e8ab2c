"""Whom a concept meets in the texts that it enters, and whom it meets there again: in few texts of a large graph.

Stamps tell: each of those it meets is stamped with a number of its own, and one that bears it already is met again. Of
large graphs there are fewer stamps than concepts, and what they tell may be wrong; then a second kind is asked, and
bits of all concepts only where both say so. Members of short texts are laid end to end first: a loop over each text
would end with a branch that cannot be foretold.
Floor: one cache miss per edge (the members of a text), and one stamp per pair.

Tests: tests/kernels/hierarchy/test_shared_texts.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel
from peelsim.kernels.hierarchy.listed_pairs import list_new
from peelsim.kernels.hierarchy.places import ENTERED, START

APART, CONCEPT = np.uint32(1 << 31), np.uint32((1 << 31) - 1)  # a member: whether it is apart, and its number
AT_ONCE = 8  # members read at a time, and so many may be read beyond the last

_BITS = 15
STAMPS = 1 << _BITS  # as many as the first cache holds with what else is at hand
_LOWER = np.uint64(32 - _BITS)  # bits of a product of 32 bits that the place of a stamp does not need
_LOWEST, _MIXED = np.uint32(1 << (32 - _BITS)), np.uint32(2 * 0x9E3779B1 % 2**32)  # even factors: APART has no say
_TAGS = 127  # stamps that differ, of either kind

_6, _63 = np.uint64(6), np.uint64(63)
_1, _2, _3, _4 = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)


class Desk(NamedTuple):
    """Scratch for entering concepts into texts."""

    shelves: npt.NDArray[np.uint64]  # [T] see ``lay_out``
    seen: npt.NDArray[np.uint64]  # [R / 64 + 1] a bit for each concept, all zero between uses
    lists_all: bool  # all connected pairs are listed
    found: npt.NDArray[np.uint64]  # [room of the batch] shelves of its texts as each concept found them
    met: npt.NDArray[np.uint32]  # [AT_ONCE (longest row + 1)]
    stamps: npt.NDArray[np.uint8]  # of the last concepts that met one: [R] if all are listed, else [STAMPS]


@inner_kernel
def stamp(concepts, begin, end, tag, factor, stamps):
    """Stamp those of concepts[begin:end], each at the upper bits of the 32 of its product with ``factor``.

    Returns whether a stamp was there before.
    """
    again = False
    for k in range(np.uint64(begin), np.uint64(end)):
        place = np.uint64(np.uint32(concepts[k] * factor)) >> _LOWER
        again |= stamps[place] == tag
        stamps[place] = tag
    return again


@inner_kernel
def copy_8(source, start, target, place):
    """AT_ONCE values from source[start] on to target[place] on: all are read before one is written, in one vector."""
    a, b, c, d = source[start], source[start + _1], source[start + _2], source[start + _3]
    start += _4
    e, f, g, h = source[start], source[start + _1], source[start + _2], source[start + _3]
    target[place], target[place + _1], target[place + _2], target[place + _3] = a, b, c, d
    place += _4
    target[place], target[place + _1], target[place + _2], target[place + _3] = e, f, g, h


@inner_kernel
def gather(begin, end, desk, members):
    """Those below the concept of the row found[begin:end] into met, text by text; returns how many.

    Of short texts alone, and laid end to end without a branch that cannot be foretold.
    """
    found, met, count = desk.found, desk.met, np.uint64(0)
    for j in range(np.uint64(begin), np.uint64(end)):
        start, entered = found[j] >> START, found[j] & ENTERED
        if entered <= np.uint64(AT_ONCE):
            copy_8(members, start, met, count)
            count += entered
    return count


@inner_kernel
def may_meet_again(tag, factor, begin, end, count, desk, members):
    """False if the concept of the row found[begin:end] shares no two texts with a lower one; True if it may.

    tag: of this concept's stamps, and where they are by this factor. count: as ``gather`` returned it.
    """
    found = desk.found
    again = stamp(desk.met, 0, count, tag, factor, desk.stamps)
    for j in range(np.uint64(begin), np.uint64(end)):
        start, entered = found[j] >> START, found[j] & ENTERED
        if entered > np.uint64(AT_ONCE):
            again |= stamp(members, start, start + entered, tag, factor, desk.stamps)
    return again


@inner_kernel
def clear_row(begin, end, desk, members):
    """No bits of those below the concept of the row found[begin:end] are set."""
    for j in range(np.uint64(begin), np.uint64(end)):
        start = desk.found[j] >> START
        for k in range(start, start + (desk.found[j] & ENTERED)):
            desk.seen[np.uint64(members[k] & CONCEPT) >> _6] = np.uint64(0)


@inner_kernel
def list_apart(begin, end, desk, members, lower, pairs):
    """Mark the texts of the row found[begin:end] where the concept is apart, and list whom it meets there first.

    Returns ``pairs``, raised by those listed.
    """
    for j in range(begin, end):
        start = desk.found[j] >> START
        stop, before = start + (desk.found[j] & ENTERED), pairs
        for k in range(start, stop):
            other = np.uint64(members[k] & CONCEPT)
            bit = _1 << (other & _63)
            lower[pairs] = np.uint32(other)
            pairs += np.int64(desk.seen[other >> _6] & bit == 0)
            desk.seen[other >> _6] |= bit
        if np.uint64(pairs - before) == stop - start:
            pairs = before
        else:
            members[stop] |= APART
    clear_row(begin, end, desk, members)
    return pairs


@inner_kernel
def list_all(tag, begin, end, count, desk, members, lower, pairs):
    """List all below the concept of the row found[begin:end]; returns ``pairs``, raised by them.

    tag: of this concept's stamps. count: as ``gather`` returned it.
    """
    stamps = desk.stamps
    pairs = list_new(desk.met, 0, count, tag, stamps, lower, pairs)
    for j in range(np.uint64(begin), np.uint64(end)):
        start, entered = desk.found[j] >> START, desk.found[j] & ENTERED
        if entered > np.uint64(AT_ONCE):
            pairs = list_new(members, start, start + entered, tag, stamps, lower, pairs)
    return pairs


@inner_kernel
def list_row(row, begin, end, desk, members, lower, pairs):
    """List the pairs of the row found[begin:end] that are to be: all of them, or those for which no text stands.

    row: how many were entered before, from which its stamps follow. Returns ``pairs``, raised by those listed.
    """
    tag = np.uint8(1 + row % (2 * _TAGS if desk.lists_all else _TAGS))
    if tag == 1:
        desk.stamps[:] = 0
    count = gather(begin, end, desk, members)
    if desk.lists_all:
        pairs = list_all(tag, begin, end, count, desk, members, lower, pairs)
    elif may_meet_again(tag, _LOWEST, begin, end, count, desk, members) and may_meet_again(
        tag + np.uint8(_TAGS), _MIXED, begin, end, count, desk, members
    ):
        pairs = list_apart(begin, end, desk, members, lower, pairs)
    return pairs
