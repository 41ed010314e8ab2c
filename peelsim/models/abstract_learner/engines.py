"""The engines of abstract learners: sampled graphs, and for the 1-skill learner the round chain of peeling.

Both count, in a table with a row per trial, skills learnt, training and fresh texts with an unlearnt skill, and rounds.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from peelsim.kernels.learners.trials import Counts, FreshTexts, fail_fresh_texts, run_learners
from peelsim.models.abstract_learner.value import Tested
from peelsim.models.base import Control
from peelsim.models.concept_text import engine as concept_text
from peelsim.models.parts.learners import Integers, Learns, graph_block, graph_bytes

LEARNT, STUCK_TEXTS, FAILED, ROUNDS = 0, 1, 2, 3  # columns of the table


class Engine:
    """Scratch memory of one thread, and the kernels that use it."""

    def __init__(self, model: Tested) -> None:
        self.model = model

    @staticmethod
    def block_trials(model: Tested) -> int:
        """Trials of about 0.1 s."""
        raise NotImplementedError

    @classmethod
    def bytes_per_thread(cls, model: Tested) -> int:
        """Bytes of scratch, and of a block's counts and their sums."""
        raise NotImplementedError

    def block(self, key: int, first: int, trials: int, control: Control) -> tuple[list[Integers], Integers] | None:
        """Columns of the table, and skills learnt by each round: int64[trials, rounds]; None if stopped on the way."""
        raise NotImplementedError

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        counted = self.block(key, first, trials, control)
        if counted is None:
            return None
        table = np.column_stack(counted[0])
        found = {o.name: o.among(table) for o in self.model.observables if o.column is not None}
        return found | {"learning_curve": counted[1]} if self.model.learning_rounds else found


class GraphEngine(Learns, Engine):
    """Samples texts and learns from them."""

    @staticmethod
    def block_trials(model: Tested) -> int:
        nodes = model.skills + model.texts + model.fresh_texts
        return graph_block(model.expected_edges, nodes, _trial_bytes(model))

    @classmethod
    def bytes_per_thread(cls, model: Tested) -> int:
        graphs = graph_bytes(model.expected_edges, model.most_texts + model.fresh_texts, model.skills)
        return graphs + cls.block_trials(model) * _trial_bytes(model) + 200_000

    def __init__(self, model: Tested) -> None:
        super().__init__(model)
        self.learner = model.taught

    def block(self, key: int, first: int, trials: int, control: Control) -> tuple[list[Integers], Integers] | None:
        m = self.model
        counts = Counts.of(trials, recorded=m.learning_rounds)
        if not run_learners(np.uint64(key), first, self.learner, m.fresh_texts, counts, control):
            return None
        return [counts.learnt[:, 0], counts.stuck[:, 0], counts.failed[:, 0], counts.rounds], counts.curves


class RoundsEngine(Engine):
    """The 1-skill learner as peeling round by round, without a graph."""

    @staticmethod
    def block_trials(model: Tested) -> int:
        return model.peeled.block_trials("rounds")

    @classmethod
    def bytes_per_thread(cls, model: Tested) -> int:
        most = int(model.law_of_degrees[0][-1])
        return model.peeled.bytes_per_thread("rounds") + cls.block_trials(model) * 100 + 24 * most

    def __init__(self, model: Tested) -> None:
        super().__init__(model)
        peeling = model.peeled.simulator("rounds")
        assert isinstance(peeling, concept_text.Engine)
        self.peeling = peeling
        degrees, shares = model.law_of_degrees
        self.fresh = FreshTexts(model.fresh_texts, model.skills, degrees, shares, np.zeros(int(degrees[-1]) + 1))

    def block(self, key: int, first: int, trials: int, control: Control) -> tuple[list[Integers], Integers] | None:
        counts = self.peeling.run(key, first, trials, control)
        if counts is None:
            return None
        learnt, skills = counts["learnt"], self.model.skills
        failed = np.zeros(trials, np.int64)
        fail_fresh_texts(np.uint64(key), first, self.fresh, skills - learnt, failed)
        curve = skills - counts.get("trajectory", np.zeros((trials, 0), np.int64))
        return [learnt, counts["training_error"], failed, counts["rounds"]], curve

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Skills unlearnt before the first round, and after each."""
        return self.peeling.unlearnt_by_round(key, trial)


def _trial_bytes(model: Tested) -> int:
    """Counts of a trial, from the kernel to the sums."""
    return 150 + 60 * model.learning_rounds
