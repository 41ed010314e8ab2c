"""Figures from Python: what is drawn where, of which part, and that every axis finds a place."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

import peelsim
from peelsim.results import ResultsError

DEGREE = peelsim.Binomial(mean=6)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    grid = {"text_degree.mean": [4, 6], "concepts": [50, 100, 200], "texts_per_concept": [1.5, 3, 4.5, 6]}
    made = peelsim.Sweep(
        peelsim.ConceptText, grid, stop={"max_trials": 100}, seed=1, laws=["density_evolution"], text_degree=DEGREE
    )
    return made.run(tmp_path_factory.mktemp("plotting") / "x.h5", progress=False)


@pytest.fixture(autouse=True)
def _no_windows(monkeypatch):
    monkeypatch.setattr(pyplot, "rcParams", pyplot.rcParams)
    pyplot.switch_backend("agg")
    yield
    pyplot.close("all")


def bars(axes):
    """What stands as points: x and y of each curve."""
    return [np.column_stack(each[0].get_data()) for each in axes.containers]


def words(axes):
    legend = axes.get_legend() or axes.figure.legends[0]
    return [text.get_text() for text in legend.get_texts() if text.get_text().strip()]


def test_the_last_axes_are_x_and_hue_and_what_is_left_are_panels(results):
    panels = peelsim.plot(results, "curves", y="learnt_fraction", hue="concepts")
    assert [panel.get_title() for panel in panels] == ["text degree mean 4", "text degree mean 6"]
    for place, panel in enumerate(panels):
        for curve, size in zip(bars(panel), (50, 100, 200), strict=True):
            seen = results.data["learnt_fraction"].isel({"text_degree.mean": place}).sel(concepts=size)
            np.testing.assert_allclose(curve[:, 1], seen)
            np.testing.assert_allclose(curve[:, 0], results.data["texts_per_concept"])


def test_a_quantity_may_be_the_axis_and_the_hue_any_parameter(results):
    axes = peelsim.plot(results, x="texts", y="learnt", hue="text_degree.mean", select={"concepts": 100})
    assert words(axes) == ["text degree mean 4", "text degree mean 6", "law density evolution"]
    for curve in bars(axes):
        np.testing.assert_allclose(curve[:, 0], [150, 300, 450, 600])


def test_laws_are_drawn_between_the_points(results):
    """A step is a step, and no ramp between two points of the file."""
    axes = peelsim.plot(results, "curves", y="stuck", select={"concepts": 100, "text_degree.mean": 6})
    (law,) = [line for line in axes.lines if len(line.get_xdata()) > 20]
    x, y = law.get_data()
    low, high = x[y > 0.5].max(), x[y < 0.5].min()
    assert low < peelsim.theory.density_evolution.threshold(DEGREE).texts_per_concept < high < low + 0.1
    none = peelsim.plot(results, "curves", y="stuck", select={"concepts": 100, "text_degree.mean": 6}, laws=[])
    assert not [line for line in none.lines if len(line.get_xdata()) > 20]


def test_axes_of_ones_own(results):
    axes = Figure().subplots()
    given = {"select": {"text_degree.mean": 6}, "title": "mine"}
    assert peelsim.plot(results, "waterfall", ax=axes, **given) is axes
    assert axes.get_title() == "mine" and len(bars(axes)) == 3 and axes.get_legend() is not None
    assert results.plot("curves", ax=Figure().subplots(), **given).get_title() == "mine"
    with pytest.raises(ResultsError, match="it has 2 panels, and a single one was given with ax"):
        results.plot("collapse", ax=axes, select={"text_degree.mean": 6})


@pytest.mark.parametrize("what", [3, "x", pd.NA, Figure(), [], Figure().subplots(2)])
def test_what_are_no_axes_is_said_in_a_line(results, what):
    with pytest.raises(ValueError, match="give axes of matplotlib") as error:
        results.plot("curves", y="learnt", ax=what)
    assert "\n" not in str(error.value)
    with pytest.raises(ValueError, match="three dimensions"):
        results.plot("curves", y="learnt", ax=Figure().add_subplot(projection="3d"))


def test_a_figure_of_its_own_has_panels_for_a_further_axis(results):
    panels = peelsim.plot(results, "waterfall")
    titles = [panel.figure.legends[0].get_title().get_text().split("\n")[0] for panel in panels]
    assert titles == ["text degree mean 4", "text degree mean 6"]


def test_the_first_figure_that_needs_no_panels_is_taken(results):
    axes = peelsim.plot(results, select={"text_degree.mean": 6})
    assert len(np.atleast_1d(axes)[0].figure.axes) == 2  # the collapse


def test_scales_title_and_width(results):
    axes = peelsim.plot(results, "waterfall", select={"text_degree.mean": 6}, log="xy", title="mine", width=5)
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.figure.get_size_inches()[0] == 5
    assert axes.figure.legends[0].get_title().get_text().startswith("mine\n")


def test_an_axis_of_powers_is_logarithmic(tmp_path):
    grid = {"nodes": [10, 100, 1000]}
    made = peelsim.Sweep(peelsim.RandomGraph(nodes=9, mean_degree=1), grid, stop={"max_trials": 20}, seed=1)
    axes = made.run(tmp_path / "x.h5", progress=False).plot()
    assert axes.get_xscale() == "log"


def test_an_observable_with_an_axis_of_its_own(tmp_path):
    model = peelsim.ConceptText(concepts=100, texts=450, text_degree=DEGREE, trajectory_rounds=5)
    made = peelsim.Sweep(model, {"concepts": [100, 200]}, stop={"max_trials": 30}, seed=1)
    results = made.run(tmp_path / "x.h5", progress=False)
    axes = results.plot("curves", y="trajectory")
    first, second = bars(axes)
    np.testing.assert_array_equal(first[:, 0], [1, 2, 3, 4, 5])
    np.testing.assert_allclose(second[:, 1], results.data["trajectory"].values[1])


def test_several_files_differ_in_colour(results, tmp_path):
    single = {"stop": {"max_trials": 50}, "seed": 2, "text_degree": DEGREE, "concepts": 100}
    files = []
    for name, degree in (("four", 4), ("six", 6)):
        grid = {"texts_per_concept": [3, 4.5]}
        sweep = peelsim.Sweep(peelsim.ConceptText, grid, **{**single, "text_degree": peelsim.Binomial(mean=degree)})
        files.append(sweep.run(tmp_path / f"{name}.h5", progress=False).path)
    axes = peelsim.plot(files, "curves", y="stuck")
    assert words(axes) == ["four.h5", "six.h5"] and len(bars(axes)) == 2


def test_a_plot_is_of_something():
    with pytest.raises(ResultsError, match="there are no results to draw"):
        peelsim.plot([])


def test_parameters_of_a_budget_are_an_axis_with_laws_between_its_points(tmp_path):
    grid = {"texts_per_concept": [3, 4.5, 6]}
    made = peelsim.Sweep(
        peelsim.ConceptText, grid, stop={"max_trials": 50}, seed=1, laws=["corrected"], flops=1e20, text_degree=DEGREE
    )
    results = made.run(tmp_path / "x.h5", progress=False)
    axes = results.plot(x="parameters", y="learnt")
    law = next(line for line in axes.lines if len(line.get_xdata()) > 20)  # a paler one where it is extrapolated
    assert law.get_xdata().min() == results.data["parameters"].min()
    np.testing.assert_allclose(np.sort(bars(axes)[0][:, 0]), np.sort(results.data["parameters"]))


def test_what_is_selected_of_parameters_that_run_together_is_one_place(tmp_path):
    grid = {"both": {"zip": {"concepts": [20, 20, 40], "texts": [50, 100, 100]}}, "text_degree.mean": [4, 6]}
    model = peelsim.ConceptText(concepts=20, texts=50, text_degree=DEGREE)
    results = peelsim.Sweep(model, grid, stop={"max_trials": 50}, seed=1).run(tmp_path / "x.h5", progress=False)
    for place, at in enumerate([(20, 50), (20, 100), (40, 100)]):
        axes = peelsim.plot(results, "curves", y="learnt", select=dict(zip(("concepts", "texts"), at, strict=True)))
        np.testing.assert_allclose(bars(axes)[0][:, 1], results.data["learnt"].isel(both=place))
    with pytest.raises(ResultsError, match="no point with concepts = 40 and texts = 50: they run together along both"):
        peelsim.plot(results, "curves", select={"concepts": 40, "texts": 50})
    with pytest.raises(ResultsError, match="has no texts = 51; it has 50, 100"):
        peelsim.plot(results, "curves", select={"texts": 51})
    with pytest.raises(ValueError, match="select is 'texts=50'; give coordinates and their values"):
        peelsim.plot(results, "curves", select="texts=50")


def test_a_figure_of_its_own_has_a_colour_for_each_value_of_a_further_axis(results):
    """Its own curves differ in their markers then, and every point stands where it stands without colours."""
    axes = results.plot("waterfall", hue="text_degree.mean")
    assert words(axes) == [
        *("text degree mean 4", "text degree mean 6"),
        *("$R$ = 50", "$R$ = 100", "$R$ = 200"),
        *("law density evolution", "threshold $c^*$"),
    ]
    alone = [bars(results.plot("waterfall", select={"text_degree.mean": mean})) for mean in (4, 6)]
    for ours, theirs in zip(bars(axes), alone[0] + alone[1], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    looks = [(each[0].get_color(), each[0].get_marker()) for each in axes.containers]
    assert len(set(looks)) == 6 and len({colour for colour, _ in looks}) == 2
    own = Figure().subplots()
    assert results.plot("waterfall", ax=own, hue="text_degree.mean") is own and words(own) == words(axes)


def test_what_has_no_place_for_colours_makes_panels(results, tmp_path):
    panels = results.plot("waterfall", hue="concepts")
    assert [len(panel.containers) for panel in panels] == [3, 3]
    single = {"stop": {"max_trials": 20}, "text_degree": DEGREE, "concepts": 100}
    grid = {"texts_per_concept": [3, 4.5]}
    files = [
        peelsim.Sweep(peelsim.ConceptText, grid, seed=seed, **single).run(tmp_path / f"{seed}.h5", progress=False)
        for seed in (1, 2)
    ]
    axes = peelsim.plot(files, "waterfall", hue="file")
    assert words(axes)[:2] == ["1.h5", "2.h5"] and len(axes.containers) == 2


@pytest.mark.parametrize(
    ("figure", "how", "said"),
    [
        ("waterfall", {"hue": "concept"}, "no axis 'concept'; did you mean concepts"),
        ("waterfall", {"hue": "texts_per_concept"}, "a colour for each texts_per_concept needs an axis"),
        ("waterfall", {"hue": "concepts", "x": "texts"}, "says itself what its axes are; curves alone takes x"),
    ],
)
def test_colours_that_cannot_be_are_refused_in_a_line(results, figure, how, said):
    with pytest.raises(ResultsError, match=said) as error:
        results.plot(figure, **how)
    assert "\n" not in str(error.value)


def test_a_figure_whose_colours_are_numbers_takes_no_further_ones(tmp_path):
    levels = {"levels": 2, "skills": 10, "threshold": [3, 9], "prerequisites": [0, 1], "text_degree": DEGREE}
    grid = {"concepts": [60, 90, 120], "learnt_only": [False, True]}
    made = peelsim.Sweep(peelsim.SkillHierarchy, grid, stop={"max_trials": 3}, seed=1, texts_per_concept=2, **levels)
    results = made.run(tmp_path / "x.h5", progress=False)
    with pytest.raises(ResultsError, match="its colours are numbers already"):
        results.plot("levels", hue="learnt_only")
