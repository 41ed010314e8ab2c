"""The graph engine of ensembles with listed text degrees: stored graphs, text by text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peelsim.ensembles import Binomial
from peelsim.kernels.draws.alias import build_alias
from peelsim.kernels.draws.random import draw
from peelsim.kernels.listed.graph import run_listed_graphs, sample_texts
from peelsim.models.base import Control
from peelsim.models.concept_text.engine import GraphEngine, Integers, graph_block

if TYPE_CHECKING:
    from peelsim.models.concept_text.model import ConceptText


class ListedGraphs(GraphEngine):
    """Samples and peels graphs whose texts have listed degrees."""

    @staticmethod
    def block_trials(model: ConceptText) -> int:
        return max(1, graph_block(model) // 4)  # some 30 ns an edge

    @staticmethod
    def scratch_bytes(model: ConceptText) -> int:
        assert not isinstance(model.text_degree, Binomial)
        degrees = len(model.text_degree.law_among(model.concepts)[0])
        edges = 1.1 * model.expected_edges + 10_000
        return int(12 * edges) + 32 * model.most_texts + 32 * model.concepts + 100 * degrees

    def __init__(self, model: ConceptText) -> None:
        super().__init__(model)
        assert not isinstance(model.text_degree, Binomial)
        listed, shares = model.text_degree.law_among(model.concepts)
        bits = max(1, (len(shares) - 1).bit_length())
        entries = 1 << bits
        weights = np.zeros(entries)
        weights[: len(shares)] = shares
        threshold, alias = np.zeros(entries, np.uint64), np.zeros(entries, np.int64)
        build_alias(weights, bits, threshold, alias, np.zeros(entries, np.int64))
        self.table = (bits, threshold, alias, listed)

    def block(self, key: np.uint64, first: int, counts: Integers, trajectories: Integers, control: Control) -> bool:
        m = self.model
        return bool(
            run_listed_graphs(
                key, first, m.concepts, float(m.texts), m.texts_fixed, *self.table, counts, trajectories, control
            )
        )

    def graph(self, key: int, trial: int) -> tuple[Integers, Integers, tuple[int, int]]:
        m = self.model
        stream = np.uint64(draw(np.uint64(key), trial))
        texts = self.texts_of(stream)
        starts, members, _ = sample_texts(stream, m.concepts, texts, *self.table, np.zeros(2, np.int64))
        return starts, members.astype(np.int64), (texts, m.concepts)
