"""Figures of sources: exponents measured and predicted, one panel for several files, and levels of hierarchies."""

import numpy as np
import pytest

import peelsim
from peelsim.analysis import hierarchy_levels
from peelsim.analysis.figures import figures_of
from peelsim.analysis.results import read
from peelsim.analysis.sheets.drawing import Options, drawings
from peelsim.analysis.source_exponents import source_exponents
from peelsim.theory.sources import additive
from tests.analysis.sweeps import WhenAsked
from tests.sweep.example import toml

AUTO = '[run]\nengine = "auto"\n'
SWEEPS = {
    "additive": (
        "additive-source",
        {
            "model": "horizon_rule = 'best'",
            "grid": "samples = [1000, 3000, 10_000, 30_000]\n"
            "source = { zip = { correlation_exponent = [0.88, 1.0], entropy_exponent = [0.325, 0.5] } }",
            "rest": f'{AUTO}[laws]\ncompare = ["exact"]',
        },
    ),
    "seen": (
        "additive-source",
        {
            "model": "correlation_exponent = 0.88\nentropy_exponent = 0.325\ndensity = 3\nhorizon_rule = 'best'",
            "grid": "samples = [1000, 100_000]\nseen = [10, 30]",
        },
    ),
    "memory": (
        "long-memory-source",
        {"model": "", "grid": "samples = [512, 1024, 2048]\nmemory = [0.2, 0.4]"},
    ),
    "pointer": (
        "pointer-source",
        {"model": "payloads = 4\ntypes = 500\nentropy_exponent = 0.5", "grid": "samples = [300, 1000, 3000]"},
    ),
    "hierarchy": (
        "hierarchy-source",
        {"model": "symbols = 8\nrules = 4\nlevels = 5\ntrees = 30", "grid": "samples = [100, 1000, 10_000]"},
    ),
}
SUIT = {
    "excess_of_sources": {"additive", "memory", "pointer"},
    "predicted_exponents": {"additive", "memory", "pointer", "hierarchy"},
    "horizon_collapse": {"seen"},
    "told_levels": {"hierarchy"},
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sources")

    def run(name):
        kind, parts = SWEEPS[name]
        source = folder / f"{name}.toml"
        source.write_text(toml(**({"stop": "max_trials = 40", "rest": AUTO} | parts), kind=kind))
        return read(peelsim.run_sweep(source, output=folder / f"{name}.h5"))

    return WhenAsked(run)


@pytest.mark.parametrize("name", SWEEPS)
def test_a_figure_is_offered_where_its_axes_are(files, name):
    results = files[name]
    offered = {kind for kind, figure in figures_of(results.kind).items() if figure.suits(results)}
    assert offered == {kind for kind, names in SUIT.items() if name in names}
    for kind in offered:
        figures_of(results.kind)[kind].draw(results)


def test_measured_exponents_are_slopes_of_the_upper_half(files):
    first, second = source_exponents(files["additive"])
    for each, beta, gamma in ((first, 0.88, 0.325), (second, 1.0, 0.5)):
        truth = additive.Source(correlation_exponent=beta, entropy_exponent=gamma, strength=0.05, density=1.0)
        few, many = (additive.exact(truth, samples=samples).excess for samples in (10_000, 30_000))
        assert abs(each.measured - np.log(few / many) / np.log(3)) < 4.4 * each.error  # false alarms: 1e-5
        assert each.error < 0.02
        assert each.published == each.corrected == pytest.approx(gamma / (2 * beta))
    assert first.name == "entropy_exponent = 0.325" and first.kind == "additive"
    (pointer,) = source_exponents(files["pointer"])
    assert (pointer.name, pointer.published, pointer.corrected) == ("", pytest.approx(1 / 6), pytest.approx(1 / 3))
    memory = source_exponents(files["memory"])
    assert [each.published for each in memory] == pytest.approx([1 / 1.2, 1 / 0.4])
    assert {each.corrected for each in memory} == {0.5}


def test_levels_of_a_hierarchy_fall_by_half_each(files):
    """m = 4 of 8 tuples: gamma = 1, beta = 2; entropies are of 3600 trees."""
    seen = hierarchy_levels.levels(files["hierarchy"])
    assert seen.gaps[1:] / seen.gaps[:-1] == pytest.approx([0.5] * 4, abs=0.1)
    assert (np.diff(seen.needed) > 0).all()
    value, error = hierarchy_levels.exponent(files["hierarchy"])
    assert 0 < error < 0.05 and value == pytest.approx(seen.grammars.data_exponent, abs=0.08)
    assert seen.local[2:].min() <= value <= seen.local[2:].max()
    said = figures_of("hierarchy-source")["told_levels"].summary(files["hierarchy"])
    assert f"{value:.4f} ± {1.96 * error:.4f}" in said
    (alone,) = source_exponents(files["hierarchy"])
    assert (alone.measured, alone.error) == (value, error) and np.isnan(alone.corrected)


def test_several_files_share_one_panel_of_exponents(files):
    several = [files[name] for name in ("additive", "memory", "pointer", "hierarchy")]
    (drawing,) = drawings(several, ["predicted_exponents"], Options())
    assert drawing.panels == 1
    figure = drawing.draw()
    (axes,) = figure.axes
    assert len(axes.containers) == 2 * 6
    labels = {text.get_text() for text in figure.legends[0].get_texts()}
    assert {"pointer", "hierarchy", "long memory, $d$ = 0.2", "additive, $\\gamma$ = 0.5"} <= labels
    foot = [text.get_text() for text in figure.texts]
    assert all(any(each.kind in text for text in foot) for each in several)
    panels = drawings([files["additive"], files["memory"]], ["excess_of_sources"], Options())
    assert panels[0].panels == 2


def test_learners_that_see_few_lags_are_drawn_on_their_collapse(files):
    figure = figures_of("additive-source")["horizon_collapse"].draw(files["seen"])
    (axes,) = figure.axes
    drawn = np.array([container[0].get_xydata() for container in axes.containers])
    data = files["seen"].data
    n = data["seen"].values.astype(float)
    x = data["samples"].values[:, None] / n ** (2 * 0.88)
    y = n**0.325 * data["excess"].transpose("samples", "seen").values
    np.testing.assert_allclose(
        np.sort(drawn.reshape(-1, 2), axis=0), np.sort(np.stack([x, y], -1).reshape(-1, 2), axis=0)
    )
