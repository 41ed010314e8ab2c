"""Looking for rows that may hold a text twice: those that a quick look does not clear are looked at again, exactly.

``mark_repeats_plainly`` stamps a slot for each text, and meets a stamp of the same row where one is repeated, or where
two texts share a slot. With vectors the lower halves of all pairs of texts are compared, 32 pairs at a time: each with
the one s places on, s = 1, 2, ..., the row bent to a ring.

Tests: tests/kernels/graph/test_rows.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel
from peelsim.jit.wide import VECTORS
from peelsim.kernels.graph.vectors import equal_lanes, keys_16

STAMPS = 8192
KEYS = 128  # a row: its first 32 texts twice, its other ones three times
_LONGEST = 48  # that fits there

_0, _16, _32, _48, _64 = (np.uint64(n) for n in (0, 16, 32, 48, 64))


class Looks(NamedTuple):
    """Scratch for the looks."""

    stamps: npt.NDArray[np.uint16]  # [STAMPS]
    keys: npt.NDArray[np.uint16]  # [rows * KEYS]


def empty_looks(rows: int) -> Looks:
    """For so many rows at a time."""
    return Looks(np.zeros(STAMPS, np.uint16), np.zeros(rows * KEYS, np.uint16))


@inner_kernel
def may_repeat(rows, at, degree, tag, stamps):
    """False only if the texts rows[at:at + degree] are distinct. stamps: uint16[STAMPS], tag: other than lately."""
    seen = False
    for j in range(degree):
        slot = rows[np.uint64(at + j)] & np.uint32(STAMPS - 1)
        seen |= stamps[slot] == tag
        stamps[slot] = tag
    return seen


@inner_kernel
def mark_repeats_plainly(rows, starts, count, tag, looks, marks):
    """Set marks[i] unless it is set, or the texts rows[starts[i]:starts[i + 1]] are distinct, for i < ``count``.

    tag: uint16; it and the ones that follow were not used lately.
    """
    for i in range(count):
        if not marks[i]:
            marks[i] = may_repeat(rows, starts[i], starts[i + 1] - starts[i], np.uint16(tag + i), looks.stamps)


@inner_kernel
def lay_out(rows, at, degree, keys, to):
    """The keys of a row, for ``any_equal``."""
    for copy in range(np.uint64(2)):
        keys_16(rows, at, degree, _0, keys, to + copy * _32)
        keys_16(rows, at + _16, degree, _16, keys, to + copy * _32 + _16)
    if degree > _32:
        for copy in range(np.uint64(3)):
            keys_16(rows, at + _32, degree, _32, keys, to + _64 + copy * _16)


@inner_kernel
def any_equal(keys, at, degree):
    """Whether two of the keys of a row agree."""
    equal = np.uint32(0)
    for step in range(np.uint64(1), np.uint64(17)):
        equal |= equal_lanes(keys, at, at + step)
    if degree > _32:
        for step in range(np.uint64(16)):  # the first 32 and the others
            equal |= equal_lanes(keys, at, at + _64 + step)
        for step in range(np.uint64(1), np.uint64(9)):
            equal |= equal_lanes(keys, at + _64, at + _64 + step)
    return equal != np.uint32(0)


@inner_kernel
def mark_repeats_in_vectors(rows, starts, count, tag, looks, marks):
    """As ``mark_repeats_plainly``, but for other marks without need."""
    for i in range(count):  # all keys are laid out before the first are compared: a load waits for stores under way
        lay_out(rows, np.uint64(starts[i]), np.uint64(starts[i + 1] - starts[i]), looks.keys, np.uint64(i * KEYS))
    for i in range(count):
        degree = np.uint64(starts[i + 1] - starts[i])
        if degree <= np.uint64(_LONGEST):
            marks[i] |= any_equal(looks.keys, np.uint64(i * KEYS), degree)
        elif not marks[i]:
            marks[i] = may_repeat(rows, starts[i], starts[i + 1] - starts[i], np.uint16(tag + i), looks.stamps)


mark_repeats = mark_repeats_in_vectors if VECTORS else mark_repeats_plainly
