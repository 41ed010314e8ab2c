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
from peelsim.kernels.graph.batches import Batch, sample_rows
from peelsim.kernels.graph.frontier import Frontier
from peelsim.kernels.graph.kept_rows import KeptRows, next_batch, note_begins
from peelsim.kernels.graph.text_blocks import Blocks, enter_waiting, wait
from peelsim.kernels.graph.text_draws import among
from peelsim.kernels.graph.text_table import Packing, enter_all

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
    degree: npt.NDArray[np.uint32]  # [R] degree of each concept; where texts arrive, 0 once it is taught
    queue: npt.NDArray[np.uint64]  # taught concepts, degree in the upper half: [LISTED + 64], if texts arrive [R + 1]
    frontier: Frontier
    batch: Batch
    kept: KeptRows
    updates: npt.NDArray[np.unsignedinteger]  # [max(room of the batch, SCAN) + LANES] text words just changed
    freed: npt.NDArray[np.uint32]  # [max(room of the batch, SCAN) + LANES] concepts just found alone
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
def enter_batch(batch, size, last, scratch, control):
    """Put the rows of the batch, ``size`` texts in all, into the text table, at once or by blocks.

    last: whether these are the graph's last ones. Returns False if told to stop.
    """
    blocks = scratch.blocks
    control[1] += size
    if blocks.room == 0:
        enter_all(scratch.table, scratch.packing, batch.rows, batch.owners, size)
        return True
    full = wait(blocks, batch.rows, batch.owners, size) > blocks.room - batch.room
    return not (full or last) or enter_waiting(scratch.table, scratch.packing, blocks, control)


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
    row_stream, numbers, found = draw(stream, ROWS), among(texts), np.int64(0)
    for first in range(0, concepts, scratch.batch.slots):
        last = min(concepts, first + scratch.batch.slots)
        batch = next_batch(scratch.kept, scratch.batch, found)
        size = sample_rows(row_stream, first, last, numbers, scratch.degree, batch, control)
        if size < 0 or not enter_batch(batch, size, last == concepts, scratch, control):
            return -1, -1
        note_begins(scratch.kept, batch, first, last - first, found)
        found += size
    return live, edges
