"""The graph engine of ensembles with listed text degrees: stored graphs, text by text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peelsim.ensembles import Binomial
from peelsim.kernels.alias import build_alias
from peelsim.kernels.graph_trials import number_of_texts
from peelsim.kernels.listed_graph import run_listed_graphs, sample_texts
from peelsim.kernels.random import draw
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
        self._listed, shares = model.text_degree.law_among(model.concepts)
        self._bits = max(1, (len(shares) - 1).bit_length())
        entries = 1 << self._bits
        weights = np.zeros(entries)
        weights[: len(shares)] = shares
        self._threshold, self._alias = np.zeros(entries, np.uint64), np.zeros(entries, np.int64)
        build_alias(weights, self._bits, self._threshold, self._alias, np.zeros(entries, np.int64))

    def block(self, key: np.uint64, first: int, counts: Integers, trajectories: Integers, control: Control) -> bool:
        m = self.model
        table = (self._bits, self._threshold, self._alias, self._listed)
        return bool(
            run_listed_graphs(
                key, first, m.concepts, float(m.texts), m.texts_fixed, *table, counts, trajectories, control
            )
        )

    def graph(self, key: int, trial: int) -> tuple[Integers, Integers, tuple[int, int]]:
        m = self.model
        stream = np.uint64(draw(np.uint64(key), trial))
        texts = int(number_of_texts(stream, float(m.texts), m.texts_fixed))
        table = (self._bits, self._threshold, self._alias, self._listed)
        starts, members, _ = sample_texts(stream, m.concepts, texts, *table, np.zeros(2, np.int64))
        return starts, members.astype(np.int64), (texts, m.concepts)
