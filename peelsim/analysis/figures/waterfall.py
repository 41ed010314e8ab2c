"""How likely peeling gets stuck as texts are added, at each size, beside what the laws say."""

from math import isfinite
from typing import TypedDict

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import Curve, axis, curves, runs_along, spread
from peelsim.analysis.figures import style
from peelsim.analysis.results import Results
from peelsim.analysis.setting import setting
from peelsim.ensembles import TextDegree
from peelsim.theory.peeling import density_evolution, finite_length

NEEDS = "the event stuck along texts_per_concept or window, with or without concepts, and along no other axis"

_MOST = 6  # curves that can be told apart
_COLUMN = 4  # of them in one column of the legend
_FINE = 200  # points of a law's line
_LABELS = {"texts_per_concept": "texts a concept, $T/R$", "window": "place in the critical window, $z$"}


class _Where(TypedDict):
    text_degree: TextDegree
    texts_fixed: bool


def suits(results: Results) -> bool:
    """Whether these are waterfalls."""
    along, by = axis(results, *_LABELS), axis(results, "concepts")
    if along is None or not runs_along(results, "stuck", along, *([by] if by else [])):
        return False
    return all(len(np.unique(curve.values("concepts"))) == 1 for curve in curves(results, along, by=by))


@style.publication()
def draw(results: Results) -> Figure:
    """P(stuck), a curve for each number of concepts; of more than six, six spread ones."""
    along, by = axis(results, *_LABELS), axis(results, "concepts")
    assert along is not None
    figure = style.new_figure(style.SINGLE, 3.1)
    axes = figure.subplots()
    drawn = spread(curves(results, along, by=by), _MOST)
    sizes = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        x = curve.values(along)
        mean, low, high = (curve.values(f"stuck{suffix}") for suffix in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        for law in results.laws:
            line = _law(results, curve, law, along)
            if line is not None:
                axes.plot(*line, color=look.colour, **style.law_style(law))
        sizes.append(style.point_key(look, f"$R$ = {style.number(curve.values('concepts')[0])}"))
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "stuck" in results.laws[law]]
    if along == "texts_per_concept":
        lines += _threshold(axes, results)
    axes.set(xlabel=_LABELS[along], ylabel="probability of getting\nstuck, $P$(stuck)", ylim=(-0.03, 1.03))
    axes.margins(x=0.02)
    style.legend(figure, *style.in_columns(sizes, 1 if len(sizes) <= _COLUMN else 2), lines)
    return figure


def _law(results: Results, curve: Curve, law: str, along: str) -> tuple[style.Floats, style.Floats] | None:
    """A law's line: law corrected between the points of the file too, as it bends there. None if the law is silent."""
    x, said = curve.values(along), curve.law(law, "stuck")
    if said is None or law != "corrected" or np.isnan(said).any():
        return None if said is None else (x, said)
    fine, size, common = np.linspace(x.min(), x.max(), _FINE), curve.values("concepts")[0], setting(results)
    where: _Where = {"text_degree": common.text_degree, "texts_fixed": common.texts_fixed}
    ratio = fine if along == "texts_per_concept" else finite_length.texts_per_concept_at(size, window=fine, **where)
    return fine, finite_length.stuck_probability(size, texts_per_concept=ratio, **where)


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
