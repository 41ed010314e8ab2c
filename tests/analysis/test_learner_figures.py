"""Figures of learners: the numbers of the file, and the laws beside them."""

import numpy as np
import pytest

import peelsim
from peelsim.analysis.figures import figures_of
from peelsim.analysis.figures.learners import learners, testing_error
from peelsim.analysis.learners import RATIO, learnings, limit
from peelsim.analysis.results import read
from tests.analysis.sweeps import WhenAsked
from tests.analysis.test_figures import entries, lines, simulated
from tests.sweep.example import toml

LAW = '[laws]\ncompare = ["density_evolution"]'
POISSON = 'text_degree = { kind = "poisson", mean = 6 }\nfresh_texts = 500'
CLASSES = """skills = 100
skill_shares = [0.4, 0.6]
text_shares = [0.3, 0.3, 0.4]
mean_skills = [[1, 2], [2, 0], [1, 1]]
learners = ["1-skill", "2-skill", "1-skill"]"""
TUNING = "basic_skills = 50\nfine_skills = 60\nfoundation_skills = 2\nbasic_needed = 1\nfine_taught = 2"
SWEEPS = {
    "zipped": (
        "abstract-learner",
        {
            "model": f"{POISSON}\nlearning_rounds = 3",
            "grid": """skills = [300, 100]
[grid.which.zip]
learner = ["2-skill", "2-skill", "2-skill", "2-skill", [1, 0.8, 0.6, 0.4, 0.2], [1, 0.8, 0.6, 0.4, 0.2]]
texts_per_skill = [1.0, 0.6, 0.8, 1.2, 0.7, 0.5]""",
            "rest": LAW,
        },
    ),
    "product": (
        "abstract-learner",
        {
            "model": f"{POISSON}\nlearner = '1-skill'\nlearning_rounds = 4",
            "grid": "skills = [200]\ntexts_per_skill = [4.0, 5.0]",
            "rest": LAW,
        },
    ),
    "tail": (
        "abstract-learner",
        {
            "model": f"{POISSON}\nlearner = '3-skill'\nskills = 1500\nfresh_texts = 2000".replace(
                "fresh_texts = 500\n", ""
            ),
            "grid": "texts_per_skill = [1.2, 1.1, 1.15]",
            "stop": "max_trials = 150",
        },
    ),
    "fixed": (
        "abstract-learner",
        {
            "model": f"{POISSON}\nlearner = [0.9, 0.5]\nskills = 50\ntexts_per_skill = 1",
            "grid": "texts_fixed = [true, false]\n",
        },
    ),
    "classes": ("skill-classes", {"model": CLASSES, "grid": "texts_per_skill = [2.0, 0.5, 1.0]", "rest": LAW}),
    "many": ("skill-classes", {"model": CLASSES, "grid": "texts_per_skill = [2.0, 0.5]\nfresh_texts = [10, 20]"}),
    "tuned": (
        "fine-tuning",
        {"model": TUNING, "grid": "foundation_ratio = [2, 0.5]\nfine_ratio = [1.5, 0.5, 1]", "rest": LAW},
    ),
    "founded": ("fine-tuning", {"model": f"{TUNING}\nfine_ratio = 1", "grid": "foundation_ratio = [2, 0.5]"}),
}
SUIT = {
    "learners": {"zipped", "product", "tail"},
    "testing_error": {"tail"},
    "learning_curve": {"zipped", "product"},
    "skill_classes": {"classes"},
    "fine_tuning": {"tuned"},
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("learners")

    def run(name):
        kind, parts = SWEEPS[name]
        source = folder / f"{name}.toml"
        source.write_text(toml(**({"stop": "max_trials = 30"} | parts), kind=kind))
        return read(peelsim.run_sweep(source, output=folder / f"{name}.h5"))

    return WhenAsked(run)


def figure(results, kind, name):
    return figures_of(kind)[name].draw(results)


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.plain_cases(1)
def test_a_figure_is_offered_where_its_axes_are(results, name):
    known = figures_of(results[name].kind)
    assert {figure for figure, module in known.items() if module.suits(results[name])} == {
        figure for figure, files in SUIT.items() if name in files
    }


def test_learners_are_taken_apart_each_over_its_own_ratios(results):
    found = learnings(results["zipped"])
    assert [(each.learner, each.skills) for each in found] == [
        ("2-skill", 100),
        ("2-skill", 300),
        ("[1, 0.8, 0.6, 0.4, 0.2]", 100),
        ("[1, 0.8, 0.6, 0.4, 0.2]", 300),
    ]
    assert found[0].success == (1, 1) and found[2].success == (1, 0.8, 0.6, 0.4, 0.2)
    assert found[1].values[RATIO].tolist() == [0.6, 0.8, 1.0, 1.2] and found[3].values[RATIO].tolist() == [0.5, 0.7]
    data = results["zipped"].data
    for each in found:
        size = data["skills"].values.tolist().index(each.skills)
        rows = data.isel(skills=size, which=(data["learner"] == each.learner).values).sortby("texts_per_skill")
        np.testing.assert_array_equal(each.values["learnt_fraction"], rows["learnt_fraction"])
        np.testing.assert_array_equal(each.values["learning_curve"], rows["learning_curve"])
        law = results["zipped"].laws["density_evolution"]["learnt_fraction"][size].values
        place = [list(data["texts_per_skill"].values).index(r) for r in each.values[RATIO]]
        np.testing.assert_array_equal(each.laws["density_evolution"]["learnt_fraction"], law[place])


def test_the_learners_figure_shows_every_point_the_law_and_the_thresholds(results):
    drawn = figure(results["zipped"], "abstract-learner", "learners")
    upper, lower = drawn.axes
    found = learnings(results["zipped"])
    for each, (x, y, limits) in zip(found, simulated(upper), strict=True):
        assert x.tolist() == each.values[RATIO].tolist()
        np.testing.assert_allclose(y, each.values["learnt_fraction"])
        np.testing.assert_allclose(limits[:, 1], each.values["learnt_fraction_high"])
    near = simulated(lower)  # 1.0 lies 27 % above the threshold, .6 24 % below; the other learner has none
    assert [x.tolist() for x, _, _ in near] == [pytest.approx([0.8 / 0.786714], rel=1e-5)] * 2
    assert {"2-skill, $c$ = 6", "$s$ = [1, 0.8, 0.6, 0.4, 0.2], $c$ = 6", "$S$ = 100", "$S$ = 300"} <= set(
        entries(drawn)
    )


def test_the_summary_says_where_half_the_trials_are_stuck(results):
    said = [line.split() for line in learners.summary(results["zipped"]).splitlines()]
    rows, (limit,) = said[1:3], said[4:]
    assert [row[:3] for row in rows] == [["2-skill", "6", "100"], ["2-skill", "6", "300"]]
    assert all("0.786714" in row for row in [*rows, limit])
    centres, errors = (np.array([float(row[place]) for row in rows]) for place in (3, 5))
    share = 1 / (3 ** (2 / 3) - 1)  # of the distance between the sizes that lies beyond the larger
    weights = np.array([-share, 1 + share])
    assert float(limit[2]) == pytest.approx(centres @ weights, abs=5e-5)
    assert float(limit[4]) == pytest.approx(np.hypot(*(errors * weights)), abs=5e-5)


def test_centres_of_many_sizes_tend_to_what_they_were_made_from():
    """Also with the standard error they scatter by; one size tells no limit."""
    sizes, errors = np.array([8000, 300, 1000, 64_000]), np.array([1.0, 4.0, 2.0, 0.5]) * 1e-3
    centres = 0.75 + 3 * sizes ** (-2 / 3)
    assert limit(sizes, centres=centres, errors=errors).value == pytest.approx(0.75, rel=1e-12)
    drawn = np.random.default_rng(1).normal(centres, errors, (4000, 4))
    found = [limit(sizes, centres=row, errors=errors) for row in drawn]
    assert np.std([each.value for each in found]) == pytest.approx(found[0].error, rel=0.07)
    assert limit([300, 300], centres=[1, 1.1], errors=[0.1, 0.1]) is None


def test_the_summary_of_one_size_has_no_limit(results):
    assert "inf" not in learners.summary(results["product"])


def test_the_tail_is_fitted_and_its_slope_said(results):
    drawn = figure(results["tail"], "abstract-learner", "testing_error")
    (axes,) = drawn.axes
    ((x, *_),) = simulated(axes)
    assert x.tolist() == [1.1, 1.15, 1.2]
    _, line = testing_error.summary(results["tail"]).splitlines()
    assert line.split()[:3] == ["3-skill", "6", "1500"] and line.split()[-1] == "-6.000"
    slope = float(line.split()[3])
    ends = next(points for points in lines(axes, "-") if len(points[0]) == 2)
    assert np.log(ends[1][1] / ends[1][0]) / (ends[0][1] - ends[0][0]) == pytest.approx(slope, abs=1e-3)


def test_a_learning_curve_for_every_point(results):
    drawn = figure(results["product"], "abstract-learner", "learning_curve")
    for i, (x, y, _) in enumerate(simulated(drawn.axes[0])):
        assert x.tolist() == [1, 2, 3, 4]
        np.testing.assert_allclose(y, results["product"].data["learning_curve"][0, i])
    assert {"$\\rho$ = 4", "$\\rho$ = 5"} <= set(entries(drawn))


@pytest.mark.slow
def test_classes_of_skills_above_and_of_texts_below(results):
    drawn = figure(results["classes"], "skill-classes", "skill_classes")
    data = results["classes"].data
    for axes, name, number in zip(drawn.axes, ("class_learnt_fraction", "testing_error"), (2, 3), strict=True):
        shown = simulated(axes)
        assert len(shown) == number
        for k, (x, y, _) in enumerate(shown):
            assert x.tolist() == [2.0, 0.5, 1.0]
            np.testing.assert_allclose(y, data[name][:, k])
    assert {"class 1", "class 2", "class 3"} <= set(entries(drawn))


def test_fine_tuning_has_a_curve_for_each_foundation(results):
    drawn = figure(results["tuned"], "fine-tuning", "fine_tuning")
    data = results["tuned"].data.sortby("foundation_ratio")
    for i, (_, y, _) in enumerate(simulated(drawn.axes[0])):
        np.testing.assert_allclose(y, data["fine_learnt_fraction"][i])
    assert entries(drawn)[0].startswith("$\\rho_b$ = 0.5, ")
