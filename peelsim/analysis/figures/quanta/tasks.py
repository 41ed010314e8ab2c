"""Loss of single tasks against samples or steps: sharp for one quantum, gradual for several (Michaud et al. 2023).

Tests: tests/analysis/test_quanta_figures.py
"""

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import axis, curves, spread
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Wanted, law_line
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results

_ALONG = {
    "capacity": "quanta there is room for, $n$",
    "samples": "training samples, $D$",
    "steps": "training steps, $S$",
}
_BY = {"exponent": "$\\alpha$", "sightings": "$k_0$"}
_MOST = 3  # panels


def _seen(results: Results) -> bool:
    along, by, data = axis(results, *_ALONG), axis(results, *_BY), results.data
    if along is None or any(f"task_loss{suffix}" not in data for suffix in ("", "_low", "_high")):
        return False
    longer = {str(dimension) for dimension in data["task_loss"].dims if data.sizes[dimension] > 1}
    return longer <= {"task", *(str(data[name].dims[0]) for name in (along, by) if name)}


MODELS = ("quanta",)
NEEDS = (
    Along(tuple(_ALONG)),
    Condition("task_loss along it, with or without exponent or sightings, and along no other axis", _seen),
)


@style.publication()
def draw(results: Results) -> Figure:
    """A panel for each exponent, three at most; in each a curve for each task, and that of all samples in black."""
    along, by = axis(results, *_ALONG), axis(results, *_BY)
    assert along is not None
    parts = spread(curves(results, along, by=by), _MOST)
    figure = style.new_figure(style.SINGLE if len(parts) == 1 else style.DOUBLE, 3.0)
    panels = figure.subplots(1, len(parts), sharey=True, squeeze=False)[0]
    names = [str(name) for name in np.atleast_1d(results.data["task"].values)]
    for axes, part in zip(panels, parts, strict=True):
        tasks = curves(replace(results, data=part.data, laws=part.laws), along, by="task")
        looks = style.looks(len(tasks))
        x = part.values(along)
        order = np.argsort(x)
        for curve, look in zip(tasks, looks, strict=True):
            mean, low, high = (curve.values(f"task_loss{suffix}") for suffix in ("", "_low", "_high"))
            style.points(axes, x, mean=mean, low=low, high=high, look=look)
            for law in curve.laws:
                place = names.index(str(curve.value))
                line = law_line(results, curve, Wanted(law, "task_loss", along, place=place, scale="log"))
                style.draw_law(axes, line, law, look.colour)
        if "loss" in part.data:
            axes.plot(x[order], part.values("loss")[order], color="black", linewidth=0.8, zorder=1)
        axes.set(xscale="log", xlabel=_ALONG[along])
        if by:
            axes.set_title(f"{_BY[by]} = {part.value:g}", fontsize=8)
    panels[0].set(ylabel="loss of a task (nat)")
    keys = [style.point_key(look, str(curve.value)) for curve, look in zip(tasks, looks, strict=True)]
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "task_loss" in results.laws[law]]
    if "loss" in results.data:
        lines.append(Line2D([], [], color="black", linewidth=0.8, label="all samples"))
    style.legend(figure, *style.in_columns(keys, 2 if len(keys) > 4 else 1), lines)
    return figure
