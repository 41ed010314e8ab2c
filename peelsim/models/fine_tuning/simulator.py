"""How both stages of fine-tuning are learnt from sampled texts, trial by trial."""

from collections.abc import Sequence

import numpy as np

from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import FINE, FOUNDATION
from peelsim.kernels.learners.fine_tuning_trials import COLUMNS, fine_tune, run_fine_tuning
from peelsim.kernels.learners.learning import KNOWN
from peelsim.kernels.learners.training import Learner, train
from peelsim.models.base import Columns, Control, Graph
from peelsim.models.fine_tuning.value import Stages
from peelsim.models.parts.class_texts import class_texts
from peelsim.models.parts.learners import Integers, poisson_law, success_table, texts_shown, unlearnt_after


class TwoStages(Columns):
    """Tables to sample the texts of both stages from; what a trial needs it allocates."""

    columns = COLUMNS
    held = "skills"

    def __init__(self, model: Stages) -> None:
        super().__init__(model)
        m, fixed = model, model.texts_fixed
        basic = poisson_law(m.foundation_skills, m.basic_skills)
        needed, taught = poisson_law(m.basic_needed, m.basic_skills), poisson_law(m.fine_taught, m.fine_skills)
        success = success_table([m.success])
        founding = class_texts([m.basic_skills], [m.foundation_texts], fixed, [[basic]])
        tuning = class_texts([m.basic_skills, m.fine_skills], [m.fine_texts], fixed, [[needed, taught]])
        self.foundation, self.fine = Learner(founding, success), Learner(tuning, success)

    def fill(self, key: np.uint64, first: int, counts: Integers, control: Control) -> bool:
        return bool(run_fine_tuning(key, first, self.foundation, self.fine, self.model.fresh_texts, counts, control))

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """Foundation texts, then fine-tuning texts; basic skills, then fine ones."""
        founding, tuning = self._streams(key, trial)
        starts, basics, (texts, _) = texts_shown(founding, self.foundation)
        further, members, (more, skills) = texts_shown(tuning, self.fine)
        return (
            np.concatenate([starts, starts[-1] + further[1:]]),
            np.concatenate([basics, members]),
            (texts + more, skills),
        )

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Skills of both kinds unlearnt before the first round, after each of the foundation, and of the tuning."""
        return unlearnt_after(self._taught(key, trial, np.zeros(2, np.int64)))

    def learnt_in(self, key: int, trial: int, graph: Graph, control: Control) -> Integers:
        """The round that taught each skill, those of the tuning after those of the foundation; 0 if none did."""
        return self._taught(key, trial, control)

    def _taught(self, key: int, trial: int, control: Control) -> Integers:
        (founding, tuning), basic = self._streams(key, trial), self.model.basic_skills
        found = np.zeros(basic + self.model.fine_skills, np.int64)
        rounds = train(founding, self.foundation, found[:basic], control).rounds
        tuned = np.where(found > 0, KNOWN, 0)
        fine_tune(tuning, self.fine, tuned, np.zeros(self.columns, np.int64), control)
        return np.where(tuned > 0, rounds + tuned, found)

    def _streams(self, key: int, trial: int) -> tuple[np.uint64, np.uint64]:
        stream = np.uint64(draw(np.uint64(key), trial))
        return np.uint64(draw(stream, FOUNDATION)), np.uint64(draw(stream, FINE))
