"""The curve engine: trials of one graph each, looked at after any numbers of its texts.

The first T texts of a graph are a graph of T texts, exactly in law, since texts are alike and independent.

Tests: tests/models/test_curves.py
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from peelsim.kernels.graph.curve_trials import Arrivals, arrivals_of_trial, run_curves
from peelsim.kernels.graph.members import peel_members
from peelsim.kernels.graph.trials import LEARNT, STUCK_TEXTS
from peelsim.kernels.listed.curve import run_listed_curves
from peelsim.models.base import Control, Graph, ParameterError
from peelsim.models.concept_text.binomial_graph import BinomialGraphs
from peelsim.models.concept_text.engine import COLUMNS, GraphEngine, Integers
from peelsim.models.concept_text.listed_graph import ListedGraphs
from peelsim.models.concept_text.value import Bipartite
from peelsim.stats.law import Law, Prediction

Curved = TypeVar("Curved", bound=Bipartite)


def together(models: Sequence[Curved]) -> tuple[Curved, tuple[int, ...]]:
    """The curve on which all these models lie, and the place of each along it.

    Raises ParameterError if they differ in more than their numbers of texts.
    """
    first = models[0]
    if any(replace(model, texts=first.texts) != first for model in models):
        said = "curve adds texts to the same concepts, and here their number changes, too; give concepts"
        raise ParameterError("run.engine", said)
    curve = tuple(sorted({model.texts for model in models}))
    places = {texts: place for place, texts in enumerate(curve)}
    return replace(first, texts=curve[-1], curve=curve), tuple(places[model.texts] for model in models)


def predict(model: Bipartite, law: Law) -> Prediction:
    """What a law says along the model's curve."""
    said = [law.predict(replace(model, texts=texts, curve=())) for texts in model.curve]
    return Prediction.along(said, [observable.name for observable in model.observables])


class Curves(GraphEngine):
    """Counts after each of the model's ``curve`` numbers of texts: arrays [trials, points]."""

    def __init__(self, model: Bipartite) -> None:
        super().__init__(model)
        points = np.array(model.curve, dtype=np.float64)
        self.arrivals = Arrivals(points, model.texts_fixed, np.zeros(len(points), np.int64))

    def arrived(self, stream: np.uint64) -> Integers:
        """Texts that have arrived at each point in the trial with this stream."""
        arrivals_of_trial(stream, self.arrivals)
        return self.arrivals.arrived.copy()

    def texts_of(self, stream: np.uint64) -> int:
        return int(self.arrived(stream)[-1])

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Rounds of peeling the graph that has arrived by then."""
        starts, members, (_, concepts) = self.graph(key, trial, place)
        learnt_in = np.zeros(concepts, np.int64)
        peel_members(starts, members, learnt_in, np.zeros(2, np.int64))
        taught = np.cumsum(np.bincount(learnt_in, minlength=1)[1:])
        return [concepts, *(concepts - taught).tolist()]

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        columns = np.zeros((COLUMNS, trials, len(self.model.curve)), np.int64)
        if not self.fill(np.uint64(key), first, columns[LEARNT], columns[STUCK_TEXTS], control):
            return None
        counts = np.moveaxis(columns, 0, -1)
        return {observable.name: observable.among(counts) for observable in self.model.observables}

    def fill(self, key: np.uint64, first: int, learnt: Integers, stuck_texts: Integers, control: Control) -> bool:
        """Fill both: int64[trials, points], concepts learnt and texts stuck; False if stopped."""
        raise NotImplementedError

    def until(self, graph: Graph, key: int, trial: int, place: int) -> Graph:
        """What of a trial's graph has arrived at one point of the curve."""
        starts, members, (_, concepts) = graph
        texts = int(self.arrived(self.stream(key, trial))[place])
        return starts[: texts + 1], members[: starts[texts]], (texts, concepts)


class BinomialCurves(Curves, BinomialGraphs):
    """Curves of binomial graphs."""

    @staticmethod
    def scratch_bytes(model: Bipartite) -> int:
        return BinomialGraphs.scratch_bytes(model) + 8 * model.concepts

    def __init__(self, model: Bipartite) -> None:
        super().__init__(model)
        waiting = self.scratch.blocks.waiting  # not used any more when the texts arrive
        queue = waiting if len(waiting) > model.concepts else np.zeros(model.concepts + 1, np.uint64)
        self.scratch = self.scratch._replace(queue=queue)

    def fill(self, key: np.uint64, first: int, learnt: Integers, stuck_texts: Integers, control: Control) -> bool:
        return bool(run_curves(key, first, self.ensemble, self.arrivals, self.scratch, learnt, stuck_texts, control))

    def graph(self, key: int, trial: int, place: int = -1) -> Graph:
        return self.until(BinomialGraphs.graph(self, key, trial), key, trial, place)


class ListedCurves(Curves, ListedGraphs):
    """Curves of graphs with listed text degrees."""

    def fill(self, key: np.uint64, first: int, learnt: Integers, stuck_texts: Integers, control: Control) -> bool:
        return bool(run_listed_curves(key, first, self.class_texts, self.arrivals, learnt, stuck_texts, control))

    def graph(self, key: int, trial: int, place: int = -1) -> Graph:
        return self.until(ListedGraphs.graph(self, key, trial), key, trial, place)
