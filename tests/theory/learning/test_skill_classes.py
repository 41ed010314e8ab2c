"""Laws of classes of skills, and of fine-tuning."""

from math import exp

import numpy as np
import pytest

from peelsim.theory.learning import fine_tuning, learners, skill_classes

TWO = {"texts_per_skill": [[0.8, 0.5], [0.6, 0.9]], "mean_skills": [[3.0, 1.0], [1.0, 4.0]]}


def test_the_end_is_a_fixed_point_that_iteration_from_above_reaches():
    q = skill_classes.unlearnt([1, 2], **TWO)
    r, c = np.array(TWO["texts_per_skill"]), np.array(TWO["mean_skills"])
    novel = c @ q
    taught = [exp(-novel[0]), exp(-novel[1]) * (1 + novel[1])]
    np.testing.assert_allclose(q, np.exp(-(r * c).T @ taught), rtol=1e-9)
    curve = skill_classes.trajectory([1, 2], rounds=60, **TWO)
    assert (np.diff(curve, axis=0) < 1e-12).all()
    np.testing.assert_allclose(curve[-1], q, rtol=1e-4)


def test_classes_that_are_alike_are_one_class():
    """Texts hold c/2 skills of either half; and a class of texts dealt out to two learners of one kind is one."""
    halves = skill_classes.unlearnt([2, 2], texts_per_skill=[[0.6, 0.6], [1.0, 1.0]], mean_skills=[[3, 3], [3, 3]])
    whole = learners.unlearnt(2, texts_per_skill=0.8, mean_skills=6)
    np.testing.assert_allclose(halves, whole, rtol=1e-9)


@pytest.mark.slow
def test_at_a_threshold_it_does_not_end():
    ratio = learners.threshold(1, mean_skills=6).texts_per_concept
    with pytest.raises(ValueError, match="threshold"):
        skill_classes.unlearnt([1], texts_per_skill=[[ratio * (1 + 1e-13)]], mean_skills=[[6.0]])


@pytest.mark.parametrize("learner", [1, 3, (0.9, 0.2)])
def test_fine_tuning_solves_its_equation(learner):
    q_b, c_b, c_f, ratio = 0.1, 2.5, 3.0, 1.4
    q = fine_tuning.fine_unlearnt(
        learner, basic_unlearnt=q_b, mean_basic_skills=c_b, texts_per_fine_skill=ratio, mean_fine_skills=c_f
    )
    taught = learners.success_probability(learner, others=c_f * q)
    assert q == pytest.approx(exp(-c_f * ratio * exp(-c_b * q_b) * taught), rel=1e-9)


def test_a_weak_foundation_needs_more_texts_to_tune():
    where = {"mean_basic_skills": 3.0, "mean_fine_skills": 6.0}
    full, weak = (fine_tuning.fine_threshold(1, basic_unlearnt=q, **where).texts_per_concept for q in (0.0, 0.2))
    assert full == pytest.approx(4.532990, abs=1e-6) and weak == pytest.approx(full * exp(0.6))
    with pytest.raises(ValueError, match="no threshold"):
        fine_tuning.fine_threshold(1, basic_unlearnt=0.1, mean_basic_skills=1, mean_fine_skills=2)
