"""Figures of skills: the numbers of the file, and the laws beside them."""

from dataclasses import replace

import numpy as np
import pytest

import peelsim
from peelsim.analysis.figures import figures_of, style
from peelsim.analysis.model_size import untried
from peelsim.analysis.results import read
from tests.analysis.sweeps import WhenAsked
from tests.analysis.test_figures import entries, lines, simulated
from tests.sweep.example import toml

MODEL = """
text_degree = { mean = 6 }
levels = 5
skills = 20
threshold = [2, 4, 8, 16, 60]
prerequisites = [0, 1, 1, 2, 2]
tasks.spread = { kind = "given", weights = [0, 2, 4, 0, 4] }
tasks.first_level = { kind = "homogeneous", level = 1 }
"""
LAWS = '[laws]\ncompare = ["corrected", "published"]'
ALONG = "parameters = [1.2e7, 2e8, 5e7, 2.4e7, 1e8, 5e6]\n"
OPTIMUM = 'optimum = "corrected"'
SWEEPS = {
    "sizes": {"model": MODEL + OPTIMUM, "grid": ALONG, "rest": LAWS},
    "concepts": {"model": MODEL + "texts_per_concept = 5", "grid": "concepts = [100, 40]"},
    "laws": {"model": MODEL + OPTIMUM, "grid": ALONG, "rest": LAWS, "stop": "max_trials = 0"},
    "single": {
        "model": MODEL.replace('tasks.first_level = { kind = "homogeneous", level = 1 }', OPTIMUM),
        "grid": ALONG,
    },
    "untasked": {"model": MODEL.partition("tasks")[0] + OPTIMUM, "grid": ALONG},
    "two": {"model": MODEL, "grid": "concepts = [40, 60]\ntexts_per_concept = [4, 5]"},
}
SUIT = {
    "sizes": {"accuracy", "levels"},
    "concepts": {"accuracy", "levels"},
    "laws": {"accuracy", "levels"},
    "single": {"accuracy", "levels"},
    "untasked": {"levels"},
    "two": set(),
}
ORDER = [5, 0, 3, 2, 4, 1]  # of ALONG, ascending


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("skills")

    def run(name):
        source = folder / f"{name}.toml"
        source.write_text(toml(**({"stop": "max_trials = 12"} | SWEEPS[name]), kind="skill-hierarchy"))
        return read(peelsim.run_sweep(source, output=folder / f"{name}.h5"))

    return WhenAsked(run)


@pytest.fixture
def beyond(results):
    """The two largest sizes have not been tried."""
    data = results["sizes"].data.copy(deep=True)
    for name in data.data_vars:
        if "trials" in name:
            data[name][[4, 1]] = 0
        elif any(name.startswith(each) for each in ("accuracy", "giant_fraction", "highest_level")):
            data[name][[4, 1]] = np.nan
    return replace(results["sizes"], data=data)


def figure(results, name):
    return figures_of("skill-hierarchy")[name].draw(results)


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.slow
def test_a_figure_is_offered_where_its_axes_are(results, name):
    known = figures_of("skill-hierarchy")
    assert {figure for figure, module in known.items() if module.suits(results[name])} == SUIT[name]


def test_accuracy_is_drawn_over_the_realised_size_in_ascending_order(results):
    data = results["sizes"].data.isel(parameters=ORDER)
    drawn = figure(results["sizes"], "accuracy")
    left, _ = drawn.axes
    solid, dotted = lines(left, "-"), lines(left, ":")
    for i, (task, (x, y, limits)) in enumerate(zip(["spread", "first_level"], simulated(left), strict=True)):
        seen = data.sel(task=task)
        np.testing.assert_allclose(x, 2e5 * data["concepts"])
        np.testing.assert_allclose(y, seen["accuracy"])
        np.testing.assert_allclose(limits[:, 0], seen["accuracy_low"], atol=1e-15)
        np.testing.assert_allclose(limits[:, 1], seen["accuracy_high"], atol=1e-15)
        for law, found in (("corrected", solid), ("published", dotted)):
            said = results["sizes"].laws[law].isel(parameters=ORDER, task=i)
            np.testing.assert_allclose(found[i], [2e5 * data["concepts"], said["accuracy"]])
    assert left.get_xscale() == "log" and not left.patches
    assert entries(drawn) == ["task spread", "task first level", "law corrected", "law published"]
    assert drawn.get_size_inches()[0] == style.DOUBLE


def test_beside_it_is_the_share_of_each_level(results):
    _, right = figure(results["sizes"], "accuracy").axes
    spread, first = lines(right, "-")
    np.testing.assert_allclose(first, [range(7), [0, 1, 0, 0, 0, 0, 0]])
    np.testing.assert_allclose(spread, [range(7), [0, 0, 0.2, 0.4, 0, 0.4, 0]])
    marked = [line.get_xdata().tolist() for line in right.lines if line.get_marker() != "None"]
    assert marked == [[3, 5], [1]]


@pytest.mark.parametrize("name", ["accuracy", "levels"])
def test_beyond_the_simulated_points_the_ground_is_shaded_and_laws_go_on(beyond, name):
    drawn = figure(beyond, name)
    axes = drawn.axes[0]
    size = np.sort(2e5 * beyond.data["concepts"].values)
    (shade,) = axes.patches
    x = shade.get_x(), shade.get_x() + shade.get_width()
    assert x == pytest.approx([np.sqrt(size[3] * size[4]), axes.get_xlim()[1]])
    assert all(len(points) == 4 for points, _, _ in simulated(axes))
    assert max(line[0].max() for line in lines(axes, "-")) == size[-1]
    assert entries(drawn)[-1] == "laws alone"


def test_stretches_without_trials_end_half_way_to_those_with():
    assert untried(np.array([1.0, 4.0, 16.0, 64.0]), [0, 3, 0, 2]) == [(0.0, 2.0), (8.0, 32.0)]
    assert untried(np.array([1.0, 4.0]), [0, 0]) == [(0.0, np.inf)]
    assert untried(np.array([1.0, 4.0]), [1, 1]) == []


def test_levels_are_coloured_by_their_giant_component(results):
    data = results["sizes"].data.isel(parameters=ORDER)
    axes, bar = figure(results["sizes"], "levels").axes
    mesh = axes.collections[0]
    np.testing.assert_allclose(mesh.get_array(), data["giant_fraction"].transpose("level", "parameters"))
    assert mesh.get_clim() == (0, 1)
    corners = mesh.get_coordinates()
    size = 2e5 * data["concepts"].values
    np.testing.assert_allclose(corners[0, 1:-1, 0], np.sqrt(size[1:] * size[:-1]))
    assert corners[:, 0, 1].tolist() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert "share of skills" in bar.get_ylabel()
    ((x, y, limits),) = simulated(axes)
    np.testing.assert_allclose(x, size)
    np.testing.assert_allclose(y, data["highest_level"])
    np.testing.assert_allclose(limits[:, 1], data["highest_level_high"])


def test_the_line_of_the_law_is_where_half_the_skills_are_in_the_giant_component(results):
    axes = figure(results["sizes"], "levels").axes[0]
    ((x, level),) = lines(axes, "-", colour="black")
    said = results["sizes"].laws["corrected"]["giant_fraction"].isel(parameters=ORDER).values
    assert len(x) == 6
    for at, share in zip(level, said, strict=True):
        if np.isnan(at):
            assert share.max() < 0.5
        else:
            assert np.interp(at, range(1, 6), share) == pytest.approx(0.5) or (at == 5 and share[-1] > 0.5)
    assert np.isfinite(level).any()


def test_the_summary_has_the_emergence_of_each_task_and_the_plateaus(results):
    table = figures_of("skill-hierarchy")["accuracy"].summary(results["sizes"]).splitlines()
    assert table[0].split()[-2:] == ["corrected", "published"] and "95 % interval" in table[0]
    rows = {line.split()[0]: line for line in table[1:3]}
    assert set(rows) == {"first_level", "spread"}
    size, data = 2e5 * results["sizes"].data["concepts"].values[ORDER], results["sizes"].data.isel(parameters=ORDER)
    for task, row in rows.items():
        mean = data["accuracy"].sel(task=task).values
        place = int(np.argmax(mean >= 0.5))
        at = float(row.split()[1])
        assert size[place - 1] <= at * 1.001 and at <= size[place] * 1.001
        low, high = (float(each) for each in row[row.index("[") + 1 : row.index("]")].split(","))
        assert low <= at <= high
    assert any(line.startswith("plateau of first_level at accuracy 1.000") for line in table[3:])


@pytest.mark.slow
def test_without_trials_the_table_has_the_laws_alone(results):
    table = figures_of("skill-hierarchy")["accuracy"].summary(results["laws"]).splitlines()
    assert len(table) == 3 and all(line.split()[1:3] == ["-", "-"] for line in table[1:])


@pytest.mark.parametrize(("name", "each"), [("single", "accuracy"), ("untasked", "levels")])
@pytest.mark.slow
def test_what_suits_is_drawn_the_same_each_time(results, name, each):
    drawn = figure(results[name], each)
    content = style.encode(drawn, "pdf")
    assert content == style.encode(figure(results[name], each), "pdf")
    assert b"CreationDate" not in content and b"/Type3" not in content
    assert all(axes.get_ylabel() for axes in drawn.axes)


@pytest.mark.parametrize("each", ["accuracy", "levels"])
@pytest.mark.slow
def test_without_trials_there_are_the_laws_alone(results, each):
    drawn = figure(results["laws"], each)
    style.encode(drawn, "png")
    assert all(len(x) == 0 for x, _, _ in simulated(drawn.axes[0]))
    assert entries(drawn)[-1] == "laws alone" and len(drawn.axes[0].patches) == 1


def test_sizes_may_be_numbers_of_concepts(results):
    for axes in (figure(results["concepts"], each).axes[0] for each in SUIT["concepts"]):
        assert all(x.tolist() == [8e6, 2e7] for x, _, _ in simulated(axes))


def test_sizes_that_are_the_same_twice_cannot_be_drawn(results):
    data = results["sizes"].data.assign(concepts=results["sizes"].data["concepts"] * 0 + 50)
    with pytest.raises(ValueError, match="same number of concepts"):
        figure(replace(results["sizes"], data=data), "accuracy")
