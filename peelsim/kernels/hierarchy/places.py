"""Where the members of each text lie: texts of as many members side by side, so that loops over them are alike.

A text's counted members are known before any of them is entered: those it had, less those that peeling left in it where
only learnt concepts count.

Tests: tests/kernels/hierarchy/test_shared_texts.py
"""

import numpy as np

from peelsim.jit import kernel

START, ENTERED = np.uint64(24), np.uint64((1 << 24) - 1)  # a shelf: where a text's members begin, how many are in
_STOP_EVERY = 1 << 20  # texts between two looks at the stop word


@kernel
def read_degrees(texts, table, packing, shelves, control):
    """The number of members of each text into shelves: uint64[>= T], from the table before it is peeled.

    Returns the highest of them, -1 if told to stop.
    """
    highest = np.uint64(0)
    for first in range(0, texts, _STOP_EVERY):
        if control[0] != 0:
            return -1
        for text in range(first, min(texts, first + _STOP_EVERY)):
            shelves[text] = np.uint64(table[text] >> packing.shift)
            highest = max(highest, shelves[text])
    return np.int64(highest)


@kernel
def leave_out_stuck(texts, table, packing, shelves, control):
    """Take those still in the table after peeling out of these numbers; returns False if told to stop."""
    for first in range(0, texts, _STOP_EVERY):
        if control[0] != 0:
            return False
        for text in range(first, min(texts, first + _STOP_EVERY)):
            shelves[text] -= np.uint64(table[text] >> packing.shift)
    return True


@kernel
def lay_out(texts, highest, shelves, control):
    """Shelves, from numbers of members to places for them, none entered yet. highest: no number is above it.

    Returns int64[highest + 2]: where the texts of k members begin, up to where those of k + 1 do; of
    none if told to stop.
    """
    number = np.zeros(highest + 2, np.int64)
    for first in range(0, texts, _STOP_EVERY):
        if control[0] != 0:
            return number[:0]
        for text in range(first, min(texts, first + _STOP_EVERY)):
            number[shelves[text]] += 1
    starts, place = np.zeros(number.size, np.int64), np.int64(0)
    for k in range(number.size):
        starts[k] = place
        place += k * number[k]
        number[k] = starts[k]
    for first in range(0, texts, _STOP_EVERY):
        if control[0] != 0:
            return number[:0]
        for text in range(first, min(texts, first + _STOP_EVERY)):
            k = np.int64(shelves[text])
            shelves[text] = np.uint64(number[k]) << START
            number[k] += k
    return starts
