"""The graph engine of ensembles with listed text degrees: stored graphs, text by text."""

import numpy as np

from peelsim.ensembles import Binomial
from peelsim.kernels.listed.class_texts import sample_class_texts
from peelsim.kernels.listed.graph import run_listed_graphs
from peelsim.models.base import Control, Graph
from peelsim.models.concept_text.engine import GraphEngine, Integers, graph_block
from peelsim.models.concept_text.value import Bipartite
from peelsim.models.parts.class_texts import class_texts


class ListedGraphs(GraphEngine):
    """Samples and peels graphs whose texts have listed degrees."""

    @staticmethod
    def block_trials(model: Bipartite) -> int:
        return max(1, graph_block(model) // 4)  # some 30 ns per edge

    @staticmethod
    def scratch_bytes(model: Bipartite) -> int:
        assert not isinstance(model.text_degree, Binomial)
        degrees = len(model.text_degree.law_among(model.concepts)[0])
        edges = 1.1 * model.expected_edges + 10_000
        return int(12 * edges) + 32 * model.most_texts + 32 * model.concepts + 100 * degrees

    def __init__(self, model: Bipartite) -> None:
        super().__init__(model)
        assert not isinstance(model.text_degree, Binomial)
        degrees = model.text_degree.law_among(model.concepts)
        self.class_texts = class_texts([model.concepts], [model.texts], model.texts_fixed, [[degrees]])

    def block(self, key: np.uint64, first: int, counts: Integers, trajectories: Integers, control: Control) -> bool:
        return bool(run_listed_graphs(key, first, self.number, self.class_texts, counts, trajectories, control))

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        stream = self.stream(key, trial)
        texts = np.array([self.texts_of(stream)])
        starts, members, _ = sample_class_texts(stream, texts, self.class_texts, np.zeros(2, np.int64))
        return starts, members.astype(np.int64), (int(texts[0]), self.model.concepts)
