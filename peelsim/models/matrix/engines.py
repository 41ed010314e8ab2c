"""The engines of given matrices: trials of one part of the graph, and curves along the share of its texts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import DELETION
from peelsim.kernels.given.curve import Curve, Rows, run_given_curves
from peelsim.kernels.given.erasing import ABSENT, choose_texts, erase, lay_out, row_of, scratch_for
from peelsim.kernels.given.trials import BEGUN, COLUMNS, ROUNDS, run_given
from peelsim.kernels.graph.members import peel_members
from peelsim.kernels.learners.learning import KNOWN
from peelsim.models.base import Control, Graph, ParameterError
from peelsim.models.matrix.value import Given
from peelsim.models.parts.peeled_graphs import PeelsGraph
from peelsim.stats.observable import Counted

Made = TypeVar("Made", bound=Given)


def together(models: Sequence[Made]) -> tuple[Made, tuple[int, ...]]:
    """The curve on which all these models lie, and the place of each along it.

    Raises ParameterError if they differ in more than the share of the texts.
    """
    first = models[0]
    if any(replace(model, texts_share=first.texts_share) != first for model in models):
        raise ParameterError("run.engine", "curve adds texts of one matrix, and here more than texts_share changes")
    curve = tuple(sorted({model.texts_share for model in models}))
    places = {share: place for place, share in enumerate(curve)}
    return replace(first, texts_share=curve[-1], curve=curve), tuple(places[model.texts_share] for model in models)


class GivenTrials(PeelsGraph):
    """Scratch memory of one thread."""

    held = "concepts"

    def __init__(self, model: Given) -> None:
        self.model: Any = model
        self.graph_given, self.scratch = model.by_concept, scratch_for(model.by_concept)

    def fill(self, key: np.uint64, first: int, counts: Counted, trajectories: Counted, control: Control) -> bool:
        """Fill counts: int64[trials, COLUMNS] and trajectories: int64[trials, rounds recorded]; False if stopped."""
        part = self.model.part
        return bool(run_given(key, first, self.graph_given, part, self.scratch, counts, trajectories, control))

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        counts = np.zeros((trials, COLUMNS), np.int64)
        trajectories = np.zeros((trials, self.model.trajectory_rounds), np.int64)
        if not self.fill(np.uint64(key), first, counts, trajectories, control):
            return None
        seen = {each.name: each.among(counts) for each in self.model.observables if each.column is not None}
        return seen | ({"trajectory": trajectories} if self.model.trajectory_rounds else {})

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Concepts unknown before the first round, and after each."""
        control, counts = np.zeros(2, np.int64), np.zeros((1, COLUMNS), np.int64)
        self.fill(np.uint64(key), trial, counts, np.zeros((1, 0), np.int64), control)
        after = np.zeros((1, int(counts[0, ROUNDS])), np.int64)
        self.fill(np.uint64(key), trial, counts, after, control)
        return [int(counts[0, BEGUN]), *after[0].tolist()]

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """Texts and unknown concepts of a trial, by their numbers in the matrix; what is not there holds nothing."""
        return self.part_of(key, trial, int(self.model.part.kept))

    def learnt_in(self, key: int, trial: int, graph: Graph, control: Control) -> Counted:
        """The round that taught each concept, 0 if none did, below 0 if it was known at first."""
        found = super().learnt_in(key, trial, graph, control)
        erase(np.uint64(draw(np.uint64(key), trial)), self.graph_given, self.model.part.erasure, self.scratch)
        found[self.scratch.known] = KNOWN
        return found

    def part_of(self, key: int, trial: int, kept: int) -> Graph:
        """What a trial has while the first so many texts of its order are there."""
        model, control, scratch = self.model, np.zeros(2, np.int64), self.scratch
        stream = np.uint64(draw(np.uint64(key), trial))
        unknown = erase(stream, self.graph_given, model.part.erasure, scratch)
        lay_out(stream, self.graph_given, model.part.deletion, unknown, scratch, control)
        choose_texts(stream, np.int64(kept), scratch, control)
        deleted = np.uint64(draw(stream, DELETION))
        rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for concept in np.flatnonzero(~scratch.known).tolist():
            degree = row_of(deleted, concept, self.graph_given, model.part.deletion, scratch.row)
            texts = scratch.row[:degree].astype(np.int64)
            texts = texts[scratch.table[texts] < ABSENT]
            rows.append(texts)
            columns.append(np.full(len(texts), concept))
        joined, members = np.concatenate(rows), np.concatenate(columns)
        order = np.lexsort((members, joined))
        starts = np.searchsorted(joined[order], np.arange(model.texts + 1)).astype(np.int64)
        return starts, members[order], (model.texts, model.concepts)


class GivenCurves(GivenTrials):
    """Counts at each of the model's ``curve`` shares of the texts: arrays [trials, points]."""

    def __init__(self, model: Given) -> None:
        super().__init__(model)
        self.curve = Curve(
            arrivals=np.array([model.kept(share) for share in model.curve], np.int64),
            rows=Rows(model.graph.starts, model.graph.columns),
            unseen=np.zeros(model.concepts, np.bool_),
        )

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        counts = np.zeros((trials, len(self.curve.arrivals), COLUMNS), np.int64)
        graph, part = self.graph_given, self.model.part
        if not run_given_curves(np.uint64(key), first, graph, part, self.curve, self.scratch, counts, control):
            return None
        return {each.name: each.among(counts) for each in self.model.observables}

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Rounds of peeling what has arrived by then."""
        starts, members, (_, concepts) = self.graph(key, trial, place)
        learnt_in = np.zeros(concepts, np.int64)
        peel_members(starts, members.astype(np.uint32), learnt_in, np.zeros(2, np.int64))
        unknown = int((~self.scratch.known).sum())
        taught = np.cumsum(np.bincount(learnt_in, minlength=1)[1:])
        return [unknown, *(unknown - taught).tolist()]

    def graph(self, key: int, trial: int, place: int = -1) -> Graph:
        return self.part_of(key, trial, int(self.curve.arrivals[place]))
