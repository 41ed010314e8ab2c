"""Which concepts share a text: every connected pair of a sampled graph once, in the list of its higher concept.

Concepts enter their texts in ascending order, and the concepts a text holds by then are neighbours below the new one.
A pair that shares several texts is met as often; a bit per concept tells. Rows are drawn again from its streams.
Floor: two cache misses per edge (the word and the members of a text), one store and one bit per pair.

Tests: tests/kernels/hierarchy/test_cooccurrence.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import DEGREES, ROWS
from peelsim.kernels.graph.batches import sample_rows
from peelsim.kernels.graph.rows import DEGREE
from peelsim.kernels.graph.sampling import draw_degrees
from peelsim.kernels.graph.text_draws import among

_STOP_EVERY = 1 << 20  # texts or concepts between two looks at the stop word
_6, _63, _1 = np.uint64(6), np.uint64(63), np.uint64(1)
_START, _ENTERED = np.uint64(24), np.uint64((1 << 24) - 1)  # a shelf: where a text's members begin, how many are in


@kernel
def clear_shelves(texts, table, packing, shelves, control):
    """Room for the members of each text, none entered yet, from the table of a graph before it is peeled.

    shelves: uint64[>= T], out. Returns the number of pairs in texts, one that shares several texts as often; -1 if told
    to stop.
    """
    edges, pairs = 0, 0
    for first in range(0, texts, _STOP_EVERY):
        if control[0] != 0:
            return -1
        for text in range(first, min(texts, first + _STOP_EVERY)):
            degree = np.int64(table[text] >> packing.shift)
            shelves[text] = np.uint64(edges) << _START
            edges += degree
            pairs += degree * (degree - 1) // 2
    return pairs


@kernel
def look_ahead(rows, size, shelves, members):
    """Read what ``enter_concept`` will ask for, with no branch that waits for it; returns a sum of no meaning."""
    total = np.uint64(0)
    for j in range(np.uint64(size)):
        total += np.uint64(members[shelves[rows[j]] >> _START])
    return total


@kernel
def enter_concept(concept, row, shelves, members, seen, neighbours, pairs):
    """Put ``concept`` into its texts, row: uint32[degree]; returns ``pairs``, raised by its lower neighbours."""
    before = pairs
    for text in row:
        start = shelves[text] >> _START
        end = start + (shelves[text] & _ENTERED)
        for k in range(start, end):
            other = members[k]
            place, bit = np.uint64(other) >> _6, _1 << (np.uint64(other) & _63)
            neighbours[np.uint64(pairs)] = other
            pairs += np.int64(seen[place] & bit == 0)
            seen[place] |= bit
        members[end] = np.uint32(concept)
        shelves[text] += _1
    for k in range(before, pairs):
        seen[neighbours[np.uint64(k)] >> np.uint32(6)] = np.uint64(0)
    return pairs


@kernel
def list_neighbours(stream, texts, lowest, wiring, members, counted, neighbours, control):
    """Lower neighbours of each concept of the trial's graph; returns the number of pairs, or -1 if told to stop.

    stream: uint64, of the trial. wiring: see kernels/hierarchy/trials.py; shelves as ``clear_shelves`` left them, seen
    all zero before and after, scratch.degree overwritten. members: uint32[edges], out: concepts of each text.
    counted: bool[R], concepts that count; the others are in no pair. neighbours: uint32[> pairs in texts], out, with
    wiring.begins: neighbours[begins[r]:begins[r + 1]] are those of r.
    """
    concepts, table = wiring.ensemble.concepts, wiring.ensemble.degrees.table
    scratch, shelves, begins = wiring.scratch, wiring.shelves, wiring.begins
    for first in range(0, concepts, _STOP_EVERY):
        last = min(concepts, first + _STOP_EVERY)
        draw_degrees(draw(stream, DEGREES), first, last, table, lowest, scratch.degree)
        if control[0] != 0:
            return -1
    row_stream, numbers, batch, pairs = draw(stream, ROWS), among(texts), scratch.batch, 0
    ahead = np.uint64(0)
    for first in range(0, concepts, batch.slots):
        last = min(concepts, first + batch.slots)
        size = sample_rows(row_stream, first, last, numbers, scratch.degree, batch, control)
        if size < 0:
            return -1
        ahead += look_ahead(batch.rows, size, shelves, members)
        before = pairs
        for concept in range(first, last):
            begins[concept] = pairs
            if counted[concept]:
                row = batch.rows[batch.starts[concept - first] :][: scratch.degree[concept] & DEGREE]
                pairs = enter_concept(concept, row, shelves, members, wiring.seen, neighbours, pairs)
        control[1] += pairs - before
    begins[concepts] = pairs
    neighbours[pairs] = np.uint32(ahead)  # beyond the last neighbour: keeps the reading from being left out
    return pairs
