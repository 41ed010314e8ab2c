"""Rows of a small graph, kept from its sampling for its peeling: read from the second cache they cost less than drawn
again, and what was too many in them is looked for once.

Tests: tests/kernels/graph/test_kept_rows.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel
from peelsim.jit.wide import VECTORS
from peelsim.kernels.graph.batches import own, with_rows
from peelsim.kernels.graph.rows import DEGREE, SPARE, groups_of
from peelsim.kernels.graph.vectors import take_16


class KeptRows(NamedTuple):
    """The texts of the first concept, of the second, ..."""

    room: int  # 0: none is kept
    texts: npt.NDArray[np.uint32]  # [room + room of a batch + SPARE]
    begins: npt.NDArray[np.uint32]  # [R] where each row begins


def empty_rows(concepts: int, room: int, beyond: int) -> KeptRows:
    """Room for so many texts in all, and for a batch of rows beyond; 0: none is kept."""
    if room == 0:
        return KeptRows(0, np.zeros(0, np.uint32), np.zeros(0, np.uint32))
    return KeptRows(room, np.zeros(room + beyond + SPARE, np.uint32), np.zeros(concepts, np.uint32))


@inner_kernel
def next_batch(kept, batch, found):
    """The batch, its rows to lie where they are kept if they are, behind the ``found`` texts that have been drawn."""
    return with_rows(batch, kept.texts[found:]) if kept.room > 0 else batch


@inner_kernel
def note_begins(kept, batch, first, count, found):
    """Note where the rows of ``next_batch`` begin, those of concepts first .. first + count - 1, if they are kept."""
    if kept.room > 0:
        for i in range(count):
            kept.begins[first + i] = np.uint32(found + batch.starts[i])


@inner_kernel
def take_plainly(kept, begin, degree, concept, batch, at):
    """The row kept.texts[begin:begin + degree] of the concept to batch.rows[at:], and what owns it."""
    own(batch, at, degree, concept)
    for j in range(np.uint64(16 * groups_of(degree))):
        batch.rows[np.uint64(at) + j] = kept.texts[begin + j]


@inner_kernel
def take_in_vectors(kept, begin, degree, concept, batch, at):
    """As ``take_plainly``, sixteen texts at a time."""
    for j in range(np.uint64(0), np.uint64(16 * groups_of(degree)), np.uint64(16)):
        take_16(kept.texts, begin + j, batch.rows, np.uint64(at) + j, batch.owners, concept)


take = take_in_vectors if VECTORS else take_plainly


@inner_kernel
def kept_rows(kept, queue, first, last, batch):
    """Rows of the concepts queue[first:last] into the batch, as ``redraw_rows`` has them, which says what queue is."""
    size = np.int64(0)
    for i in range(first, last):
        concept, degree = np.uint32(queue[i]), np.int64(np.uint32(queue[i] >> np.uint64(32)) & DEGREE)
        take(kept, np.uint64(kept.begins[concept]), degree, concept, batch, size)
        size += degree
    return size
