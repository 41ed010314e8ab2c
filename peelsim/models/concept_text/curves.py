"""The curve engine: trials of one graph each, looked at after any numbers of its texts.

The first T texts of a graph are a graph of T texts, exactly in law, since texts are alike and independent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from peelsim.kernels.draws.random import draw
from peelsim.kernels.graph.curve_trials import arrivals_of_trial, run_curves
from peelsim.kernels.listed.curve import run_listed_curves
from peelsim.models.base import Control, ParameterError, Prediction
from peelsim.models.concept_text.binomial_graph import BinomialGraphs
from peelsim.models.concept_text.engine import GraphEngine, Integers, observed
from peelsim.models.concept_text.listed_graph import ListedGraphs

if TYPE_CHECKING:
    from peelsim.models.concept_text.model import ConceptText


def check(model: ConceptText) -> None:
    """ParameterError if the model's curve is none."""
    ascending = all(a < b for a, b in zip(model.curve, model.curve[1:], strict=False))
    if not ascending or model.curve[-1] != model.texts:
        raise ParameterError("curve", f"give numbers of texts that ascend to texts = {model.texts:g}")
    if model.texts_fixed and any(texts != int(texts) for texts in model.curve):
        raise ParameterError("curve", "some are no whole numbers of texts; texts_fixed = False takes means")
    if model.trajectory_rounds:
        said = "peeling of texts that arrive one at a time has no rounds; leave it out"
        raise ParameterError("trajectory_rounds", said)


def together(models: Sequence[ConceptText]) -> tuple[ConceptText, tuple[int, ...]]:
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


def predict(model: ConceptText, law: Callable[[ConceptText], Prediction]) -> Prediction:
    """What a law says along the model's curve."""
    said = [law(replace(model, texts=texts, curve=())) for texts in model.curve]
    names = [observable.name for observable in model.observables if observable.name in said[-1]]
    return {name: np.array([each.get(name, nan) for each in said]) for name in names}


class Curves(GraphEngine):
    """Counts after each of the model's ``curve`` numbers of texts: arrays [trials, points]."""

    def __init__(self, model: ConceptText) -> None:
        super().__init__(model)
        self._mean_texts = np.array(model.curve, dtype=np.float64)

    def arrivals(self, stream: np.uint64) -> Integers:
        """Texts that have arrived at each point in the trial with this stream."""
        found = np.zeros(len(self._mean_texts), np.int64)
        arrivals_of_trial(stream, self._mean_texts, self.model.texts_fixed, found)
        return found

    def texts_of(self, stream: np.uint64) -> int:
        return int(self.arrivals(stream)[-1])

    def graph_at(self, key: int, trial: int, point: int) -> tuple[Integers, Integers, tuple[int, int]]:
        """As ``graph``, of the texts that have arrived at one point of the curve."""
        starts, members, (_, concepts) = self.graph(key, trial)
        texts = int(self.arrivals(np.uint64(draw(np.uint64(key), trial)))[point])
        return starts[: texts + 1], members[: starts[texts]], (texts, concepts)

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        learnt = np.zeros((trials, len(self._mean_texts)), np.int64)
        stuck_texts = np.zeros_like(learnt)
        if not self.fill(np.uint64(key), first, learnt, stuck_texts, control):
            return None
        return observed(self.model, learnt, stuck_texts, self._mean_texts)

    def fill(self, key: np.uint64, first: int, learnt: Integers, stuck_texts: Integers, control: Control) -> bool:
        """Fill both: int64[trials, points], concepts learnt and texts stuck; False if stopped."""
        raise NotImplementedError


class BinomialCurves(Curves, BinomialGraphs):
    """Curves of binomial graphs."""

    def fill(self, key: np.uint64, first: int, learnt: Integers, stuck_texts: Integers, control: Control) -> bool:
        m, arrivals = self.model, np.zeros(len(self._mean_texts), np.int64)
        law = (m.concepts, self._mean_texts, m.texts_fixed, m.edge_probability)
        return bool(run_curves(key, first, *law, self.degrees, self.scratch, arrivals, learnt, stuck_texts, control))


class ListedCurves(Curves, ListedGraphs):
    """Curves of graphs with listed text degrees."""

    def fill(self, key: np.uint64, first: int, learnt: Integers, stuck_texts: Integers, control: Control) -> bool:
        m, arrivals = self.model, np.zeros(len(self._mean_texts), np.int64)
        law = (m.concepts, self._mean_texts, m.texts_fixed, *self.table)
        return bool(run_listed_curves(key, first, *law, arrivals, learnt, stuck_texts, control))
