"""The engines of abstract learners: sampled graphs, and for the 1-skill learner the round chain of peeling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from peelsim.kernels.draws.random import draw
from peelsim.kernels.learners.skill_texts import numbers_of_texts, sample_skill_texts
from peelsim.kernels.learners.trials import fail_fresh_texts
from peelsim.models.base import Control
from peelsim.models.learners import (
    Integers,
    degree_law,
    graph_block,
    graph_bytes,
    most_texts,
    run_block,
    skill_texts,
    success_table,
)

if TYPE_CHECKING:
    from peelsim.models.abstract_learner.model import AbstractLearner


class GraphEngine:
    """Samples texts and learns from them."""

    @staticmethod
    def block_trials(model: AbstractLearner) -> int:
        """Trials of about 0.1 s."""
        nodes = model.skills + model.texts + model.fresh_texts
        return graph_block(model.expected_edges, nodes, _trial_bytes(model))

    @classmethod
    def memory(cls, model: AbstractLearner) -> int:
        """Bytes of a trial's graphs, and of a block's counts and their sums."""
        texts = most_texts(model.texts, model.texts_fixed) + model.fresh_texts
        graphs = graph_bytes(model.expected_edges, texts, model.skills)
        return graphs + cls.block_trials(model) * _trial_bytes(model) + 200_000

    def __init__(self, model: AbstractLearner) -> None:
        self.model = model
        law = degree_law(model.text_degree, model.skills)
        self.texts = skill_texts([model.skills], [model.texts], model.texts_fixed, [[law]])
        self.success = success_table([model.success])

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m = self.model
        counts = run_block(
            key,
            first,
            trials,
            control,
            texts=self.texts,
            success=self.success,
            fresh=m.fresh_texts,
            recorded=m.learning_rounds,
        )
        if counts is None:
            return None
        found = _observed(m, counts.learnt[:, 0])
        found |= {"training_error": counts.stuck[:, 0], "testing_error": counts.failed[:, 0], "rounds": counts.rounds}
        return found | {"learning_curve": counts.curves} if m.learning_rounds else found

    def graph(self, key: int, trial: int) -> tuple[Integers, Integers, tuple[int, int]]:
        """The graph of a trial: where each text's skills begin, int64[T + 1]; those skills; (T, S)."""
        stream = np.uint64(draw(np.uint64(key), trial))
        numbers = numbers_of_texts(stream, self.texts)
        starts, members, _ = sample_skill_texts(stream, numbers, self.texts, np.zeros(2, np.int64))
        return starts, members.astype(np.int64), (len(starts) - 1, self.model.skills)


class RoundsEngine:
    """The 1-skill learner as peeling round by round, without a graph."""

    @staticmethod
    def block_trials(model: AbstractLearner) -> int:
        """Trials of about 0.1 s."""
        return model.peeled.block_trials("rounds")

    @classmethod
    def memory(cls, model: AbstractLearner) -> int:
        """Bytes of scratch, and of a block's counts and their sums."""
        law = degree_law(model.text_degree, model.skills)
        return model.peeled.memory("rounds") + cls.block_trials(model) * 100 + 24 * int(law[0][-1])

    def __init__(self, model: AbstractLearner) -> None:
        self.model = model
        self.peeling = model.peeled.simulator("rounds")
        self.law = degree_law(model.text_degree, model.skills)
        self.none = np.zeros(int(self.law[0][-1]) + 1)

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m = self.model
        counts = self.peeling.run(key, first, trials, control)
        if counts is None:
            return None
        found = _observed(m, counts["learnt"])
        failed, unlearnt = np.zeros(trials, np.int64), m.skills - counts["learnt"]
        fail_fresh_texts(np.uint64(key), first, m.fresh_texts, m.skills, unlearnt, *self.law, self.none, failed)
        found |= {"training_error": counts["training_error"], "testing_error": failed, "rounds": counts["rounds"]}
        return found | {"learning_curve": m.skills - counts["trajectory"]} if m.learning_rounds else found


def _observed(model: AbstractLearner, learnt: Integers) -> dict[str, Integers]:
    """What follows from the number of skills learnt, int64[trials]."""
    return {
        "learnt": learnt,
        "learnt_fraction": learnt,
        "stuck": (model.skills - learnt > model.stuck_above * model.skills).astype(np.int64),
        "complete": (learnt == model.skills).astype(np.int64),
    }


def _trial_bytes(model: AbstractLearner) -> int:
    """Counts of a trial, from the kernel to the sums."""
    return 150 + 60 * model.learning_rounds
