"""What density evolution says of abstract learners."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peelsim.models.base import Prediction
from peelsim.theory.learning import learner_errors, learners

if TYPE_CHECKING:
    from peelsim.models.abstract_learner.model import AbstractLearner


def _density_evolution(model: AbstractLearner) -> Prediction:
    """The limit of many skills: learning from all unlearnt ends at the largest fixed point, surely."""
    success, c, ratio = model.success, model.text_degree.mean, model.texts_per_skill
    unlearnt = learners.unlearnt(success, texts_per_skill=ratio, mean_skills=c)
    error = learner_errors.training_error(success, novel=c * unlearnt) if model.texts else 0.0
    said: dict[str, float | npt.NDArray[np.float64]] = {
        "learnt": model.skills * (1 - unlearnt),
        "learnt_fraction": 1 - unlearnt,
        "stuck": float(unlearnt > model.stuck_above),
        "training_error": error,
        "testing_error": learner_errors.testing_error(novel=c * unlearnt),
    }
    if model.learning_rounds:
        said["learning_curve"] = learners.learning_curve(
            success, texts_per_skill=ratio, mean_skills=c, rounds=model.learning_rounds
        )
    return said


LAWS: dict[str, Callable[[AbstractLearner], Prediction]] = {"density_evolution": _density_evolution}
