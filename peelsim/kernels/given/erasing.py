"""What of a given graph a trial has: unknown concepts, texts in a random order, edges that are not deleted.

A text is one word, the number of its unknown concepts and the xor of their numbers, see kernels/graph/text_table.py.
The top bit of a word says that the text is not there: it is then no single one, however many concepts leave it. Floor:
a copy of the table, and a random update for each edge of a concept that is known, or unknown, whichever are less.

Tests: tests/models/test_matrix.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.jit.copying import copy
from peelsim.kernels.draws.random import draw, unit
from peelsim.kernels.draws.shuffle import shuffle
from peelsim.kernels.draws.streams import DELETION, HIDDEN, SELECTION
from peelsim.kernels.graph.learnt_queue import SCAN
from peelsim.kernels.graph.text_table import WIDE, enter

ABSENT = np.uint64(1 << 63)  # marks a text that is not there

_STOP_EVERY = 1 << 16  # concepts between two looks at the stop word


class Graph(NamedTuple):
    """A given graph, concept by concept."""

    starts: npt.NDArray[np.int64]  # [concepts + 1]
    texts: npt.NDArray[np.uint32]  # [edges]; a double edge is listed twice
    whole: npt.NDArray[np.uint64]  # [texts] words where all concepts are unknown


class Part(NamedTuple):
    """How much of it a trial has."""

    erasure: float  # probability that a concept is unknown
    kept: np.int64  # texts
    deletion: float  # probability that a pair of text and concept loses its edges


class Scratch(NamedTuple):
    """What one thread needs."""

    table: npt.NDArray[np.uint64]  # [texts]
    order: npt.NDArray[np.uint32]  # [texts] a random order; the first ``kept`` are there
    known: npt.NDArray[np.bool_]  # [concepts]
    queue: npt.NDArray[np.uint32]  # [concepts + 1]
    row: npt.NDArray[np.uint32]  # [highest degree of a concept]
    updates: npt.NDArray[np.uint64]  # [max(SCAN, highest degree)]
    freed: npt.NDArray[np.uint32]  # the same


def graph_of(starts: npt.NDArray[np.int64], columns: npt.NDArray[np.uint32], concepts: int) -> Graph:
    """The graph from its rows: text i holds the columns[starts[i] : starts[i + 1]]."""
    order = np.argsort(columns, kind="stable")
    texts = np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))[order]
    by_concept = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=concepts))]).astype(np.int64)
    whole = np.diff(starts).astype(np.uint64) << np.uint64(32)
    filled = np.flatnonzero(whole)
    if len(filled):
        whole[filled] |= np.bitwise_xor.reduceat(columns.astype(np.uint64), starts[filled])
    return Graph(by_concept, texts, whole)


def scratch_for(graph: Graph) -> Scratch:
    """Scratch for trials on this graph."""
    concepts, texts = len(graph.starts) - 1, len(graph.whole)
    highest = int(np.diff(graph.starts).max(initial=0))
    room = max(SCAN, highest)
    return Scratch(
        np.zeros(texts, np.uint64),
        np.zeros(texts, np.uint32),
        np.zeros(concepts, np.bool_),
        np.zeros(concepts + 1, np.uint32),
        np.zeros(highest, np.uint32),
        np.zeros(room, np.uint64),
        np.zeros(room, np.uint32),
    )


@inner_kernel
def is_deleted(stream, text, concept, texts, deletion):
    """Whether the edges between a text and a concept are deleted; the same whenever it is asked in a trial."""
    return unit(draw(stream, np.uint64(concept) * np.uint64(texts) + np.uint64(text))) < deletion


@inner_kernel
def row_of(stream, concept, graph, deletion, row):
    """The texts of a concept whose edges are left, into row; returns how many. stream: of the deletions."""
    degree = 0
    for k in range(graph.starts[concept], graph.starts[concept + 1]):
        text = graph.texts[np.uint64(k)]
        row[np.uint64(degree)] = text
        degree += np.int64(deletion == 0.0 or not is_deleted(stream, text, concept, graph.whole.size, deletion))
    return degree


@inner_kernel
def withdraw(table, concept, texts, at, degree):
    """Take ``concept`` out of the texts texts[at:at + degree]."""
    for j in range(degree):
        text = texts[np.uint64(at + j)]
        table[text] = (table[text] ^ concept) - WIDE.one


@kernel
def erase(stream, graph, erasure, scratch):
    """Draw which concepts are unknown, into scratch.known; returns their number. stream: uint64, of the trial."""
    hidden, unknown = draw(stream, HIDDEN), np.int64(0)
    for concept in range(scratch.known.size):
        known = unit(draw(hidden, concept)) >= erasure
        scratch.known[concept] = known
        unknown += np.int64(not known)
    return unknown


@kernel
def lay_out(stream, graph, deletion, unknown, scratch, control):
    """The words of all texts, by the concepts in scratch.known and the edges that are left; False if told to stop."""
    deleted, concepts = draw(stream, DELETION), scratch.known.size
    from_whole = deletion == 0.0 and 2 * unknown > concepts
    if from_whole:
        copy(graph.whole, scratch.table)
    else:
        scratch.table[:] = 0
    for concept in range(concepts):
        if concept % _STOP_EVERY == 0 and control[0] != 0:
            return False
        at = graph.starts[concept]
        if from_whole:
            if scratch.known[concept]:
                withdraw(scratch.table, np.uint64(concept), graph.texts, at, graph.starts[concept + 1] - at)
        elif not scratch.known[concept]:
            if deletion == 0.0:
                enter(scratch.table, WIDE, np.uint64(concept), graph.texts, at, graph.starts[concept + 1] - at)
            else:
                degree = row_of(deleted, concept, graph, deletion, scratch.row)
                enter(scratch.table, WIDE, np.uint64(concept), scratch.row, np.int64(0), degree)
    return True


@kernel
def choose_texts(stream, kept, scratch, control):
    """Bring the texts into a random order; all but the first ``kept`` are not there. False if told to stop."""
    texts = scratch.table.size
    if kept >= texts:
        return True
    for text in range(texts):
        scratch.order[text] = text
    if not shuffle(draw(stream, SELECTION), scratch.order, texts, control):
        return False
    for i in range(kept, texts):
        scratch.table[scratch.order[i]] |= ABSENT
    return True
