import numpy as np
import pytest

from peelsim.theory.optimum import compute_optimal
from peelsim.theory.skills import tasks
from peelsim.theory.skills.emergence import LAWS, accuracy_along, emergence_point, giant_fractions, task_accuracy
from peelsim.theory.skills.emergence_steps import STEPS, site_levels
from peelsim.theory.skills.published_emergence import AUTHORS_BUDGETS, AUTHORS_LEVEL, edge_levels
from peelsim.theory.skills.skill_hierarchy import Hierarchy, figure3

HIERARCHY = figure3()
TASKS = tasks.figure3_tasks()


def half(name, *, theory, between):
    return emergence_point(TASKS[name], theory=theory, hierarchy=HIERARCHY, parameters=between).parameters


def test_the_figure_s_points_of_accuracy_one_half():
    """Of the authors' budgets, those of accuracy nearest 1/2."""
    near = AUTHORS_BUDGETS[(AUTHORS_BUDGETS > 1e7) & (AUTHORS_BUDGETS < 1e13)]
    homogeneous = tasks.homogeneous(AUTHORS_LEVEL, sizes=(7,))
    for task, parameters in [(homogeneous, 5.08e9), (TASKS["unimodal"], 7.87e10)]:
        curve = accuracy_along(near, task=task, theory=LAWS["authors_code"], hierarchy=HIERARCHY)
        assert curve.parameters[np.argmin(np.abs(curve.accuracy - 0.5))] == pytest.approx(parameters, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "law", "parameters", "within"),
    [
        ("homogeneous", "published", 2.0e8, 0.03),
        ("unimodal", "published", 4.9e10, 0.005),
        ("homogeneous", "authors_code", 4.63e9, 0.002),
        ("homogeneous", "corrected", 1.774e9, 0.001),
        ("unimodal", "corrected", 2.4625e10, 0.001),
        ("multimodal", "corrected", 4.323e10, 0.001),
    ],
)
@pytest.mark.plain_cases(1)
def test_accuracy_one_half(name, law, parameters, within):
    between = parameters / 3, parameters * 3
    assert half(name, theory=LAWS[law], between=between) == pytest.approx(parameters, rel=within)


@pytest.mark.slow
def test_a_point_of_emergence_lies_on_the_compute_optimal_line():
    point = emergence_point(TASKS["unimodal"], theory=LAWS["corrected"], hierarchy=HIERARCHY, parameters=(1e10, 1e11))
    assert point.parameters == 2e5 * point.concepts
    best = compute_optimal.optimum(point.concepts * point.texts)
    assert best.concepts == pytest.approx(point.concepts, rel=1e-9)
    at = {"concepts": point.concepts, "texts": point.texts, "mean_text_degree": 6, "hierarchy": HIERARCHY}
    assert task_accuracy(TASKS["unimodal"], law="corrected", **at) == pytest.approx(0.5, abs=1e-4)


HOMOGENEOUS_POINTS = {
    "published": 2.05e8,
    "corrected line": 2.17e8,
    "whole thresholds": 6.06e8,
    "exact tail": 5.72e8,
    "all pairs": 2.85e8,
    "unequal sizes in p_l": 1.07e8,
    "right links": 1.06e8,
    "prerequisites of skills": 1.08e8,
    "unequal skills in gamma_l": 20.94e8,
    "distinct skills": 20.94e8,
    "whole skills": 17.74e8,
}
LONG = ("unequal sizes in p_l", "right links", "prerequisites of skills")


@pytest.mark.parametrize("name", [pytest.param(s, marks=pytest.mark.slow) if s in LONG else s for s in STEPS])
@pytest.mark.plain_cases(1)
def test_each_step_on_the_way_to_the_corrected_law(name):
    """Whole thresholds and unequal skills move the homogeneous task most."""
    parameters = HOMOGENEOUS_POINTS[name]
    between = parameters * 0.95, parameters * 1.05
    assert half("homogeneous", theory=STEPS[name], between=between) == pytest.approx(parameters, rel=5e-3)


def decades_near(curve, height):
    """Of N, the longest run of neighbouring points whose accuracy is near one height."""
    runs, longest = np.split(np.arange(len(curve.accuracy)), np.flatnonzero(np.abs(curve.accuracy - height) > 0.02)), 0
    for run in runs:
        inside = curve.parameters[run[np.abs(curve.accuracy[run] - height) <= 0.02]]
        longest = max(longest, np.log10(inside[-1] / inside[0]) if len(inside) else 0)
    return longest


@pytest.mark.parametrize("law", ["published", pytest.param("corrected", marks=pytest.mark.slow)])
def test_plateaus_of_the_multimodal_task_and_none_of_a_task_of_all_levels(law):
    """Half a decade of N or more at each height, where levels of equal weight pass it in a fifth at most."""
    computes = np.geomspace(1e8, 1e16, 33)
    theory = LAWS[law]
    curve = accuracy_along(computes, task=TASKS["multimodal"], theory=theory, hierarchy=HIERARCHY)
    steady = accuracy_along(computes, task=tasks.task(np.ones(100)), theory=theory, hierarchy=HIERARCHY)
    for height in (0.4, 0.8):
        assert decades_near(curve, height) > 0.5, "a plateau"
        assert decades_near(steady, height) < 0.2, "a slope"
    assert curve.accuracy[-1] == pytest.approx(1, abs=0.02)
    if law == "corrected":
        assert np.all(np.diff(curve.accuracy) > -1e-9)


def test_prerequisites_of_skills_or_of_links():
    hierarchy = Hierarchy(skills=(50, 50, 50), thresholds=(1, 1, 1), prerequisites=(0, 2, 2))
    links = np.array([[0.08, 0.2, 0.5], [1, 1, 1], [0.01, 0.5, 0.5]])
    sites, edges = site_levels(links, hierarchy=hierarchy), edge_levels(links, hierarchy=hierarchy)
    assert sites[:, 0] == pytest.approx(edges[:, 0], rel=1e-12)
    marked = sites[0, 0] * 50
    f = marked * (marked - 1) / (50 * 49)
    assert sites[0, 1] / f == pytest.approx(1 - np.exp(-links[0, 1] * 50 * sites[0, 1]), rel=1e-12)
    assert sites[0, 2] < edges[0, 2] and sites[1] == pytest.approx([1, 1, 1]) and not sites[2].any()


@pytest.mark.slow
def test_giant_fractions_of_arrays_and_numbers():
    concepts = np.array([[1e4], [3e4]])
    for law in LAWS:
        many = giant_fractions(concepts, texts=[5e4, 1e5, 2e5], mean_text_degree=6, hierarchy=HIERARCHY, law=law)
        one = giant_fractions(3e4, texts=1e5, mean_text_degree=6, hierarchy=HIERARCHY, law=law)
        assert many.shape == (2, 3, 100) and one == pytest.approx(many[1, 1], rel=1e-12)
        solved = task_accuracy(
            TASKS["multimodal"], concepts=[3e4, 1e6], texts=5e6, mean_text_degree=6, hierarchy=HIERARCHY, law=law
        )
        assert solved.shape == (2,) and np.all((solved >= 0) & (solved <= 1))
    assert one.shape == (100,)


@pytest.mark.slow
def test_accuracy_never_reached():
    easy = tasks.homogeneous(1)
    with pytest.raises(ValueError, match="not reached between"):
        emergence_point(easy, theory=LAWS["corrected"], hierarchy=HIERARCHY, parameters=(1e11, 1e12))
    with pytest.raises(ValueError, match="not reached between"):
        emergence_point(easy, theory=LAWS["published"], hierarchy=HIERARCHY, parameters=(1e11, 1.0001e11))
