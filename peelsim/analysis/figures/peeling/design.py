"""What text degrees teach from a budget: concepts learnt over the root of C' = R T, whatever R they have.

Tests: tests/analysis/test_figures.py
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.requirements import Along, Condition, Seen
from peelsim.analysis.results import Results
from peelsim.analysis.setting import value_of

_ALONG, _BY, _PANELS = "compute", "text_degree", "edge_deletion"


def _are_designed(results: Results) -> bool:
    return any("designed" in str(each) for each in np.atleast_1d(results.data[_BY].values))


MODELS = ("concept-text",)
NEEDS = (
    Along((_ALONG,)),
    Along((_BY,)),
    Condition("some text degrees that are designed", _are_designed),
    Seen(("learnt",), ((_ALONG,), (_BY,)), (_PANELS,)),
)


@style.publication()
def draw(results: Results) -> Figure:
    """A panel for each share of edges deleted, in each a curve for each kind of text degrees, with 95 % intervals."""
    name = axis(results, _PANELS)
    parts = curves(results, _ALONG, by=name)
    figure = style.new_figure(style.SINGLE if len(parts) == 1 else style.DOUBLE, 3.1)
    panels = np.atleast_1d(figure.subplots(1, len(parts), sharey=True))
    keys: list[Line2D] = []
    for axes, part in zip(panels, parts, strict=True):
        drawn = curves(Results(**{**vars(results), "data": part.data, "laws": part.laws}), _ALONG, by=_BY)
        keys = []
        for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
            budget = curve.values(_ALONG)
            mean, low, high = (curve.values(f"learnt{suffix}") / np.sqrt(budget) for suffix in ("", "_low", "_high"))
            style.points(axes, budget, mean=mean, low=low, high=high, look=look)
            axes.plot(budget, mean, color=look.colour, linewidth=0.6)
            keys.append(style.point_key(look, _label(str(curve.value))))
        title = f"{100 * float(part.value):g} % of the edges deleted" if name else ""
        axes.set(xscale="log", xlabel="budget, $C' = R T$", title=title, ylim=(0, 1))
    panels[0].set_ylabel("concepts learnt, $/ \\sqrt{C'}$")
    style.legend(figure, keys)
    return figure


def _label(degree: str) -> str:
    """Text degrees as a file has them, in short."""
    table = value_of(degree)
    if not isinstance(table, dict):
        return degree
    kind, mean = table.get("kind", "binomial"), table.get("mean")
    return f"{kind} text degrees" + (f", mean {mean:g}" if mean is not None else "")
