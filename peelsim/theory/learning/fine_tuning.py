"""Density evolution of a learner that is fine-tuned on top of a foundation (Liao, Chang and Hong 2024).

Basic skills are learnt from foundation texts, which leaves a fraction q_b of them unlearnt (learners.py). A
fine-tuning text holds Poisson(c_b) basic and Poisson(c_f) fine skills, and is of use only if all its basic skills are
known: of rho_f such texts per fine skill a share e^{-c_b q_b} is left, so

    q_f = exp(-c_f rho_f e^{-c_b q_b} P_suc(c_f q_f)).

Tests: tests/theory/learning/test_skill_classes.py
"""

from math import exp

from peelsim.theory.learning import learners
from peelsim.theory.learning.learners import Success
from peelsim.theory.peeling.density_evolution import Threshold

__all__ = ["fine_threshold", "fine_unlearnt", "usable_share"]


def usable_share(*, basic_unlearnt: float, mean_basic_skills: float) -> float:
    """Share e^{-c_b q_b} of the fine-tuning texts whose basic skills are all known."""
    return exp(-mean_basic_skills * basic_unlearnt)


def fine_unlearnt(
    learner: Success,
    *,
    basic_unlearnt: float,
    mean_basic_skills: float,
    texts_per_fine_skill: float,
    mean_fine_skills: float,
) -> float:
    """Fraction q_f of fine skills unlearnt at the end, the largest fixed point.

    Parameters
    ----------
    basic_unlearnt : q_b. mean_basic_skills, mean_fine_skills : c_b and c_f. texts_per_fine_skill : rho_f.
    """
    usable = usable_share(basic_unlearnt=basic_unlearnt, mean_basic_skills=mean_basic_skills)
    return learners.unlearnt(learner, texts_per_skill=usable * texts_per_fine_skill, mean_skills=mean_fine_skills)


def fine_threshold(
    learner: Success, *, basic_unlearnt: float, mean_basic_skills: float, mean_fine_skills: float
) -> Threshold:
    """The jump of q_f as fine-tuning texts are added: rho* of c_f over the usable share.

    Raises ValueError if there is none.
    """
    at = learners.threshold(learner, mean_skills=mean_fine_skills)
    usable = usable_share(basic_unlearnt=basic_unlearnt, mean_basic_skills=mean_basic_skills)
    return Threshold(texts_per_concept=at.texts_per_concept / usable, unlearnt=at.unlearnt)
