from math import comb

import numpy as np
import pytest
from scipy import stats

from peelsim.theory.skills.skill_hierarchy import Hierarchy, figure3
from peelsim.theory.skills.tasks import (
    Task,
    accuracy,
    accuracy_with_replacement,
    all_among,
    binomial_mixture,
    figure3_tasks,
    homogeneous,
    one_is_missing,
    task,
)


@pytest.mark.parametrize(
    ("marked", "drawn", "skills"), [(7, 3, 10), (2, 3, 10), (10, 10, 10), (0, 0, 5), (0, 1, 5), (999, 6, 1000)]
)
def test_all_among_is_a_ratio_of_binomial_coefficients(marked, drawn, skills):
    assert all_among(marked / skills, drawn=drawn, skills=skills) == pytest.approx(
        comb(marked, drawn) / comb(skills, drawn)
    )


def test_what_is_missing_keeps_its_digits():
    assert one_is_missing(1e-30, drawn=3, skills=10) == pytest.approx(1e-30 * 10 * (1 / 10 + 1 / 9 + 1 / 8))
    assert one_is_missing([0, 1, 0.4], drawn=2, skills=5) == pytest.approx([0, 1, 1 - 0.6 * 2 / 4])
    assert one_is_missing(0.0, drawn=3, skills=2) == 1


def test_figure3_has_the_paper_s_levels():
    tasks, levels = figure3_tasks(), np.arange(1, 101)
    for name, mixture in [("unimodal", [(1, 0.5)]), ("multimodal", [(0.4, 0.2), (0.4, 0.6), (0.2, 0.95)])]:
        weights = sum(w * stats.binom.pmf(levels, 100, pi) for w, pi in mixture)
        assert np.sum(tasks[name].weights, axis=1) == pytest.approx(weights / weights.sum(), rel=1e-10)
    assert np.sum(tasks["homogeneous"].weights, axis=1) == pytest.approx((levels == 10).astype(float))
    assert tasks["unimodal"].sizes == (2, 3, 4, 5, 6, 7)
    hierarchy = figure3()
    assert hierarchy.levels == 100 and hierarchy.skills[0] == 1000
    assert hierarchy.prerequisites[:12] == (0, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4)
    assert hierarchy.needed_pairs[9:11] == (3, 3) and hierarchy.rounded_thresholds[9:11] == (2, 2)
    assert hierarchy.needed_pairs[99] == 1097


def test_accuracy_is_the_sum_over_levels_and_sizes():
    table = Task(sizes=(1, 3), weights=((0.1, 0.2), (0.3, 0.4)))
    hierarchy = Hierarchy(skills=(10, 20), thresholds=(1, 1), prerequisites=(0, 1))
    solved = 0.1 * 0.5 + 0.2 * comb(5, 3) / comb(10, 3) + 0.3 * 0.9 + 0.4 * comb(18, 3) / comb(20, 3)
    assert accuracy(table, giant=[0.5, 0.9], hierarchy=hierarchy) == pytest.approx(solved)
    power = 0.1 * 0.5 + 0.2 * 0.5**3 + 0.3 * 0.9 + 0.4 * 0.9**3
    assert accuracy_with_replacement(table, giant=[0.5, 0.9]) == pytest.approx(power)
    assert accuracy(table, giant=np.ones((3, 4, 2)), hierarchy=hierarchy) == pytest.approx(np.ones((3, 4)))


def test_a_task_of_one_skill_wants_it_acquired_and_no_more():
    table = Task(sizes=(1, 2), weights=((0.5, 0.5),))
    hierarchy = Hierarchy(skills=(10,), thresholds=(1,), prerequisites=(0,))
    both = accuracy(table, giant=[0.5], acquired=[0.9], hierarchy=hierarchy)
    assert both == pytest.approx(0.5 * 0.9 + 0.5 * comb(5, 2) / comb(10, 2))
    assert accuracy_with_replacement(table, giant=[0.5], acquired=[0.9]) == pytest.approx(0.45 + 0.5 * 0.25)


def test_plateaus_are_the_weights_of_the_modes():
    """With levels below 40, 80 or all in place."""
    giant = np.array([np.arange(1, 101) <= top for top in (40, 80, 100)], dtype=float)
    heights = accuracy_with_replacement(figure3_tasks()["multimodal"], giant=giant)
    assert heights == pytest.approx([0.4, 0.8, 1], abs=1e-4)


def test_refuses_what_is_no_task_or_hierarchy():
    with pytest.raises(ValueError, match="level = 0"):
        homogeneous(0)
    with pytest.raises(ValueError, match="must be 0 or more"):
        task([0, 0])
    with pytest.raises(ValueError, match="no probabilities"):
        Task(sizes=(1,), weights=((0.5,), (0.4,)))
    with pytest.raises(ValueError, match="not one per level"):
        Task(sizes=(1, 2), weights=((0.5,), (0.5,)))
    with pytest.raises(ValueError, match="must match"):
        binomial_mixture((1,), probabilities=(0.2, 0.3))
    with pytest.raises(ValueError, match="2 levels"):
        accuracy_with_replacement(task([1, 1]), giant=[0.5])
    for skills, eta, needed, message in [
        ((1,), (1,), (0,), "1 skills"),
        ((5,), (0,), (0,), "threshold 0"),
        ((5,), (1,), (1,), "1 prerequisites out of 0"),
        ((5, 5), (1, 1), (0, 6), "6 prerequisites out of 5"),
        ((5, 5), (1,), (0, 1), "one of each a level"),
    ]:
        with pytest.raises(ValueError, match=message):
            Hierarchy(skills=skills, thresholds=eta, prerequisites=needed)
