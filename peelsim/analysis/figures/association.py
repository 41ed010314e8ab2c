"""The largest component of the association graph against the texts a skill, and where each law has it begin."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from peelsim.analysis import learner_curves
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Look
from peelsim.analysis.learner_curves import LearnerCurve
from peelsim.analysis.results import Results
from peelsim.theory import association

NEEDS = "largest_fraction along texts_per_skill or texts, and along no axis but learner, text_degree.mean and skills"

_SHARES = {"exact": association.giant_share, "independent": association.independent_share}
_POINTS = {"exact": association.percolation_point, "independent": association.independent_percolation_point}


def suits(results: Results) -> bool:
    """Whether the number of texts was varied."""
    return learner_curves.suits(results, "largest_fraction")


@style.publication()
def draw(results: Results) -> Figure:
    """Share of the largest component by rho; triangles are the percolation points, hollow ones those of independent."""
    drawn = learner_curves.curves(results, "largest_fraction")
    laws = [law for law in style.in_order(results.laws) if law in _SHARES]
    figure = style.new_figure(style.SINGLE, 3.2)
    axes = figure.subplots()
    looks = style.looks(len(drawn))
    for curve, look in zip(drawn, looks, strict=True):
        mean, low, high = (curve.values(f"largest_fraction{suffix}") for suffix in ("", "_low", "_high"))
        style.points(axes, curve.values("texts_per_skill"), mean=mean, low=low, high=high, look=look)
        for law in laws:
            _law(axes, curve, law, look)
    axes.set(xlabel="texts a skill, $\\rho$", ylabel="largest component (share of skills)", ylim=(-0.035, None))
    several = len({curve.skills for curve in drawn}) > 1
    labels = [f"{c.label}, $S$ = {style.number(c.skills)}" if several else c.label for c in drawn]
    keys = [style.point_key(look, label) for look, label in zip(looks, labels, strict=True)]
    style.legend(figure, keys, [style.law_key(law) for law in laws])
    return figure


def _law(axes: Axes, curve: LearnerCurve, law: str, look: Look) -> None:
    """A law's line, and its percolation point if that lies between the points."""
    success, c = curve.success, curve.mean_skills
    ratio, share = curve.line(lambda x: _SHARES[law](success, texts_per_skill=x, mean_skills=c))
    begins = _POINTS[law](success, mean_skills=c)
    if ratio[0] <= begins <= ratio[-1]:  # the line has its corner there
        place = int(np.searchsorted(ratio, begins))
        ratio, share = np.insert(ratio, place, begins), np.insert(share, place, 0.0)
        face = look.colour if law == "exact" else "white"
        axes.plot([begins], [-0.018], "^", color=look.colour, markerfacecolor=face, markersize=4, zorder=4)
    axes.plot(ratio, share, color=look.colour, zorder=2, **style.law_style(law))
