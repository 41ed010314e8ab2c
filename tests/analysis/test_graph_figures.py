"""Figures of random graphs and percolation: the numbers of the file, and the laws beside them."""

import numpy as np
import pytest

import peelsim
from peelsim.analysis.curves import curves
from peelsim.analysis.figures import figures_of, style
from peelsim.analysis.results import read
from peelsim.theory.graphs import critical_window, giant_component
from tests.analysis.sweeps import WhenAsked
from tests.analysis.test_figures import entries, lines, simulated
from tests.sweep.example import toml

GRAPHS = "mean_degree = [0.8, 1.2, 1, 2]"
BOTH = '[laws]\ncompare = ["giant_component", "critical_window"]'
GIANT = '[laws]\ncompare = ["giant_component"]'
SWEEPS = {
    "sizes": ("random-graph", {"model": "", "grid": f"nodes = [1000, 300]\n{GRAPHS}", "rest": BOTH}),
    "kept": ("random-graph", {"model": "nodes = 500\noccupation = 0.6", "grid": GRAPHS, "rest": BOTH}),
    "links": ("random-graph", {"model": "", "grid": "nodes = [300, 500]\nlink_probability = [0.002, 0.004]"}),
    "three": (
        "random-graph",
        {"model": "", "grid": "nodes = [30, 50]\nmean_degree = [1, 2]\noccupation = [0.5, 0.7]"},
    ),
    "both": (
        "percolation",
        {
            "model": "mean_degree = 3\noccupation_points = 21",
            "grid": 'nodes = [500, 200]\noccupied = ["sites", "bonds"]',
            "rest": GIANT,
        },
    ),
    "bonds": ("percolation", {"model": "mean_degree = 2\nnodes = 300\noccupation_points = 11", "rest": GIANT}),
    "degrees": (
        "percolation",
        {
            "model": 'occupied = "sites"\noccupation_points = 5',
            "grid": "mean_degree = [4, 1]\nnodes = [100, 200, 300, 400]",
        },
    ),
    "zipped": (
        "percolation",
        {"model": "occupation_points = 5", "grid": 'x = { zip = { nodes = [50, 60], occupied = ["sites", "bonds"] } }'},
    ),
    "none": (
        "percolation",
        {"model": "mean_degree = 3\noccupation_points = 5", "grid": "nodes = [20, 30]", "stop": "max_trials = 0"},
    ),
}
SUIT = {
    "giant_component": {"sizes", "kept", "links"},
    "percolation": {"both", "bonds", "degrees", "none"},
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graphs")

    def run(name):
        kind, parts = SWEEPS[name]
        source = folder / f"{name}.toml"
        parts = {"stop": "max_trials = 40"} | parts
        if name == "zipped":
            parts["model"] += "\nmean_degree = 2"
        source.write_text(toml(**parts, kind=kind))
        return read(peelsim.run_sweep(source, output=folder / f"{name}.h5"))

    return WhenAsked(run)


def draw(results, name):
    return figures_of(results.kind)[name].draw(results)


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.plain_cases(1)
def test_a_figure_is_offered_where_its_axes_are(results, name):
    for figure, module in figures_of(results[name].kind).items():
        assert module.suits(results[name]) == (name in SUIT[figure])


def test_the_largest_component_is_drawn_at_every_mean_degree(results):
    data = results["sizes"].data.sortby("nodes")
    drawn = draw(results["sizes"], "giant_component")
    upper, lower = drawn.axes
    for i, ((x, y, limits), (w, scaled, _)) in enumerate(zip(simulated(upper), simulated(lower), strict=True)):
        nodes = float(data["nodes"][i])
        assert x.tolist() == [0.8, 1.2, 1, 2]
        np.testing.assert_allclose(y, data["largest_fraction"][i])
        np.testing.assert_allclose(limits[:, 0], data["largest_fraction_low"][i])
        np.testing.assert_allclose(limits[:, 1], data["largest_fraction_high"][i])
        np.testing.assert_allclose(w, (np.array([0.8, 1.2, 1]) - 1) * nodes ** (1 / 3), atol=1e-12)
        np.testing.assert_allclose(scaled, data["largest"][i][:3] / nodes ** (2 / 3))
    ((c, share),) = lines(upper, "-")
    np.testing.assert_allclose(share, giant_component.giant_share(c))
    assert 1 in c and (c.min(), c.max()) == (0.8, 2)
    ((w, largest),) = lines(lower, "--")
    np.testing.assert_allclose(largest, [critical_window.largest_mean(float(each)) for each in w])
    assert (np.diff(w) >= 0).all() and len(w) == 6
    assert entries(drawn) == ["$n$ = 300", "$n$ = 1000", "law giant component", "law critical window"]


@pytest.mark.slow
def test_of_thinned_graphs_the_window_is_that_of_the_nodes_kept(results):
    upper, lower = draw(results["kept"], "giant_component").axes
    ((w, scaled, _),) = simulated(lower)
    degree = results["kept"].data["mean_degree"].values
    there = (0.6 * degree - 1) * 300 ** (1 / 3)
    near = abs(there) <= 5
    np.testing.assert_allclose(w, there[near])
    np.testing.assert_allclose(scaled, results["kept"].data["largest"].values[near] / 300 ** (2 / 3))
    ((w, largest),) = lines(lower, "--")
    np.testing.assert_allclose(largest, [critical_window.largest_mean(float(each)) for each in w])
    ((c, share),) = lines(upper, "-")
    np.testing.assert_allclose(share, 0.6 * giant_component.giant_share(0.6 * c))


def test_links_are_drawn_by_the_mean_degree_they_give(results):
    upper, _ = draw(results["links"], "giant_component").axes
    assert [x.tolist() for x, _, _ in simulated(upper)] == [[0.002 * 299, 0.004 * 299], [0.002 * 499, 0.004 * 499]]


def test_percolation_curves_have_every_point_and_its_interval(results):
    drawn = draw(results["both"], "percolation")
    assert drawn.get_size_inches()[0] == style.DOUBLE
    data = results["both"].data.sortby("nodes")
    for place, axes in enumerate(drawn.axes):  # row by row
        kind, name = ["bonds", "sites"][place % 2], ["largest_fraction", "susceptibility"][place // 2]
        seen = data.sel(occupied=kind)
        *curves_drawn, law = lines(axes, "-")
        phi, limit = law
        assert len(curves_drawn) == len(axes.collections) - len(axes.containers) == 2
        bands = [each for each in axes.collections if len(each.get_paths()[0]) > 2]
        for i, ((x, y), (some, mean, limits), band) in enumerate(
            zip(curves_drawn, simulated(axes), bands, strict=True)
        ):
            expected = seen[name][i].where(seen[name][i] > 0)
            np.testing.assert_allclose(x, seen["occupation"])
            np.testing.assert_allclose(y, expected)
            np.testing.assert_allclose(mean, expected.sel(occupation=some))
            np.testing.assert_allclose(limits[:, 1], seen[f"{name}_high"][i].sel(occupation=some))
            corners = {tuple(corner) for path in band.get_paths() for corner in path.vertices.tolist()}
            both = zip(seen["occupation"].values, seen[f"{name}_high"][i].values, strict=True)
            assert all((x, high) in corners for x, high in both if high > 0)
        function = [giant_component.giant_share, giant_component.susceptibility][place // 2]
        kept = phi if kind == "sites" else 1
        np.testing.assert_allclose(limit, kept * function(3 * phi))
    assert [axes.get_xlabel().split()[2] for axes in drawn.axes[2:]] == ["bonds", "sites"]
    assert entries(drawn) == ["$n$ = 200", "$n$ = 500", "law giant component"]


def test_a_single_curve_takes_one_column(results):
    drawn = draw(results["bonds"], "percolation")
    assert drawn.get_size_inches()[0] == style.SINGLE and len(drawn.axes) == 2
    assert entries(drawn) == ["$n$ = 300", "law giant component"]


def test_curves_are_told_by_size_and_mean_degree(results):
    drawn = draw(results["degrees"], "percolation")
    both = [f"$n$ = {n}, $c$ = {c}" for n in (100, 200, 300, 400) for c in (1, 4)]
    assert entries(drawn) == both
    (first, *_) = lines(drawn.axes[0], "-")
    at = {curve.value: curve for curve in curves(results["degrees"], "occupation", by="nodes")}[100].data
    seen = at["largest_fraction"].sel(mean_degree=1)
    np.testing.assert_allclose(first[1], seen.where(seen > 0))
    assert drawn.axes[-1].get_xlabel() == "share of sites occupied, $\\phi$"


@pytest.mark.parametrize(("figure", "name"), [("giant_component", "sizes"), ("percolation", "both")])
@pytest.mark.slow
def test_axes_are_named_and_the_picture_is_the_same_each_time(results, figure, name):
    drawn = draw(results[name], figure)
    content = style.encode(drawn, "pdf")
    assert content == style.encode(draw(results[name], figure), "pdf")
    assert b"CreationDate" not in content and b"/Type3" not in content
    assert drawn.axes[-1].get_xlabel() and drawn.axes[0].get_ylabel()
    for axes in drawn.axes:
        markers = [container[0].get_marker() for container in axes.containers]
        assert len(set(markers)) == len(markers)


def test_without_trials_the_panels_stay_empty(results):
    drawn = draw(results["none"], "percolation")
    style.encode(drawn, "png")
    assert all(len(x) == 0 for axes in drawn.axes for x, _, _ in simulated(axes))
