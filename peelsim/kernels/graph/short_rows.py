"""Short rows that hold a refused or a repeated draw: the same rows as ``distinct_row`` gives, within the nearest cache.

Where texts are many a draw is refused with probability up to T / 2^32, so at 5e7 texts every third row comes here; a
bit set of the texts would cost a cache miss a draw.

Tests: tests/kernels/graph/test_rows.py
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.graph.repeats import STAMPS
from peelsim.kernels.graph.text_draws import REFUSED, draw_text


@inner_kernel
def holds(values, start, stop, value):
    """Whether one of values[start:stop] is ``value``."""
    found = False
    for k in range(np.uint64(start), np.uint64(stop)):
        found |= values[k] == value
    return found


@inner_kernel
def short_row(stream, degree, texts, tag, stamps, rows, at):
    """Take draws too many out of rows[at:at + degree], the row's first draws, and others in; returns whether it did.

    stream: uint64, of the concept. texts: Among, at least ``degree`` of them. tag: uint16, other than lately; a slot of
    stamps: uint16[STAMPS] that bears it may be that of a text kept, and any other is of none, so that the row is looked
    through only then.
    """
    kept, number = np.int64(0), np.int64(0)
    while kept < degree:
        text = rows[np.uint64(at + number)] if number < degree else draw_text(stream, number, texts)
        slot = text & np.uint32(STAMPS - 1)
        if text != REFUSED and (stamps[slot] != tag or not holds(rows, at, at + kept, text)):
            stamps[slot] = tag
            rows[np.uint64(at + kept)] = text
            kept += 1
        number += 1
    return number > degree
