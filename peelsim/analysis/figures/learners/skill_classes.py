"""What is learnt of each class of skills as texts are added, and how each class of texts is failed.

Tests: tests/analysis/test_learner_figures.py
"""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Wanted, law_line
from peelsim.analysis.requirements import Along, Condition, Seen
from peelsim.analysis.results import Results

_ALONG = {"texts_per_skill": "texts per skill, $T/S$", "texts": "texts, $T$"}
_MOST = 6  # classes that can be told apart
_PANELS: dict[str, dict[str, Any]] = {  # observable -> its dimension and its axis
    "class_learnt_fraction": {"by": "skill_class", "label": "fraction learnt of a\nclass of skills"},
    "testing_error": {"by": "text_class", "label": "testing error of a\nclass of texts"},
}


def _few_classes(results: Results) -> bool:
    return all(results.data.sizes.get(panel["by"], 0) <= _MOST for panel in _PANELS.values())


MODELS = ("skill-classes",)
NEEDS = (
    Along(tuple(_ALONG)),
    Condition(f"{_MOST} classes at most", _few_classes),
    *(Seen((name,), (tuple(_ALONG),), (panel["by"],)) for name, panel in _PANELS.items()),
)


@style.publication()
def draw(results: Results) -> Figure:
    """Two panels against the ratio: a curve for each class of skills, and for each class of texts."""
    along = axis(results, *_ALONG)
    assert along is not None
    figure = style.new_figure(style.SINGLE, 4.4)
    panels = figure.subplots(2, 1, sharex=True)
    keys = max([_curves(axes, results, name, along) for axes, name in zip(panels, _PANELS, strict=True)], key=len)
    panels[1].set(xlabel=_ALONG[along])
    laws = [style.law_key(law) for law in style.in_order(results.laws) if set(_PANELS) & set(results.laws[law])]
    style.legend(figure, keys, laws)
    return figure


def _curves(axes: Axes, results: Results, name: str, along: str) -> list[Line2D]:
    """Draw one observable; the legend's entries of its classes, which are numbered alike in both panels."""
    by, label = _PANELS[name]["by"], _PANELS[name]["label"]
    axes.set(ylabel=label, ylim=(-0.03, 1.03))
    drawn = curves(results, along, by=by if axis(results, by) else None)
    keys = []
    for place, (curve, look) in enumerate(zip(drawn, style.looks(len(drawn)), strict=True)):
        x, (mean, low, high) = curve.values(along), (curve.values(f"{name}{end}") for end in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        for law in results.laws:
            line = law_line(results, curve, Wanted(law, name, along, place=place))
            style.draw_law(axes, line, law, look.colour, zorder=2)
        keys.append(style.point_key(look, f"class {place + 1}"))
    return keys
