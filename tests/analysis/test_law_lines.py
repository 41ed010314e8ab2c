"""Lines of laws: between the points of a file too, pale where extrapolated, and what figures say of themselves."""

import numpy as np
import pytest
from scipy.special import ndtr

import peelsim
from peelsim.analysis.curves import curves
from peelsim.analysis.figures import figures_of, style
from peelsim.analysis.law_lines import FINE, Line, Wanted, law_line
from peelsim.analysis.results import read
from tests.sweep.example import toml

DEGREE = "text_degree = { mean = 6 }"
LAWS = '[laws]\ncompare = ["corrected", "published"]'


def swept(folder, **parts):
    (folder / "x.toml").write_text(toml(**({"model": DEGREE, "stop": "max_trials = 0", "rest": LAWS} | parts)))
    return read(peelsim.run_sweep(folder / "x.toml", output=folder / "x.h5"))


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    """Along the critical window, below its range too; laws alone."""
    return swept(tmp_path_factory.mktemp("window"), grid="concepts = [1000, 100000]\nwindow = [-4, -1, 0, 1, 2]")


@pytest.mark.slow
def test_a_line_is_what_the_law_says_between_the_points(window):
    for curve in curves(window, "window", by="concepts"):
        line = law_line(window, curve, Wanted("corrected", "stuck", "window"))
        assert len(line.x) == FINE and (line.x[0], line.x[-1]) == (-4, 2)
        near = line.x > -1
        np.testing.assert_allclose(line.y[near], ndtr(-line.x[near]), atol=0.05)
        said = curve.law("corrected", "stuck")
        at = [int(np.argmin(np.abs(line.x - z))) for z in (-4, 2)]
        np.testing.assert_allclose(line.y[at], said[[0, -1]], rtol=1e-9)


def test_a_line_knows_where_it_is_extrapolated(window):
    for curve, outside in zip(curves(window, "window", by="concepts"), (True, False), strict=True):
        line = law_line(window, curve, Wanted("corrected", "stuck", "window"))
        assert curve.extrapolated("corrected", "stuck").tolist() == [outside] * 5
        assert line.extrapolated.tolist() == [outside] * FINE


def test_the_extrapolated_part_is_pale(window):
    drawn = figures_of("concept-text")["waterfall"].draw(window)
    pale = [line for line in drawn.axes[0].lines if line.get_alpha() == style.PALE]
    assert len(pale) == 1


def test_a_line_may_be_pale_in_part():
    axes = style.new_figure(3, 3).subplots()
    style.draw_law(axes, Line(np.arange(4.0), np.arange(4.0), np.array([True, True, False, False])), "exact", "black")
    pale = [line for line in axes.lines if line.get_alpha() == style.PALE]
    assert len(axes.lines) == 2 and len(pale) == 1
    assert np.nanmax(pale[0].get_xdata()[np.isfinite(pale[0].get_ydata())]) <= 2


def test_a_line_without_a_range_is_drawn_once():
    figure = style.new_figure(3, 3)
    axes = figure.subplots()
    style.draw_law(axes, Line(np.arange(3.0), np.arange(3.0), np.zeros(3, bool)), "exact", "black")
    style.draw_law(axes, None, "exact", "black")
    assert len(axes.lines) == 1


def test_where_no_model_can_be_made_between_points_those_of_the_file_are_drawn(tmp_path):
    results = swept(tmp_path, grid="size = { zip = { concepts = [100, 200, 300], texts = [450, 900, 1350] } }")
    (curve,) = curves(results, "concepts", by=None)
    line = law_line(results, curve, Wanted("corrected", "stuck", "concepts"))
    np.testing.assert_array_equal(line.y, curve.law("corrected", "stuck"))
    assert law_line(results, curve, Wanted("corrected", "complete", "concepts")) is None


def test_laws_alone_draw_nothing_simulated(window):
    drawn = figures_of("concept-text")["waterfall"].draw(window)
    assert "simulated" not in drawn.legends[0].get_title().get_text()
    assert "no trials" in drawn.get_supxlabel() and "engine" not in drawn.get_supxlabel()


def test_a_figure_is_signed_with_what_it_is_of(tmp_path):
    results = swept(tmp_path, grid="concepts = [50]\ntexts_per_concept = [4, 5]", stop="max_trials = 30")
    drawn = figures_of("concept-text")["waterfall"].draw(results)
    said = drawn.get_supxlabel().replace("\n", " ")
    for part in ("concept-text", "text degree binomial mean 6", "engine graph", "30 trials per point", "x.h5"):
        assert part in said
    assert said.endswith(f"peelsim {results.version}") and results.version
    assert "simulated" in drawn.legends[0].get_title().get_text() and drawn.axes[0].get_yscale() == "linear"


@pytest.mark.slow
def test_a_tail_is_drawn_on_a_logarithmic_axis(tmp_path):
    grid = "concepts = [1000]\ntexts_per_concept = { start = 5, stop = 8, num = 7 }"
    results = swept(tmp_path, grid=grid)
    assert figures_of("concept-text")["waterfall"].draw(results).axes[0].get_yscale() == "log"
