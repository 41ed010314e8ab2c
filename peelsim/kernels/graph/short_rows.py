"""Short rows that hold a refused or a repeated draw: the same rows as ``distinct_row`` gives, within the nearest cache.

Where texts are many a draw is refused with probability up to T / 2^32, so at 5e7 texts every third row comes here; a
bit set of the texts would cost a cache miss a draw.

Tests: tests/kernels/graph/test_rows.py
"""

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel
from peelsim.jit.wide import VECTORS
from peelsim.kernels.graph.repeats import STAMPS
from peelsim.kernels.graph.rows import SPARE, groups_of
from peelsim.kernels.graph.text_draws import REFUSED, draw_texts
from peelsim.kernels.graph.vectors import equal_lanes, pick_16

_DRAWN, _KEPT = np.uint64(16), np.uint64(16 + SPARE)  # places in the desk
_1, _16 = np.uint64(1), np.uint64(16)


def empty_desk() -> npt.NDArray[np.uint32]:
    """Sixteen refused draws, the draws at hand, and those of them that are kept."""
    return np.full(16 + 2 * SPARE + 16, REFUSED, np.uint32)


@inner_kernel
def holds(values, start, stop, value):
    """Whether one of values[start:stop] is ``value``."""
    found = False
    for k in range(start, stop):
        found |= values[k] == value
    return found


@inner_kernel
def keep_plainly(desk, groups, tag, stamps):
    """Keep the first of equal draws among the 16 * groups at hand, and none that is refused; returns how many.

    tag: uint16, other than lately; a slot of stamps: uint16[STAMPS] that bears it may be that of a text kept, and any
    other is of none, so that they are looked through only then.
    """
    kept = _KEPT
    for j in range(_DRAWN, _DRAWN + _16 * np.uint64(groups)):
        text = desk[j]
        slot = text & np.uint32(STAMPS - 1)
        if text != REFUSED and (stamps[slot] != tag or not holds(desk, _KEPT, kept, text)):
            stamps[slot] = tag
            desk[kept] = text
            kept += _1
    return np.int64(kept - _KEPT)


@inner_kernel
def keep_in_vectors(desk, groups, tag, stamps):
    """As ``keep_plainly``, sixteen draws beside sixteen before them at a time; what is refused is as those in front."""
    kept = _KEPT
    for at in range(_DRAWN, _DRAWN + _16 * np.uint64(groups), _16):
        known = np.uint32(0)
        for step in range(_1, at + _1):
            known |= equal_lanes(desk, at, at - step)
        kept += pick_16(desk, at, ~known, desk, kept)
    return np.int64(kept - _KEPT)


keep = keep_in_vectors if VECTORS else keep_plainly


@inner_kernel
def short_row(stream, degree, texts, tag, stamps, desk, rows, at):
    """The row into rows[at:at + degree]; returns 1 if it differs from what was there, 0 if not, -1 if it is not found.

    stream: uint64, of the concept. degree: at most LONGEST_QUICK. texts: Among. tag, stamps: see ``keep_plainly``.
    """
    for groups in range(groups_of(degree + 2), (SPARE >> 4) + 1):  # seldom is more than one draw too many
        draw_texts(stream, groups, texts, desk, _DRAWN)
        if keep(desk, groups, tag, stamps) >= degree:
            differs = False
            for j in range(np.uint64(degree)):
                text = desk[_KEPT + j]
                differs |= rows[np.uint64(at) + j] != text
                rows[np.uint64(at) + j] = text
            return np.int64(differs)
    return np.int64(-1)
