"""Sampling the binomial concept-text graph, concept by concept.

A concept is in each of T texts independently with probability p, so its degree is Bin(T, p) and, given the degree,
its texts are a uniform set: no edge is drawn twice, and the law is the model's own.
Floor: half a SplitMix64 draw and one random update of the text table an edge.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.alias import BinomialTable, draw_alias
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import DEGREES, ROWS
from peelsim.kernels.draws.text_number import TextNumber
from peelsim.kernels.graph.rows import DEGREE, LONGEST_QUICK, REDRAW, draw_row, exact_row, may_repeat, words_of
from peelsim.kernels.graph.short_rows import short_row
from peelsim.kernels.graph.text_blocks import Blocks, enter_waiting, wait
from peelsim.kernels.graph.text_table import Packing, enter

_STOP_EVERY = 1 << 20  # texts or concepts between two looks at the stop word


class Ensemble(NamedTuple):
    """Binomial concept-text graphs: R concepts, each in each text with probability p."""

    concepts: int
    number: TextNumber
    p: float
    degrees: BinomialTable  # of a concept, built anew where the number of texts changes


class Scratch(NamedTuple):
    """What one thread needs for a trial of R concepts and at most T texts; reused from trial to trial."""

    packing: Packing
    table: npt.NDArray[np.unsignedinteger]  # [T] words of text_table
    degree: npt.NDArray[np.uint32]  # [R] degree of each concept, 0 once it is queued
    queue: npt.NDArray[np.uint64]  # [R] taught concepts in order, degree in the upper half
    rows: npt.NDArray[np.uint32]  # [slots * stride] rows at hand
    stride: int  # longest row, a multiple of 16
    slots: int  # rows at hand, a power of two >= 2
    redraw: npt.NDArray[np.bool_]  # [slots] row needs exact_row
    updates: npt.NDArray[np.unsignedinteger]  # [slots * stride] text words just changed
    freed: npt.NDArray[np.uint32]  # [max(slots * stride, SCAN)] concepts just found alone
    stamps: npt.NDArray[np.uint16]  # [STAMPS]
    seen: npt.NDArray[np.uint64]  # [T / 64 + 1] bit set
    blocks: Blocks  # updates that wait, where the table is too large for the caches


@inner_kernel
def draw_degrees(stream, first, last, table, lowest, degree):
    """Degrees of concepts first .. last - 1 into ``degree``; returns how many are positive, and their sum (int64)."""
    live, edges = 0, 0
    for concept in range(first, last):
        d = lowest + draw_alias(draw(stream, concept), table)
        degree[concept] = np.uint32(d)
        live += np.int64(d > 0)
        edges += d
    return live, edges


@inner_kernel
def refusal_bound(texts):
    """Lemire remainders below it are refused: 2^32 mod texts."""
    return np.uint64(1 << 32) % np.uint64(texts)


@inner_kernel
def load_row(stream, concept, degree, texts, scratch, at, control):
    """The row of a concept whose degree carries the REDRAW mark where due, into scratch.rows[at:]."""
    own = draw(stream, concept)
    d = np.int64(degree & DEGREE)
    if not degree & REDRAW:
        draw_row(own, words_of(d), texts, scratch.rows, at)
    elif d <= LONGEST_QUICK:
        tag = np.uint16(~concept)  # other than most that may_repeat left; an old one costs a second look
        short_row(own, d, texts, refusal_bound(texts), tag, scratch.stamps, scratch.rows, at)
    else:
        return exact_row(own, d, texts, refusal_bound(texts), scratch.seen, scratch.rows, at, control)
    return True


@inner_kernel
def sample_rows(stream, first, count, texts, scratch, control):
    """Rows of concepts first .. first + count - 1 into the slots; marks the degrees of those that need a redraw."""
    rows, stride, refuse_below = scratch.rows, scratch.stride, refusal_bound(texts)
    for i in range(count):
        d = np.int64(scratch.degree[first + i])
        quick = d <= LONGEST_QUICK
        if quick:
            least = draw_row(draw(stream, first + i), words_of(d), texts, rows, i * stride)
            quick = least >= refuse_below
        scratch.redraw[i] = not quick
    for i in range(count):
        if not scratch.redraw[i]:
            d = np.int64(scratch.degree[first + i])
            scratch.redraw[i] = may_repeat(rows, i * stride, d, np.uint16(first + i + 1), scratch.stamps)
    for i in range(count):
        if scratch.redraw[i]:
            concept = np.uint32(first + i)
            degree = np.uint32(scratch.degree[concept] | REDRAW)
            scratch.degree[concept] = degree
            if not load_row(stream, concept, degree, texts, scratch, i * scratch.stride, control):
                return False
    return True


@inner_kernel
def enter_rows(first, count, scratch, last, control):
    """Put concepts first .. first + count - 1, their rows in the slots, into the text table, at once or by blocks.

    last: whether these are the graph's last ones. Returns False if told to stop.
    """
    blocks = scratch.blocks
    for i in range(count):
        concept, at = np.uint32(first + i), i * scratch.stride
        d = np.int64(scratch.degree[concept] & DEGREE)
        control[1] += d
        if blocks.room == 0:
            enter(scratch.table, scratch.packing, concept, scratch.rows, at, d)
            continue
        fullest = wait(blocks, concept, scratch.rows, at, d)
        full = fullest > blocks.room - scratch.stride or (last and i == count - 1)
        if full and not enter_waiting(scratch.table, scratch.packing, blocks, control):
            return False
    return True


@inner_kernel
def sample_graph(stream, texts, ensemble, lowest, scratch, control):
    """Fill degrees and text table of one graph; returns concepts of positive degree and edges, or -1, -1 if stopped.

    stream: uint64, of the trial. ensemble: Ensemble, whose table of degrees begins at ``lowest``. control: int64[2],
    stop word and edges done so far.
    """
    concepts, table = ensemble.concepts, ensemble.degrees.table
    scratch.blocks.fill[:] = 0
    for start in range(0, texts, _STOP_EVERY):
        scratch.table[start : min(texts, start + _STOP_EVERY)] = 0
        if control[0] != 0:
            return -1, -1
    live, edges = 0, 0
    for first in range(0, concepts, _STOP_EVERY):
        last = min(concepts, first + _STOP_EVERY)
        more = draw_degrees(draw(stream, DEGREES), first, last, table, lowest, scratch.degree)
        live += more[0]
        edges += more[1]
        if control[0] != 0:
            return -1, -1
    row_stream = draw(stream, ROWS)
    for first in range(0, concepts, scratch.slots):
        count = min(scratch.slots, concepts - first)
        if control[0] != 0 or not sample_rows(row_stream, first, count, texts, scratch, control):
            return -1, -1
        if not enter_rows(first, count, scratch, first + count == concepts, control):
            return -1, -1
    return live, edges
