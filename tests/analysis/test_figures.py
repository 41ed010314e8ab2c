"""What is drawn: the numbers of the file, and the laws beside them."""

from importlib import import_module
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from scipy.special import ndtr

import peelsim
from peelsim.analysis import figures
from peelsim.analysis.figures import figures_of, style
from peelsim.analysis.results import read
from peelsim.models.registry import kinds
from peelsim.theory.optimum import compute_optimal
from peelsim.theory.peeling import density_evolution, finite_length
from peelsim.theory.peeling.block_threshold import erasure
from peelsim.theory.printed import published
from tests.analysis.sweeps import WhenAsked, run, stand_in

SUIT = {
    "waterfall": {"waterfall", "collapse"},
    "window": {"waterfall", "collapse"},
    "laws": {"waterfall", "collapse"},
    "isoflop": {"isoflop", "frontier"},
    "flops": {"isoflop", "frontier"},
    "block": {"block_threshold"},
    "excess": {"excess_entropy"},
    "point": set(),
    "three": set(),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures")
    return WhenAsked(lambda name: read(run(folder, name)))


@pytest.fixture(autouse=True)
def _estimation(monkeypatch):
    stand_in(monkeypatch)


def figure(results, name):
    return figures_of("concept-text")[name].draw(results)


def simulated(axes):
    """x and y of the points with intervals, and their limits: a triple for each curve."""
    found = []
    for container in axes.containers:
        line, _, (bars,) = container
        segments = np.array([segment[:, 1] for segment in bars.get_segments()])
        found.append((line.get_xdata(), line.get_ydata(), segments))
    return found


def across(axes):
    """x and y of the points whose intervals lie across."""
    found = []
    for container in axes.containers:
        line, _, (bars,) = container
        ends = np.array([segment[:, 0] for segment in bars.get_segments()])
        assert np.all((ends[:, 0] <= line.get_xdata()) & (line.get_xdata() <= ends[:, 1]))
        found.append((line.get_xdata(), line.get_ydata()))
    return found


def lines(axes, linestyle, *, colour=None):
    """x and y of the lines in this style, which have no marker."""
    drawn = [line for line in axes.lines if line.get_linestyle() == linestyle and line.get_marker() == "None"]
    return [line.get_xydata().T for line in drawn if colour is None or line.get_color() == colour]


def entries(drawn):
    return [text.get_text() for text in drawn.legends[0].get_texts() if text.get_text().strip()]


@pytest.mark.parametrize("name", SUIT)
@pytest.mark.slow
def test_a_figure_is_offered_where_its_axes_are(results, name):
    known = figures_of(results[name].kind)
    assert {figure for figure, module in known.items() if module.suits(results[name])} == SUIT[name]


def test_every_figure_names_its_models_and_says_what_it_needs():
    known = {kind: figures_of(kind) for kind in kinds()}
    folder = Path(style.__file__).parent
    files = [path.relative_to(folder).with_suffix("") for path in folder.rglob("[!_]*.py")]
    modules = [(path.name, import_module(f"{figures.__name__}.{'.'.join(path.parts)}")) for path in files]
    of_models = {name: module.MODELS for name, module in modules if hasattr(module, "MODELS")}
    assert len(of_models) == sum(hasattr(module, "MODELS") for _, module in modules) > 0  # no two of one name
    assert set().union(*of_models.values()) <= set(kinds())
    for kind, offered in known.items():
        assert set(offered) == {name for name, models in of_models.items() if kind in models}
    assert SUIT["waterfall"] | SUIT["isoflop"] < set(known["concept-text"])
    for offered in known.values():
        assert all("\n" not in str(need) and str(need) for figure in offered.values() for need in figure.needs)
    assert figures_of("no-such-model") == {}


def test_a_refusal_is_what_decided(results):
    known = figures_of("concept-text")
    assert str(known["waterfall"].unmet(results["point"])) == "an axis texts_per_concept or window"
    assert str(known["waterfall"].unmet(results["three"])) == (
        "stuck along texts_per_concept or window, with or without concepts, and along no other axis"
    )
    assert str(known["isoflop"].unmet(results["waterfall"])) == "an axis compute or flops"
    assert str(known["excess_entropy"].unmet(results["waterfall"])) == "sizes at the optimum of a law"
    assert known["waterfall"].unmet(results["waterfall"]) is None


def test_the_waterfall_shows_every_point_and_every_law(results):
    data = results["waterfall"].data.sortby("concepts")
    drawn = figure(results["waterfall"], "waterfall")
    (axes,) = drawn.axes
    for i, (x, y, limits) in enumerate(simulated(axes)):
        assert x.tolist() == [4.2, 4.5, 4.8, 5.1]
        np.testing.assert_allclose(y, data["stuck"][i])
        np.testing.assert_allclose(limits[:, 0], data["stuck_low"][i])
        np.testing.assert_allclose(limits[:, 1], data["stuck_high"][i])
    corrected = [line for line in lines(axes, "-") if len(line[0]) > 10 and line[0][0] == 4.2]
    corrected = [line for line in corrected if np.isfinite(line[1]).any()]  # the pale part
    for size, (x, y) in zip([20, 40, 60], corrected, strict=True):
        assert len(x) > 2 * 4 - 2 and x[0] == 4.2 and x[-1] == 5.1
        np.testing.assert_allclose(x * size, np.round(x * size), atol=1e-9)  # as realised
        models = (
            peelsim.ConceptText(concepts=size, texts=round(c * size), text_degree=peelsim.Binomial(mean=6)) for c in x
        )
        law = [peelsim.predict(model, law="corrected").get("stuck", np.nan) for model in models]
        np.testing.assert_allclose(y, law)  # NaN where the law is undefined
    exact = [line for line in lines(axes, "-") if len(line[0]) == 4]
    said = results["waterfall"].laws["exact"]["stuck"].values
    assert sorted(line[1].tolist() for line in exact) == sorted(said.tolist())
    threshold = [line for line in lines(axes, "-") if len(line[0]) == 2]
    assert [line[0][0] for line in threshold] == [density_evolution.threshold(6).texts_per_concept]
    assert entries(drawn)[:3] == ["$R$ = 20", "$R$ = 40", "$R$ = 60"]
    assert "law density evolution" in entries(drawn) and "threshold $c^*$" in entries(drawn)


@pytest.mark.slow
def test_of_many_sizes_six_spread_ones_are_in_the_waterfall(results):
    drawn = figure(results["window"], "waterfall")
    assert [e for e in entries(drawn) if "R" in e] == [
        "$R$ = 1000",
        "$R$ = $10^{4}$",
        "$R$ = $10^{6}$",
        "$R$ = $10^{7}$",
        "$R$ = $10^{9}$",
        "$R$ = $10^{10}$",
    ]
    assert "window" in drawn.axes[0].get_xlabel()


@pytest.mark.parametrize("name", ["window", "waterfall"])
def test_the_collapse_is_over_the_realised_place_in_the_window(results, name):
    data = results[name].data.sortby("concepts")
    upper, lower = figure(results[name], "collapse").axes
    assert len(simulated(upper)) == len(simulated(lower)) == data.sizes["concepts"]
    for i, ((z, y, _), (_, rest, _)) in enumerate(zip(simulated(upper), simulated(lower), strict=True)):
        size = float(data["concepts"][i])
        ratio = data["texts"][i].values / size
        place = finite_length.window(size, texts_per_concept=ratio, text_degree=6, texts_fixed=True)
        np.testing.assert_allclose(z, place)
        np.testing.assert_allclose(y, data["stuck"][i])
        np.testing.assert_allclose(rest, y - ndtr(-place), atol=1e-12)


@pytest.mark.slow
def test_isoflop_curves_have_their_optima(results):
    data = results["isoflop"].data
    drawn = figure(results["isoflop"], "isoflop")
    (axes,) = drawn.axes
    budgets = np.array([1e5, 1e6, 1e7])
    for i, (x, y, _) in enumerate(simulated(axes)):
        np.testing.assert_allclose(x, data["concepts"][i] / np.sqrt(budgets[i]))
        np.testing.assert_allclose(y, data["learnt"][i] / np.sqrt(budgets[i]))
    stars = [line.get_xydata()[0] for line in axes.lines if line.get_marker() == "*"]
    best = compute_optimal.optimum(budgets, law="authors_code")
    np.testing.assert_allclose(stars, np.stack([best.concepts, best.learnt], axis=1) / np.sqrt(budgets)[:, None])
    assert all(line.get_color() == "black" for line in axes.lines if line.get_marker() == "*")
    assert "optimum, simulated" in entries(drawn)


@pytest.mark.slow
def test_budgets_in_flops_are_converted(results):
    (axes,) = figure(results["flops"], "isoflop").axes
    diamonds = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D" and len(line.get_xdata()) == 1]
    budgets = np.array([1e6, 1e8])
    best = compute_optimal.optimum(budgets, law="corrected")
    np.testing.assert_allclose(diamonds, best.concepts / np.sqrt(budgets))


def test_block_thresholds_stand_beside_both_laws(results):
    drawn = figure(results["block"], "block_threshold")
    (axes,) = drawn.axes
    solid = [line for line in lines(axes, "-") if len(line[0]) > 2]
    dotted = lines(axes, ":")
    for budget, (sizes, shares), law, printed in zip([1e6, 1e8], across(axes), solid, dotted, strict=True):
        np.testing.assert_allclose(shares, [0.45, 0.5, 0.55])
        at = [erasure(size, texts=budget / size, mean_text_degree=6) for size in sizes]
        np.testing.assert_allclose(shares, at, atol=0.01)  # the law's own error at R = 400
        middle = law[0][50]
        assert law[1][50] == pytest.approx(erasure(middle, texts=budget / middle, mean_text_degree=6))
        meant = published.scaling(middle, texts=budget / middle, mean_text_degree=6).erasure
        assert printed[1][50] == pytest.approx(float(meant))


def test_the_frontier_leaves_out_what_has_no_optimum_and_has_the_table_beside_it(results):
    module = figures_of("concept-text")["frontier"]
    upper, lower = module.draw(results["isoflop"]).axes
    sizes, tokens = simulated(upper)
    np.testing.assert_allclose(sizes[0], 9.6e11 * np.array([1e6, 1e7]))  # 1e5 is at the edge
    np.testing.assert_allclose(sizes[1] * tokens[1] * 6, sizes[0])
    np.testing.assert_allclose(sizes[2], np.stack([0.95 * sizes[1], 1.05 * sizes[1]], axis=1))
    crosses = [line.get_ydata() for line in upper.lines if line.get_marker() == "x"]
    assert [max(line) for line in crosses] == [10e12, 216.2e12] and {len(line) for line in crosses} == {9}
    ((x, y, _),) = simulated(lower)
    assert (x.tolist(), y.tolist()) == ([9.6e17], [pytest.approx(0.01)])  # of the slope .51, what is above 1/2
    law = next(line for line in lines(lower, "-") if len(line[0]) > 2)
    exponent = compute_optimal.size_exponent(law[0][30] / 9.6e11)
    assert law[1][30] == pytest.approx(exponent - 0.5, abs=1e-4)
    table = module.summary(results["isoflop"]).splitlines()
    assert table[-2].startswith("d ln N* / d ln C") and " 0.51000 " in table[-1]
    table = table[:-2]
    assert len(table) == 5 and " - " in table[1] and table[-1].startswith("-: ")


@pytest.mark.slow
def test_the_excess_entropy_is_over_parameters_with_its_slope(results):
    data = results["excess"].data
    module = figures_of("concept-text")["excess_entropy"]
    drawn = module.draw(results["excess"])
    for axes, name in zip(drawn.axes, ("training_error", "excess_entropy"), strict=True):
        corrected = simulated(axes)[1]  # authors_code comes first
        np.testing.assert_allclose(corrected[0], 2e5 * data["concepts"].sel(optimum="corrected"))
        np.testing.assert_allclose(corrected[1], data[name].sel(optimum="corrected"))
    (line,) = [s for s in module.summary(results["excess"]).splitlines() if "law corrected: d ln excess" in s]
    above = data.sel(optimum="corrected").isel(compute=slice(3, None))
    x, y = np.log(above["concepts"]), np.log(above["excess_entropy"])
    overall = float((y[-1] - y[0]) / (x[-1] - x[0]))
    assert float(line.split("= ")[1].split()[0]) == pytest.approx(overall, abs=0.15)


@pytest.mark.parametrize("name", ["waterfall", "collapse"])
def test_laws_alone_are_drawn_without_points(results, name):
    drawn = figure(results["laws"], name)
    assert all(len(x) == 0 for x, _, _ in simulated(drawn.axes[0]))
    assert lines(drawn.axes[0], "-")


@pytest.mark.parametrize("name", sorted(set().union(*SUIT.values())))
@pytest.mark.slow
def test_figures_are_the_same_whatever_the_users_settings_and_change_none(results, name):
    sweep = next(sweep for sweep, suit in SUIT.items() if name in suit)
    first = style.encode(figure(results[sweep], name), "pdf")
    with matplotlib.rc_context({"font.size": 31.0, "lines.linewidth": 9.0, "axes.grid": True, "pdf.fonttype": 3}):
        before = dict(matplotlib.rcParams)
        again = style.encode(figure(results[sweep], name), "pdf")
        assert dict(matplotlib.rcParams) == before
    assert first == again
    assert b"CreationDate" not in first and b"/Type3" not in first


@pytest.mark.parametrize("name", sorted(set().union(*SUIT.values())))
@pytest.mark.slow
def test_axes_are_named_and_curves_differ_in_more_than_colour(results, name):
    sweep = next(sweep for sweep, suit in SUIT.items() if name in suit)
    drawn = figure(results[sweep], name)
    assert drawn.get_size_inches()[0] == style.SINGLE
    assert drawn.axes[-1].get_xlabel() and all(axes.get_ylabel() and not axes.get_title() for axes in drawn.axes)
    for axes in drawn.axes:
        markers = [container[0].get_marker() for container in axes.containers]
        assert len(set(markers)) == len(markers)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1000, "1000"),
        (4.5, "4.5"),
        (1e5, "$10^{5}$"),
        (3.35e5, r"$3.35\times 10^{5}$"),
        (9.6e23, r"$9.6\times 10^{23}$"),
    ],
)
def test_numbers_in_a_legend(value, said):
    assert style.number(value) == said


@pytest.mark.parametrize("number", [100, 401])
def test_points_that_would_hide_each_other_are_a_band(number):
    x = np.random.default_rng(1).permutation(np.linspace(0, 1, number))
    mean, gap = x**2, x > 0.95
    mean[gap] = np.nan
    axes = style.new_figure(3, 3).subplots()
    style.points(axes, x, mean=mean, low=mean - 0.1, high=mean + 0.2, look=style.looks(1)[0])
    ((drawn, at, limits),) = simulated(axes)
    np.testing.assert_allclose(at, drawn**2)
    np.testing.assert_allclose(limits, np.stack([at - 0.1, at + 0.2], axis=1))
    if number == 100:
        assert len(drawn) == (~gap).sum() and not axes.collections[1:]
        return
    assert len(drawn) <= 25 and np.ptp(np.diff(np.sort(drawn))) < 1e-9 and drawn.max() > 0.9
    outline = axes.collections[0].get_paths()[0].vertices
    for edge in (-0.1, 0.2):
        assert {(round(a, 9), round(a**2 + edge, 9)) for a in x[~gap]} <= {
            (round(a, 9), round(b, 9)) for a, b in outline
        }
