"""What density evolution says of classes of skills."""

import numpy as np

from peelsim.models.skill_classes.value import Classes
from peelsim.stats.law import Law, Laws, Said
from peelsim.theory.learning import learner_errors, skill_classes


def _density_evolution(model: Classes) -> dict[str, Said]:
    """The limit of many skills and texts of each class, from all unlearnt."""
    skills, texts = np.array(model.class_skills), np.array(model.class_texts)
    where = {"texts_per_skill": texts[:, None] / skills, "mean_skills": np.array(model.mean_skills)}
    unlearnt = skill_classes.unlearnt(model.success, **where)
    novel = skill_classes.novel_skills(model.mean_skills, unlearnt)
    training = [learner_errors.training_error(s, novel=u) for s, u in zip(model.success, novel, strict=True)]
    share = skills / model.skills
    said: dict[str, Said] = {
        "learnt_fraction": float(np.sum(share * (1 - unlearnt))),
        "class_learnt_fraction": 1 - unlearnt,
        "stuck": float(unlearnt[model.jumping] > model.stuck_above),
        "training_error": np.where(texts > 0, training, 0.0),
        "testing_error": np.array([learner_errors.testing_error(novel=u) for u in novel]),
    }
    if model.learning_rounds:
        left = skill_classes.trajectory(model.success, rounds=model.learning_rounds, **where)
        said["learning_curve"] = np.sum(share * (1 - left), axis=1)
    return said


LAWS = Laws(
    Law(
        "density_evolution",
        _density_evolution,
        "Liao, Chang and Hong (2024); theory.learning.skill_classes",
        "limit",
    )
)
