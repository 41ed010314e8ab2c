"""Labels of logarithmic axes."""

import pytest
from matplotlib.figure import Figure

from peelsim.analysis.figures import ticks
from peelsim.analysis.sheets import placing
from peelsim.analysis.sheets.overlaid import Overlay


def labels(low, high, *, theirs=False):
    figure = Figure()
    axes = figure.subplots()
    axes.set(xscale="log", xlim=(low, high))
    ticks.space(placing.Given(axes) if theirs else figure)
    figure.canvas.draw()
    texts = [text for text in axes.get_xticklabels(minor=True) if low <= text.get_position()[0] <= high]
    return [text.get_text() for text in texts if text.get_text()]


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (10.6, 480, ["20", "50", "200"]),
        (0.048, 0.6, ["0.05", "0.2", "0.5"]),
        (1.9, 5, ["2", "3", "4", "5"]),
        (3, 3000, []),
        (150_000, 600_000, ["$2\\times 10^{5}$", "$5\\times 10^{5}$"]),
    ],
)
def test_labels_have_room(low, high, shown):
    assert labels(low, high) == shown


def test_axes_of_a_user_keep_theirs():
    assert len(labels(10.6, 480, theirs=True)) > 3


@pytest.mark.parametrize("overlaid", [False, True])
def test_axes_of_a_user_keep_their_labels_under_a_hue_too(overlaid):
    axes = Figure().subplots()
    axes.set_xscale("log")
    formatter, sheet = axes.xaxis.get_minor_formatter(), placing.Given(axes)
    ticks.space(Overlay(lambda width, height: sheet)(3, 2) if overlaid else sheet)
    assert axes.xaxis.get_minor_formatter() is formatter
