"""How likely peeling gets stuck as texts are added, at each size, beside what the laws say.

Tests: tests/analysis/test_figures.py
"""

from math import isfinite

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import Curve, axis, curves, spread
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Line, Wanted, law_line
from peelsim.analysis.requirements import Along, Condition, Seen
from peelsim.analysis.results import Results
from peelsim.analysis.setting import setting
from peelsim.theory.peeling import density_evolution

_MOST = 6  # curves that can be told apart
_COLUMN = 4  # of them in one column of the legend
_RARE = 0.1  # P(stuck) below which all points are those of a tail
_LEAST = 1e-30  # P(stuck) below which nothing is shown
_LABELS = {"texts_per_concept": "texts per concept, $T/R$", "window": "place in the critical window, $z$"}


def _one_size(results: Results) -> bool:
    along, by = axis(results, *_LABELS), axis(results, "concepts")
    return along is not None and all(
        len(np.unique(curve.values("concepts"))) == 1 for curve in curves(results, along, by=by)
    )


MODELS = ("concept-text",)
NEEDS = (
    Along(tuple(_LABELS)),
    Seen(("stuck",), (tuple(_LABELS),), ("concepts",)),
    Condition("one number of concepts for each curve", _one_size),
)


@style.publication()
def draw(results: Results) -> Figure:
    """P(stuck), a curve for each number of concepts; of more than six, six spread ones."""
    along, by = axis(results, *_LABELS), axis(results, "concepts")
    assert along is not None
    figure = style.new_figure(style.SINGLE, 3.1)
    axes = figure.subplots()
    drawn = spread(curves(results, along, by=by), _MOST)
    sizes, lines_drawn = [], []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        x = curve.values(along)
        mean, low, high = (curve.values(f"stuck{suffix}") for suffix in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        for law in results.laws:
            line = law_line(results, curve, Wanted(law, "stuck", along))
            lines_drawn += [] if line is None else [line]
            style.draw_law(axes, line, law, look.colour)
        sizes.append(style.point_key(look, f"$R$ = {style.number(curve.values('concepts')[0])}"))
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "stuck" in results.laws[law]]
    if along == "texts_per_concept":
        lines += _threshold(axes, results)
    axes.set(xlabel=_LABELS[along], ylabel="probability of getting\nstuck, $P$(stuck)", ylim=(-0.03, 1.03))
    _tail(axes, drawn, lines_drawn)
    axes.margins(x=0.02)
    style.legend(figure, *style.in_columns(sizes, 1 if len(sizes) <= _COLUMN else 2), lines)
    return figure


def _tail(axes: Axes, drawn: list[Curve], lines: list[Line]) -> None:
    """Make the axis logarithmic where all of what is drawn is a tail, or nothing but laws that span many decades."""
    seen = np.concatenate([curve.values("stuck") for curve in drawn])
    seen = seen[np.isfinite(seen)]
    said = np.concatenate([*(line.y for line in lines), np.empty(0)])
    shown = np.concatenate([seen, said])[np.concatenate([seen, said]) > _LEAST]
    rare = seen.max() < _RARE if seen.size else shown.size and shown.min() < _RARE**3
    if rare and shown.size:
        axes.set(yscale="log", ylim=(shown.min() / 2, min(1.5, 2 * shown.max())))


def _threshold(axes: Axes, results: Results) -> list[Line2D]:
    """Mark c*, where there is one; its entry in the legend."""
    try:
        threshold = density_evolution.threshold(setting(results).text_degree).texts_per_concept
    except ValueError:
        return []
    if not isfinite(threshold):
        return []
    line = axes.axvline(threshold, color="0.6", linewidth=0.6, zorder=0)
    line.set_label("threshold $c^*$")
    return [line]
