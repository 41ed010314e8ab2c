"""Labels of logarithmic axes."""

import pytest
from matplotlib.figure import Figure

from peelsim.analysis.figures import ticks
from peelsim.analysis.sheets import placing


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
