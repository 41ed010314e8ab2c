from math import exp

import numpy as np
import pytest
from scipy.stats import poisson

from peelsim.theory.learning import learner_errors, learners
from peelsim.theory.peeling import density_evolution

POISSON = (1, 0.5, 0.2)


@pytest.mark.parametrize(
    ("learner", "c", "ratio"), [(1, 6, 4.532990), (2, 6, 0.786714), (2, 8, 2.340385), (3, 8, 0.603105)]
)
def test_published_thresholds(learner, c, ratio):
    assert learners.threshold(learner, mean_skills=c).texts_per_concept == pytest.approx(ratio, abs=1e-6)


@pytest.mark.parametrize(("ratio", "left"), [(0.4, 0.7780), (0.5, 0.6196), (0.6, 0.2230)])
def test_published_poisson_learner(ratio, left):
    assert learners.unlearnt(POISSON, texts_per_skill=ratio, mean_skills=4) == pytest.approx(left, abs=5e-5)


@pytest.mark.parametrize("whole", [2, np.int64(2), np.uint8(2)])
def test_any_whole_number_is_a_learner(whole):
    assert learners.success_function(whole) == (1.0, 1.0)
    assert learners.threshold(whole, mean_skills=6) == learners.threshold((1, 1), mean_skills=6)


@pytest.mark.parametrize("truth", [True, False, np.bool_(True)])
def test_a_truth_value_is_no_learner(truth):
    with pytest.raises(ValueError, match="is no learner"):
        learners.success_function(truth)


@pytest.mark.parametrize("learner", [1, 2, 3, POISSON, (0.6, 0.6, 0.1)])
@pytest.mark.parametrize("others", [0.0, 0.3, 4.0, 30.0])
def test_success_is_the_chance_that_the_capacity_suffices(learner, others):
    s = [*learners.success_function(learner), *[0.0] * 400]
    expected = sum(poisson.pmf(k, others) * s[k] for k in range(300))
    assert learners.success_probability(learner, others=others) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(
    ("learner", "c", "ratio"), [(1, 6, 4.4), (2, 6, 0.7), (2, 6, 0.9), (3, 8, 0.5), (POISSON, 4, 0.5)]
)
def test_the_end_is_where_iteration_ends(learner, c, ratio):
    q = 1.0
    for _ in range(3000):
        q = exp(-c * ratio * learners.success_probability(learner, others=c * q))
    assert learners.unlearnt(learner, texts_per_skill=ratio, mean_skills=c) == pytest.approx(q, rel=1e-9)
    curve = learners.learning_curve(learner, texts_per_skill=ratio, mean_skills=c, rounds=3000)
    assert curve[-1] == pytest.approx(1 - q, rel=1e-9) and (np.diff(curve) >= 0).all()
    said = learner_errors.training_error(learner, novel=c * q)
    s = [1.0, *learners.success_function(learner), *[0.0] * 100]  # s_{-1} = 1: without novel skills none is missed
    assert said == pytest.approx(sum(poisson.pmf(m, c * q) * (1 - s[m]) for m in range(100)), rel=1e-9)


@pytest.mark.parametrize("c", [2.0, 2.8, 6.0, 10.0])
def test_the_one_skill_learner_peels(c):
    where = {"texts_per_skill": 1.3, "mean_skills": c}
    theirs = density_evolution.fixed_points(c, texts_per_concept=1.3)
    assert learners.fixed_points(1, **where) == pytest.approx(theirs, rel=1e-10)
    np.testing.assert_allclose(
        1 - learners.learning_curve(1, rounds=9, **where),
        density_evolution.trajectory(c, texts_per_concept=1.3, rounds=9),
    )
    assert learners.split(1, mean_skills=c) == pytest.approx(density_evolution.split(c), rel=1e-9)
    if c > 2.8:
        assert learners.threshold(1, mean_skills=c).unlearnt == pytest.approx(density_evolution.threshold(c).unlearnt)
    assert learner_errors.training_error(1, novel=0.2 * c) == pytest.approx(
        density_evolution.training_error(c, unlearnt=0.2)
    )


def test_just_below_a_threshold_learning_is_stuck_and_just_above_it_is_not():
    for learner, c in [(1, 6), (2, 6), (3, 8), ((0.9, 0.5), 9)]:
        at = learners.threshold(learner, mean_skills=c)
        below, above = (
            learners.unlearnt(learner, texts_per_skill=at.texts_per_concept * by, mean_skills=c)
            for by in (0.999, 1.001)
        )
        assert at.unlearnt < below < at.unlearnt + 0.02
        assert above < learners.split(learner, mean_skills=c) < at.unlearnt


@pytest.mark.parametrize("learner", [1, 3, (0.5, 0.5, 0.1)])
def test_testing_error_falls_exponentially_with_the_slope(learner):
    c, ratios = 4.0, np.array([9.0, 10.0])
    errors = [
        learner_errors.testing_error(novel=c * learners.unlearnt(learner, texts_per_skill=r, mean_skills=c))
        for r in ratios
    ]
    assert np.log(errors[1] / errors[0]) == pytest.approx(
        learner_errors.testing_slope(learner, mean_skills=c), rel=1e-6
    )


@pytest.mark.parametrize(("learner", "c"), [(1, 2.7), (2, 3.0), (POISSON, 4)])
def test_no_threshold_where_learning_is_smooth(learner, c):
    with pytest.raises(ValueError, match="no threshold"):
        learners.threshold(learner, mean_skills=c)
    assert learners.split(learner, mean_skills=c) == 0.5


@pytest.mark.parametrize(
    ("learner", "message"),
    [
        ((0.5, 0.7), "rises from 0.5 at 0 other novel skills to 0.7"),
        ((1.2,), "not one of probabilities"),
        ((float("nan"),), "not one of probabilities"),
        ((0, 0), "nothing is ever learnt"),
        ((), "nothing is ever learnt"),
        (0, "must be 1 or more"),
    ],
)
def test_what_is_no_learner_is_refused(learner, message):
    with pytest.raises(ValueError, match=message):
        learners.success_function(learner)


def test_numbers_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="texts_per_skill"):
        learners.unlearnt(1, texts_per_skill=-1, mean_skills=2)
    with pytest.raises(ValueError, match="mean_skills"):
        learners.threshold(1, mean_skills=0)
    with pytest.raises(ValueError, match="novel"):
        learner_errors.testing_error(novel=-1)
