"""What density evolution says of abstract learners."""

from peelsim.models.abstract_learner.value import Tested
from peelsim.stats.law import Law, Laws, Said
from peelsim.theory.learning import learner_errors, learners


def _density_evolution(model: Tested) -> dict[str, Said]:
    """The limit of many skills: learning from all unlearnt ends at the largest fixed point, surely."""
    success, c, unlearnt = model.success, model.text_degree.mean, model.unlearnt
    said: dict[str, Said] = {
        "learnt": model.skills * (1 - unlearnt),
        "learnt_fraction": 1 - unlearnt,
        "stuck": float(unlearnt > model.stuck_above),
        "training_error": learner_errors.training_error(success, novel=c * unlearnt) if model.texts else 0.0,
        "testing_error": learner_errors.testing_error(novel=c * unlearnt),
    }
    if model.learning_rounds:
        said["learning_curve"] = learners.learning_curve(
            success, texts_per_skill=model.texts_per_skill, mean_skills=c, rounds=model.learning_rounds
        )
    return said


LAWS = Laws(
    Law(
        "density_evolution",
        _density_evolution,
        "Liao, Chang and Hong (2024); theory.learning.learners, errors in theory.learning.learner_errors",
        "limit",
    )
)
