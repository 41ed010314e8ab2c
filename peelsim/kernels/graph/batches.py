"""Rows of several concepts at hand, end to end: what uses them runs through all their texts in one loop.

A loop that ends with each row costs a branch that cannot be foretold, as much as ten updates.

Tests: tests/kernels/graph/test_rows.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.graph.repeats import Looks, empty_looks, mark_repeats
from peelsim.kernels.graph.rows import DEGREE, LONGEST_QUICK, REDRAW, SPARE, distinct_row, groups_of
from peelsim.kernels.graph.short_rows import short_row
from peelsim.kernels.graph.text_draws import draw_texts


class Batch(NamedTuple):
    """Rows at hand, and what drawing them needs."""

    slots: int  # rows it has room for
    room: int  # and their texts in all
    rows: npt.NDArray[np.uint32]  # [room + SPARE] texts of the first concept, of the second, ...
    owners: npt.NDArray[np.uint32]  # [room + SPARE] the concept of each
    starts: npt.NDArray[np.int64]  # [slots + 1] where each row begins, and the last one ends
    redraw: npt.NDArray[np.bool_]  # [slots] whether it may hold refused or repeated draws
    looks: Looks
    spare: npt.NDArray[np.uint32]  # [SPARE]
    seen: npt.NDArray[np.uint64]  # [T / 64 + 1] bit set


def empty_batch(slots: int, longest: int, texts: int) -> Batch:
    """Room for so many rows, none of which is longer than that."""
    room = slots * longest
    return Batch(
        slots=slots,
        room=room,
        rows=np.zeros(room + SPARE, np.uint32),
        owners=np.zeros(room + SPARE, np.uint32),
        starts=np.zeros(slots + 1, np.int64),
        redraw=np.zeros(slots, np.bool_),
        looks=empty_looks(slots),
        spare=np.zeros(SPARE, np.uint32),
        seen=np.zeros(texts // 64 + 1, np.uint64),
    )


@inner_kernel
def with_rows(batch, rows):
    """The batch, with its rows in that array."""
    starts, redraw, spare, seen = batch.starts, batch.redraw, batch.spare, batch.seen
    return Batch(batch.slots, batch.room, rows, batch.owners, starts, redraw, batch.looks, spare, seen)


@inner_kernel
def own(batch, at, degree, concept):
    """Write ``concept`` as the owner of the row batch.rows[at:at + degree], and of some of what follows."""
    for j in range(np.uint64(at), np.uint64(at + 16 * groups_of(degree))):
        batch.owners[j] = concept


@inner_kernel
def mended_row(stream, tag, degree, texts, batch, at, control):
    """A row some of whose first draws, which are in batch.rows[at:at + degree] if it is short, are too many.

    stream: uint64, of the concept. tag: see ``short_row``. texts: Among. Returns 0 if this is what was there, 1 if not,
    -1 if told to stop.
    """
    if degree <= LONGEST_QUICK:
        return np.int64(short_row(stream, degree, texts, tag, batch.looks.stamps, batch.rows, at))
    return 2 * np.int64(distinct_row(stream, degree, texts, batch.seen, batch.spare, batch.rows, at, control)) - 1


@inner_kernel
def sample_rows(stream, first, last, texts, degree, batch, control):
    """Rows of concepts first .. last - 1 into the batch; marks the degrees of those that hold draws too many.

    stream: uint64, of the rows. texts: Among. degree: uint32[R]. Returns how many texts they have in all, -1 if told to
    stop.
    """
    size, count = np.int64(0), last - first
    for i in range(count):
        concept = np.uint32(first + i)
        d = np.int64(degree[concept])
        batch.starts[i] = size
        own(batch, size, d, concept)
        if d <= LONGEST_QUICK:
            batch.redraw[i] = draw_texts(draw(stream, concept), groups_of(d), texts, batch.rows, size)
        else:
            batch.redraw[i] = True
        size += d
    batch.starts[count] = size
    mark_repeats(batch.rows, batch.starts, count, np.uint16(first + 1), batch.looks, batch.redraw)
    for i in range(count):
        if batch.redraw[i]:
            concept = np.uint32(first + i)
            d = np.int64(degree[concept])
            differs = mended_row(draw(stream, concept), np.uint16(concept), d, texts, batch, batch.starts[i], control)
            if differs < 0:
                return -1
            degree[concept] |= REDRAW * np.uint32(differs)
    return size if control[0] == 0 else -1


@inner_kernel
def redraw_rows(stream, queue, first, last, texts, batch, control):
    """Rows of the concepts queue[first:last] into the batch, each as ``sample_rows`` had it.

    stream: uint64, of the rows. texts: Among. queue: uint64, concepts with their degrees in the upper half. Returns how
    many texts they have in all, -1 if told to stop.
    """
    size = np.int64(0)
    for i in range(first, last):
        concept, degree = np.uint32(queue[i]), np.uint32(queue[i] >> np.uint64(32))
        d = np.int64(degree & DEGREE)
        own(batch, size, d, concept)
        if d <= LONGEST_QUICK:
            draw_texts(draw(stream, concept), groups_of(d), texts, batch.rows, size)
        if degree != np.uint32(d):
            tag = np.uint16(~concept)  # not that of its sampling, which stamps may bear yet
            if mended_row(draw(stream, concept), tag, d, texts, batch, size, control) < 0:
                return -1
        size += d
    return size if control[0] == 0 else -1
