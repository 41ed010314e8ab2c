"""What density evolution says of fine-tuning."""

from peelsim.models.fine_tuning.value import Stages
from peelsim.stats.law import Law, Laws, Said
from peelsim.theory.learning import fine_tuning, learner_errors, learners


def _density_evolution(model: Stages) -> dict[str, Said]:
    """The limit of many skills, at the realised numbers of texts."""
    success, c = model.success, model.foundation_skills
    basic, fine = 1.0, 1.0  # no text holds a skill of no number
    if c:
        ratio = model.foundation_texts / model.basic_skills
        basic = learners.unlearnt(success, texts_per_skill=ratio, mean_skills=c)
    usable = fine_tuning.usable_share(basic_unlearnt=basic, mean_basic_skills=model.basic_needed)
    if model.fine_taught:
        fine = fine_tuning.fine_unlearnt(
            success,
            basic_unlearnt=basic,
            mean_basic_skills=model.basic_needed,
            texts_per_fine_skill=model.fine_texts / model.fine_skills,
            mean_fine_skills=model.fine_taught,
        )
    missed = learner_errors.training_error(success, novel=model.fine_taught * fine)
    novel = model.basic_needed * basic + model.fine_taught * fine
    stuck = basic > model.basic_stuck_above, fine > model.fine_stuck_above
    return {
        "basic_learnt_fraction": 1 - basic,
        "fine_learnt_fraction": 1 - fine,
        "usable_fraction": usable if model.fine_texts else 0.0,
        "mastered_fraction": usable * (1 - missed) if model.fine_texts else 0.0,
        "foundation_testing_error": learner_errors.testing_error(novel=c * basic),
        "testing_error": learner_errors.testing_error(novel=novel),
        "basic_stuck": float(stuck[0]),
        "fine_stuck": float(stuck[1]),
        "stuck": float(any(stuck)),
    }


LAWS = Laws(
    Law("density_evolution", _density_evolution, "Liao, Chang and Hong (2024); theory.learning.fine_tuning", "limit")
)
