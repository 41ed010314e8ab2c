"""Figures of quanta and of weighted concepts: the numbers of the file, and the laws beside them."""

import numpy as np
import pytest

import peelsim
from peelsim.analysis.curves import curves
from peelsim.analysis.figures import figures_of, style
from peelsim.analysis.figures.quanta import scaling
from peelsim.analysis.results import read
from peelsim.theory.peeling.weighted_peeling import Weights, jump, peeled
from peelsim.theory.quanta import quantization
from tests.analysis.sweeps import WhenAsked
from tests.analysis.test_figures import entries, lines, simulated
from tests.sweep.example import toml

LAWS = '[laws]\ncompare = ["exact", "asymptotic"]'
FIELD = '[laws]\ncompare = ["mean_field"]'
TASKS = "[model.tasks]\nfirst = [1]\nseveral = [2, 20, 60]"
SAMPLES = "samples = [1000, 300, 3000, 10000, 30000]"
SWEEPS = {
    "data": ("quanta", {"model": "quanta = 100_000", "grid": f"exponent = [0.8, 0.4]\n{SAMPLES}", "rest": LAWS}),
    "room": (
        "quanta",
        {
            "model": "quanta = 100_000\nexponent = 0.5",
            "grid": "capacity = { start = 100, stop = 10000, num = 6, scale = 'log' }",
        },
    ),
    "steps": (
        "quanta",
        {
            "model": f"quanta = 1000\nexponent = 0.5\nbatch = 10\n{TASKS}",
            "grid": "steps = [10, 100, 30]",
            "rest": LAWS,
        },
    ),
    "panels": (
        "quanta",
        {
            "model": f"quanta = 1000\nexponent = 0.5\n{TASKS}",
            "grid": "sightings = [3, 1, 2, 4]\nsamples = [50, 500]",
            "rest": '[output]\nobservables = ["task_loss"]',
        },
    ),
    "three": ("quanta", {"model": "quanta = 50", "grid": "exponent = [1, 2]\nsightings = [1, 2]\nsamples = [5, 9]"}),
    "bridge": (
        "weighted-concepts",
        {
            "model": "concepts = 100",
            "grid": "weight_exponent = [0, 1.5]\nmean_text_degree = [6, 0]\noccurrences = [100, 3000, 1000]",
            "rest": FIELD,
        },
    ),
    "given": (
        "weighted-concepts",
        {"model": "weights = [4, 2, 1, 1]\nmean_text_degree = 2", "grid": "texts = [3, 1, 10]", "rest": FIELD},
    ),
    "one": ("weighted-concepts", {"model": "weights = [4, 2]\nmean_text_degree = 2\ntexts = 3"}),
}
SUIT = {"scaling": {"data", "room", "steps"}, "tasks": {"steps", "panels"}, "bridge": {"bridge", "given"}}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quanta")

    def run(name):
        kind, parts = SWEEPS[name]
        source = folder / f"{name}.toml"
        source.write_text(toml(**({"stop": "max_trials = 40"} | parts), kind=kind))
        return read(peelsim.run_sweep(source, output=folder / f"{name}.h5"))

    return WhenAsked(run)


def draw(results, name):
    return figures_of(results.kind)[name].draw(results)


@pytest.mark.parametrize("name", SWEEPS)
@pytest.mark.slow
def test_a_figure_is_offered_where_its_axes_are(results, name):
    for figure, module in figures_of(results[name].kind).items():
        assert module.suits(results[name]) == (name in SUIT[figure])


def test_losses_are_drawn_with_their_slopes_and_laws(results):
    data = results["data"].data.sortby("exponent")
    drawn = draw(results["data"], "scaling")
    upper, lower = drawn.axes
    order = np.argsort(data["samples"].values)
    for i, ((x, y, limits), (between, slope, _)) in enumerate(zip(simulated(upper), simulated(lower), strict=True)):
        loss = data["excess_loss"][i].values
        np.testing.assert_allclose(x, data["samples"])
        np.testing.assert_allclose(y, loss)
        np.testing.assert_allclose(limits[:, 1], data["excess_loss_high"][i])
        np.testing.assert_allclose(slope, -np.diff(np.log(loss[order])) / np.diff(np.log(x[order])))
        np.testing.assert_allclose(between[0], np.sqrt(300 * 1000))
    (first, second) = lines(upper, "--")
    np.testing.assert_allclose(first[1], quantization.power_law_data(first[0], exponent=0.4))
    np.testing.assert_allclose(second[1], quantization.power_law_data(second[0], exponent=0.8))
    exact, _ = lines(upper, "-")
    assert exact[1][2] == pytest.approx(quantization.unlearnt(exponent=0.4, quanta=100_000, samples=3000))
    said = entries(drawn)
    assert said[0].startswith("$\\alpha$ = 0.4: 0.") and said[2:] == ["law exact", "law asymptotic"]


def test_a_fit_is_told_with_the_exponent_of_the_law(results):
    text = scaling.summary(results["data"])
    assert "exponent = 0.4: e = 0." in text and "the power law has 0.28571" in text
    (curve, _) = curves(results["data"], "samples", by="exponent")
    fit = scaling.fitted(curve, "samples")
    assert fit is not None and fit.low <= 0.4 / 1.4 <= fit.high
    (few,) = curves(results["steps"], "steps", by=None)
    assert scaling.fitted(few, "steps") is None
    assert "too few points" in scaling.summary(results["steps"])


@pytest.mark.slow
def test_the_first_quanta_learnt_follow_the_exponent_in_parameters(results):
    (curve,) = curves(results["room"], "capacity", by=None)
    fit = scaling.fitted(curve, "capacity")
    assert fit is not None
    assert fit.low - 0.01 <= 0.5 <= fit.high + 0.01
    assert "the power law has 0.50000" in scaling.summary(results["room"])


def test_tasks_are_drawn_one_by_one(results):
    drawn = draw(results["steps"], "tasks")
    (axes,) = drawn.axes
    data = results["steps"].data
    for i, (x, y, _) in enumerate(simulated(axes)):
        np.testing.assert_allclose(x, data["steps"])
        np.testing.assert_allclose(y, data["task_loss"][:, i])
    assert len(lines(axes, "-")) == 3
    assert entries(drawn) == ["first", "several", "law exact", "all samples"]


def test_of_many_panels_three_are_drawn(results):
    drawn = draw(results["panels"], "tasks")
    assert [axes.get_title() for axes in drawn.axes] == ["$k_0$ = 1", "$k_0$ = 3", "$k_0$ = 4"]
    (_, y, _), _ = simulated(drawn.axes[1])
    np.testing.assert_allclose(y, results["panels"].data["task_loss"].sel(sightings=3, task="first"))


def test_the_bridge_has_a_panel_for_each_kind_of_weights(results):
    drawn = draw(results["bridge"], "bridge")
    assert [axes.get_title() for axes in drawn.axes] == ["weights $k^{-1.5}$", "equal weights"]
    data = results["bridge"].data
    for axes, exponent in zip(drawn.axes, (1.5, 0), strict=True):
        weights = Weights.zipf(100, exponent=exponent)
        for (x, y, _), (n, unlearnt), d in zip(simulated(axes), lines(axes, "-"), (0, 6), strict=True):
            seen = data["unlearnt_weight"].sel(weight_exponent=exponent, mean_text_degree=d)
            np.testing.assert_allclose(y, seen.sel(occurrences=x))
            places = len(n) // 2, -1
            said = [peeled(weights, occurrences=n[i], mean_text_degree=d).unlearnt_weight for i in places]
            np.testing.assert_allclose(unlearnt[list(places)], said, rtol=1e-6)
    assert entries(drawn) == ["$d_t$ = 0", "$d_t$ = 6", "law mean field"]
    text = figures_of("weighted-concepts")["bridge"].summary(results["bridge"])
    at = jump(Weights.zipf(100, exponent=0), mean_text_degree=6)
    assert f"weight_exponent = 0, d_t = 6: {at:.4g}" in text and "d_t = 0: nowhere" in text


def test_given_weights_have_a_curve_too(results):
    (axes,) = draw(results["given"], "bridge").axes
    ((x, y, _),) = simulated(axes)
    np.testing.assert_allclose(x, results["given"].data["occurrences"])
    np.testing.assert_allclose(y, results["given"].data["unlearnt_weight"])
    assert axes.get_title() == ""


@pytest.mark.parametrize(("figure", "name"), [("scaling", "data"), ("tasks", "steps"), ("bridge", "bridge")])
@pytest.mark.slow
def test_axes_are_named_and_the_picture_is_the_same_each_time(results, figure, name):
    drawn = draw(results[name], figure)
    content = style.encode(drawn, "pdf")
    assert content == style.encode(draw(results[name], figure), "pdf")
    assert b"CreationDate" not in content and b"/Type3" not in content
    assert drawn.axes[-1].get_xlabel() and drawn.axes[0].get_ylabel()
