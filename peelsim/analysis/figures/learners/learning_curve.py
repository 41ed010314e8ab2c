"""Learning curves: the fraction of skills learnt after each round of presentation.

Tests: tests/analysis/test_learner_figures.py
"""

from matplotlib.figure import Figure

from peelsim.analysis import learners
from peelsim.analysis.figures import style
from peelsim.analysis.learners import RATIO, Learning
from peelsim.analysis.requirements import Condition
from peelsim.analysis.results import Results

_MOST = 12  # curves that can be told apart


MODELS = ("abstract-learner",)
NEEDS = (
    *learners.needs("learning_curve"),
    Condition("two rounds or more", lambda results: results.data.sizes.get("round", 0) > 1),
    Condition(f"{_MOST} points at most", lambda results: results.data["trials"].size <= _MOST),
)


@style.publication()
def draw(results: Results) -> Figure:
    """A curve for every point of the grid: markers with 95 % intervals, lines are the laws."""
    rows = [(each, place) for each in learners.learnings(results) for place in range(len(each.values[RATIO]))]
    rounds = results.data["round"].values.astype(float)
    figure = style.new_figure(style.SINGLE, 3.4)
    axes = figure.subplots()
    keys = []
    for (each, place), look in zip(rows, style.looks(len(rows)), strict=True):
        mean, low, high = (each.values[f"learning_curve{suffix}"][place] for suffix in ("", "_low", "_high"))
        style.points(axes, rounds, mean=mean, low=low, high=high, look=look)
        keys.append(style.point_key(look, _label(rows, each, place)))
        for law in results.laws:
            said = each.laws[law].get("learning_curve")
            if said is not None:
                axes.plot(rounds, said[place], color=look.colour, zorder=2, **style.law_style(law))
    axes.set(xlabel="round of presentation", ylabel="fraction of skills\nlearnt", ylim=(-0.03, 1.03))
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "learning_curve" in results.laws[law]]
    style.legend(figure, *style.in_columns(keys, 1 if len(keys) <= 6 else 2), lines)
    return figure


def _label(rows: list[tuple[Learning, int]], each: Learning, place: int) -> str:
    """What a curve differs in from others."""
    parts = [f"$\\rho$ = {each.values[RATIO][place]:g}"]
    if len({other.name for other, _ in rows}) > 1:
        parts.insert(0, each.name)
    if len({other.skills for other, _ in rows}) > 1:
        parts.append(f"$S$ = {style.number(each.skills)}")
    return ", ".join(parts)
