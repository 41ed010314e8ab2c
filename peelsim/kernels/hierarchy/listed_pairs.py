"""Pairs of concepts listed one by one: for a concept, those below it that it shares a text with, each once.

Of small graphs every pair is listed, of large ones those few for which no text stands; see shared_texts.py.

Tests: tests/kernels/hierarchy/test_cooccurrence.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.jit.copying import copy
from peelsim.kernels.hierarchy.tally import add_row, all_linked


class Listed(NamedTuple):
    """Rows of lower concepts, end to end; both arrays may be longer."""

    lower: npt.NDArray[np.uint32]  # [pairs + 1]
    rows: npt.NDArray[np.uint32]  # [2 number + 2] of each row the higher concept, and how many lower ones
    pairs: int
    number: int  # of rows


@kernel
def with_room(array, size, more):
    """``array`` if it has room for so many more than its first ``size`` values, else a larger copy."""
    if size + more <= array.size:
        return array
    larger = np.empty(2 * size + more, array.dtype)
    copy(array[:size], larger)
    return larger


@inner_kernel
def list_new(concepts, begin, end, tag, stamps, lower, pairs):
    """List those of concepts[begin:end] that do not bear the stamp ``tag`` yet, and stamp them.

    stamps: uint8[R]. Returns ``pairs``, raised by those listed.
    """
    for k in range(np.uint64(begin), np.uint64(end)):
        other = np.uint64(concepts[k])
        lower[np.uint64(pairs)] = concepts[k]
        pairs += np.int64(stamps[other] != tag)
        stamps[other] = tag
    return pairs


@kernel
def count_rows(listed, places, level, tally, control):
    """Count the listed pairs; returns False if told to stop, and once all usable skills are linked.

    places: uint16[R], of the skill of each concept.
    """
    begin, rows = np.int64(0), listed.rows
    for r in range(np.uint64(listed.number)):
        place, number = np.int64(places[rows[2 * r]]), np.int64(rows[2 * r + 1])
        if place < level.places:
            add_row(listed.lower, begin, begin + number, places, place, level, tally)
        begin += number
        tally.counted[0] += number
        control[1] += number
        if control[0] != 0 or all_linked(level, tally):
            return False
    return True
