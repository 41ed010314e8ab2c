"""The largest component of the association graph against the texts per skill, and where each law has it begin.

Tests: tests/analysis/test_association_figures.py
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from peelsim.analysis import learners
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Look
from peelsim.analysis.learners import RATIO, Learning
from peelsim.analysis.results import Results
from peelsim.theory.learning import association

_SHARES = {"limit": association.giant_share, "independent": association.independent_share}
_POINTS = {"limit": association.percolation_point, "independent": association.independent_percolation_point}
_FINE = 400  # points of a law's line

MODELS = ("skill-association",)
NEEDS = (
    *learners.needs("largest_fraction"),
    learners.SEVERAL_RATIOS,
)


@style.publication()
def draw(results: Results) -> Figure:
    """Share of the largest component by rho; triangles are the percolation points, hollow ones those of independent."""
    found = learners.learnings(results)
    laws = [law for law in style.in_order(results.laws) if law in _SHARES]
    figure = style.new_figure(style.SINGLE, 3.2)
    axes = figure.subplots()
    looks = style.looks(len(found))
    for each, look in zip(found, looks, strict=True):
        mean, low, high = (each.values[f"largest_fraction{suffix}"] for suffix in ("", "_low", "_high"))
        style.points(axes, each.values[RATIO], mean=mean, low=low, high=high, look=look)
        for law in laws:
            _law(axes, each, law, look)
    axes.set(xlabel="texts per skill, $\\rho$", ylabel="largest component (share of skills)", ylim=(-0.035, None))
    several = len({each.skills for each in found}) > 1
    labels = [f"{each.name}, $S$ = {style.number(each.skills)}" if several else each.name for each in found]
    keys = [style.point_key(look, label) for look, label in zip(looks, labels, strict=True)]
    style.legend(figure, keys, [style.law_key(law) for law in laws])
    return figure


def _law(axes: Axes, each: Learning, law: str, look: Look) -> None:
    """A law's line from the first point to the last, and its percolation point if that lies between them."""
    success, c = each.success, each.mean_skills
    ends, begins = each.values[RATIO][[0, -1]], _POINTS[law](success, mean_skills=c)
    ratio = np.linspace(ends[0], ends[1], _FINE)
    if ends[0] <= begins <= ends[1]:
        ratio = np.sort(np.append(ratio, begins))  # the line has its corner there
        face = look.colour if law == "limit" else "white"
        axes.plot([begins], [-0.018], "^", color=look.colour, markerfacecolor=face, markersize=4, zorder=4)
    share = [_SHARES[law](success, texts_per_skill=float(x), mean_skills=c) for x in ratio]
    axes.plot(ratio, share, color=look.colour, zorder=2, **style.law_style(law))
