"""How classes of skills are learnt from sampled texts, trial by trial."""

from collections.abc import Mapping

import numpy as np

from peelsim.kernels.learners.training import Learner
from peelsim.kernels.learners.trials import Counts, run_learners
from peelsim.models.base import Control
from peelsim.models.parts.class_texts import class_texts
from peelsim.models.parts.learners import Integers, Learns, poisson_law, success_table
from peelsim.models.skill_classes.value import Classes
from peelsim.stats.fixed_point import FRACTION


class ClassLearner(Learns):
    """Tables to sample from; what a trial needs it allocates."""

    def __init__(self, model: Classes) -> None:
        self.model = model
        laws = [[poisson_law(c, s) for c, s in zip(row, model.class_skills, strict=True)] for row in model.mean_skills]
        texts = class_texts(model.class_skills, model.class_texts, model.texts_fixed, laws)
        self.learner = Learner(texts, success_table(model.success))

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m = self.model
        counts = Counts.of(
            trials,
            skill_classes=len(m.skill_shares),
            text_classes=len(m.text_shares),
            recorded=m.learning_rounds,
        )
        if not run_learners(np.uint64(key), first, self.learner, m.fresh_texts, counts, control):
            return None
        learnt, skills = counts.learnt.sum(axis=1), np.array(m.class_skills)
        texts = np.maximum(m.class_texts, np.finfo(float).tiny)  # without texts none has an unlearnt skill
        unlearnt = skills[m.jumping] - counts.learnt[:, m.jumping]
        found = {
            "learnt_fraction": learnt,
            "class_learnt_fraction": np.rint(counts.learnt / skills * FRACTION).astype(np.int64),
            "stuck": (unlearnt > m.stuck_above * skills[m.jumping]).astype(np.int64),
            "complete": (learnt == m.skills).astype(np.int64),
            "training_error": np.rint(counts.stuck / texts * FRACTION).astype(np.int64),
            "testing_error": counts.failed,
            "rounds": counts.rounds,
        }
        return found | {"learning_curve": counts.curves} if m.learning_rounds else found
