import numpy as np
import pytest

from peelsim.theory.learning import learners, skill_classes
from peelsim.theory.learning.class_jumps import jumps

ONE = {"skill_shares": [1], "text_shares": [1]}


@pytest.mark.parametrize(("learner", "c"), [(1, 6.0), (2, 6.0), (3, 8.0), (1, 12.0), ((0.6, 0.6), 6.0), (1, 3.0)])
@pytest.mark.plain_cases(4)
def test_one_class_jumps_at_its_threshold(learner, c):
    """From q* to the other fixed point there; q* is approached like a square root."""
    (found,) = jumps([learner], mean_skills=[[c]], **ONE)
    at = learners.threshold(learner, mean_skills=c)
    assert found.texts_per_skill == pytest.approx(at.texts_per_concept, rel=2e-5)
    assert found.before[0] == pytest.approx(at.unlearnt, abs=3e-3)
    lower = learners.unlearnt(learner, texts_per_skill=at.texts_per_concept * 1.0001, mean_skills=c)
    assert found.after[0] == pytest.approx(lower, abs=2e-3)
    assert found.after[0] < found.split < found.before[0] and found.most == 0


@pytest.mark.parametrize(("learner", "c"), [(1, 2.5), ((1, 0.5, 0.2), 4.0), (1, 0.0)])
def test_one_class_that_learns_smoothly_does_not_jump(learner, c):
    assert jumps([learner], mean_skills=[[c]], **ONE) == ()


def test_classes_without_common_texts_jump_on_their_own():
    """Half of the texts teach a third of the skills: 3/2 of them for each of these, and 3/4 for the others."""
    first, second = jumps([1, 2], skill_shares=[1 / 3, 2 / 3], text_shares=[0.5, 0.5], mean_skills=[[6, 0], [0, 6]])
    thresholds = [learners.threshold(learner, mean_skills=6).texts_per_concept for learner in (2, 1)]
    assert first.texts_per_skill == pytest.approx(thresholds[0] / 0.75, rel=2e-5) and first.most == 1
    assert second.texts_per_skill == pytest.approx(thresholds[1] / 1.5, rel=2e-5) and second.most == 0


def test_jumps_are_those_of_density_evolution():
    """On either side of each, by the plain iteration; none is missed between."""
    shares, texts, mean = [0.3, 0.7], [0.6, 0.4], np.array([[4.0, 0.0], [2.0, 4.0]])
    found = jumps([1, 1], skill_shares=shares, text_shares=texts, mean_skills=mean.tolist())
    assert [jump.most for jump in found] == [0, 1]

    def ends(ratio):
        each = ratio * np.array(texts)[:, None] / np.array(shares)
        return skill_classes.unlearnt([1, 1], texts_per_skill=each, mean_skills=mean)

    for jump in found:
        np.testing.assert_allclose(ends(jump.texts_per_skill * 0.999), jump.before, atol=0.05)
        np.testing.assert_allclose(ends(jump.texts_per_skill * 1.001), jump.after, atol=1e-3)
    grid = [ends(ratio) for ratio in np.geomspace(0.1, 4, 300)]
    assert (np.diff(grid, axis=0).min(axis=1) < -0.2).sum() == 2
