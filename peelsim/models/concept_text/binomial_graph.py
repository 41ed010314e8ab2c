"""The graph engine of the binomial ensemble: fast, concept by concept."""

from math import log
from typing import Any

import numpy as np

from peelsim.kernels.draws.alias import binomial_room, binomial_support, binomial_table
from peelsim.kernels.graph import text_table
from peelsim.kernels.graph.batches import empty_batch
from peelsim.kernels.graph.frontier import LISTED, empty_frontier
from peelsim.kernels.graph.given_graph import degrees_of_trial, texts_of_trial
from peelsim.kernels.graph.kept_rows import empty_rows
from peelsim.kernels.graph.peeling_round import SCAN
from peelsim.kernels.graph.rows import LONGEST_QUICK
from peelsim.kernels.graph.sampling import Ensemble, Scratch
from peelsim.kernels.graph.text_blocks import Blocks
from peelsim.kernels.graph.trials import run_block
from peelsim.kernels.graph.vectors import LANES
from peelsim.models.base import Control, Graph
from peelsim.models.concept_text.engine import GraphEngine, Integers, graph_block
from peelsim.models.concept_text.value import Bipartite

CACHED_BYTES = 16 << 20  # of a text table whose updates gain nothing by waiting
KEPT_TEXTS = 1 << 17  # of rows that gain by being kept rather than drawn again: half a megabyte
BLOCK_BYTES = 1 << 19  # of a text table, a block


class BinomialGraphs(GraphEngine):
    """Samples and peels binomial graphs."""

    block_trials = staticmethod(graph_block)

    @staticmethod
    def scratch_bytes(model: Bipartite) -> int:
        rows = (12 + word(model).itemsize) * max(slots(model) * longest_row(model), SCAN)
        kept = _kept_texts(model)
        rows += 4 * (kept + model.concepts) if kept else 0
        return (word(model).itemsize + 1) * model.most_texts + (16 if _waits(model) else 5) * model.concepts + rows

    def __init__(self, model: Bipartite) -> None:
        super().__init__(model)
        texts, concepts = model.most_texts, model.concepts
        batch, waiting = empty_batch(slots(model), longest_row(model), texts), blocks(model)
        self.ensemble = Ensemble(
            concepts, self.number, model.edge_probability, binomial_room(texts, model.edge_probability)
        )
        kind = word(model)
        self.scratch = Scratch(
            packing=text_table.NARROW if kind.itemsize == 4 else text_table.WIDE,
            table=np.zeros(texts, kind),
            degree=np.zeros(concepts, np.uint32),
            queue=np.zeros(LISTED + 64, np.uint64),
            frontier=empty_frontier(concepts),
            batch=batch,
            kept=empty_rows(concepts, _kept_texts(model), batch.room),
            updates=np.zeros(max(batch.room, SCAN) + LANES, kind),
            freed=np.zeros(max(batch.room, SCAN) + LANES, np.uint32),
            blocks=waiting,
        )

    def block(self, key: np.uint64, first: int, counts: Integers, trajectories: Integers, control: Control) -> bool:
        return bool(run_block(key, first, self.ensemble, self.scratch, counts, trajectories, control))

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        from scipy.sparse import csr_array

        m, control = self.model, np.zeros(2, np.int64)
        stream = self.stream(key, trial)
        texts = self.texts_of(stream)
        starts = np.zeros(m.concepts + 1, np.int64)
        row_texts = np.zeros(0, np.int64)
        if texts:
            lowest = binomial_table(texts, m.edge_probability, self.ensemble.degrees)
            degrees_of_trial(stream, m.concepts, self.ensemble.degrees.table, lowest, self.scratch.degree)
            np.cumsum(self.scratch.degree, out=starts[1:])
            row_texts = np.zeros(starts[-1], np.int64)
            texts_of_trial(stream, m.concepts, texts, self.scratch, starts, row_texts, control)
        ones = np.ones(len(row_texts), np.int8)
        by_text = csr_array((ones, row_texts, starts), shape=(m.concepts, texts)).tocsc()
        return by_text.indptr.astype(np.int64), by_text.indices.astype(np.int64), (texts, m.concepts)


def word(model: Bipartite) -> np.dtype[Any]:
    """4-byte words hold 24-bit concepts and counts to 255; chosen only if no text of any trial can outgrow them."""
    return np.dtype(np.uint32 if model.concepts < 2**24 and _too_long(model) < 1e-30 else np.uint64)


def _too_long(model: Bipartite) -> float:
    """Expected number of texts with more than 255 concepts; zero where that is surely below 1e-30."""
    mean, texts = model.edge_probability * model.concepts, model.most_texts
    if model.concepts < 256 or mean == 0 or texts == 0 or 256 * (1 + log(mean / 256)) + log(texts) < -70:
        return 0.0  # there are at most (e mean / 256)^256 such choices of 256 concepts per text
    from scipy.special import bdtrc  # loads slowly

    return float(bdtrc(255, model.concepts, model.edge_probability) * model.texts)


def blocks(model: Bipartite) -> Blocks:
    """Blocks of texts that half a megabyte of the table holds, if the table outgrows the caches.

    Eight bytes wait for every twelfth text and eleven for every concept, some six updates a cache line of the table.
    """
    size = word(model).itemsize
    shift = BLOCK_BYTES.bit_length() - size.bit_length()
    number = (model.most_texts >> shift) + 1
    room = (model.most_texts // 12 + model.concepts * 11 // 8) // number
    if not _waits(model) or room < 2 * slots(model) * longest_row(model):
        number, room = 0, 0
    return Blocks(shift, room, np.zeros(number, np.int64), np.zeros(number * room, np.uint64))


def _waits(model: Bipartite) -> bool:
    """Whether the text table outgrows the caches."""
    return model.most_texts * word(model).itemsize > CACHED_BYTES


def _kept_texts(model: Bipartite) -> int:
    """Room for the texts of all rows, if these are kept."""
    places = model.most_texts * model.concepts
    if places * model.edge_probability > KEPT_TEXTS:  # the mean is too many; and there may be more than 2^63 places
        return 0
    edges = int(binomial_support(places, model.edge_probability)[1])
    return edges if edges <= KEPT_TEXTS else 0


def longest_row(model: Bipartite) -> int:
    """Room for the largest concept degree, a multiple of 16."""
    highest = binomial_support(model.most_texts, model.edge_probability)[1]
    return -(-int(highest) // 16) * 16 + 16


def slots(model: Bipartite) -> int:
    """Rows at hand at a time."""
    return 16 if longest_row(model) <= 2 * LONGEST_QUICK else 2
