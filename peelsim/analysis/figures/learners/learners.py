"""What abstract learners learn as texts are added, and how likely they get stuck around their thresholds.

Tests: tests/analysis/test_learner_figures.py
"""

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from peelsim.analysis import learners
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.learners import RATIO, Learning
from peelsim.analysis.probit import ProbitLine, probit_line
from peelsim.analysis.requirements import Condition
from peelsim.analysis.results import Results
from peelsim.theory.learning import learners as theory
from peelsim.theory.peeling.density_evolution import Threshold

Mask = npt.NDArray[np.bool_]

_MOST = 6  # learners that can be told apart
_LAW = "density_evolution"
_FINE = 400  # points of the law's line
_NEAR = 0.15  # share of the threshold by which ratios in the lower panel differ from it at most


MODELS = ("abstract-learner",)
NEEDS = (
    *learners.needs("learnt_fraction", "stuck"),
    learners.SEVERAL_RATIOS,
    Condition(f"{_MOST} learners at most", lambda results: len(_kinds(learners.learnings(results))) <= _MOST),
)


@style.publication()
def draw(results: Results) -> Figure:
    """The fraction learnt against the ratio, and below it P(stuck) against the ratio in units of the threshold.

    A colour is a learner, a marker a number of skills.
    """
    found = learners.learnings(results)
    kinds, sizes = _kinds(found), sorted({each.skills for each in found})
    looks, markers = style.looks(len(kinds)), style.looks(len(sizes))
    marked = [each for each in found if threshold(each) is not None]
    figure = style.new_figure(style.SINGLE, 4.8 if marked else 3.1)
    panels = figure.subplots(2 if marked else 1, 1, squeeze=False)[:, 0]
    upper = panels[0]
    for each in found:
        look = Look(looks[kinds.index(each.name)].colour, markers[sizes.index(each.skills)].marker)
        _points(upper, each, each.values[RATIO], "learnt_fraction", look)
        at = threshold(each)
        if at is not None:
            near = np.abs(each.values[RATIO] / at.texts_per_concept - 1) <= _NEAR
            if near.any():
                _points(panels[1], each, each.values[RATIO] / at.texts_per_concept, "stuck", look, near)
    for name, look in zip(kinds, looks, strict=True):
        _law(upper, [each for each in found if each.name == name], look, drawn=_LAW in results.laws)
    upper.set(xscale="log", xlabel="texts per skill, $\\rho$", ylabel="fraction of skills\nlearnt", ylim=(-0.03, 1.03))
    upper.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    upper.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    upper.xaxis.set_minor_formatter(NullFormatter())
    if marked:
        panels[1].axvline(1, color="0.6", linewidth=0.6, zorder=0)
        panels[1].set(xlabel="texts per skill over the threshold, $\\rho / \\rho^*$", ylim=(-0.03, 1.03))
        panels[1].set(ylabel="probability of getting\nstuck, $P$(stuck)")
    names = [Line2D([], [], color=look.colour, label=name) for name, look in zip(kinds, looks, strict=True)]
    rest = [
        style.point_key(Look(style.GREY, m.marker), f"$S$ = {style.number(s)}")
        for s, m in zip(sizes, markers, strict=True)
    ]
    rest += [style.law_key(_LAW)] if _LAW in results.laws else []
    rest += (
        [Line2D([], [], color=style.GREY, linewidth=0.6, linestyle=":", label="threshold $\\rho^*$")] if marked else []
    )
    style.legend(figure, names, rest)
    return figure


def summary(results: Results) -> str:
    """Where half the trials are stuck, and how wide the transition is, beside the threshold of density evolution.

    Below, for learners of several numbers of skills, what the centres tend to with very many.
    """
    lines = [
        f"{'learner':>14}  {'c':>4}  {'S':>8}  {'P(stuck) = 1/2':>18}  {'width':>16}  {'threshold':>9}  distance/width"
    ]
    seen: dict[str, list[tuple[Learning, Threshold, ProbitLine]]] = {}
    for each in learners.learnings(results):
        at = threshold(each)
        line = probit_line(each.values[RATIO], each.values["stuck_count"], each.values["trials"])
        if at is None or line is None:
            continue
        seen.setdefault(each.name, []).append((each, at, line))
        centre, width = f"{line.centre:.5f} +- {line.centre_error:.5f}", f"{line.width:.5f} +- {line.width_error:.5f}"
        distance = (line.centre - at.texts_per_concept) / line.width
        lines.append(
            f"{each.learner:>14}  {each.mean_skills:>4g}  {each.skills:>8}  {centre:>18}  {width:>16}  "
            f"{at.texts_per_concept:9.6f}  {distance:14.2f}"
        )
    limits = [line for same in seen.values() for line in _limit(same)]
    if limits:
        limits.insert(0, f"{'learner':>14}  {'c':>4}  {'S -> inf, S^(-2/3)':>18}  {'threshold':>9}")
    return "\n".join(lines + limits) if len(lines) > 1 else ""


def _limit(same: list[tuple[Learning, Threshold, ProbitLine]]) -> list[str]:
    """The line of one learner about very many skills, none if it was seen with one number of them only."""
    found = learners.limit(
        [each.skills for each, _, _ in same],
        centres=[line.centre for _, _, line in same],
        errors=[line.centre_error for _, _, line in same],
    )
    if found is None:
        return []
    each, at, _ = same[0]
    said = f"{found.value:.5f} +- {found.error:.5f}"
    return [f"{each.learner:>14}  {each.mean_skills:>4g}  {said:>18}  {at.texts_per_concept:9.6f}"]


def threshold(each: Learning) -> Threshold | None:
    """The learner's jump, None if it learns smoothly."""
    found = theory.thresholds(each.success, mean_skills=each.mean_skills)
    return found[0] if found else None


def _kinds(found: list[Learning]) -> list[str]:
    """Learners by name, in order."""
    return list(dict.fromkeys(each.name for each in found))


def _points(axes: Axes, each: Learning, x: Floats, name: str, look: Look, some: Mask | None = None) -> None:
    chosen = np.ones(len(x), bool) if some is None else some
    mean, low, high = (each.values[f"{name}{suffix}"][chosen] for suffix in ("", "_low", "_high"))
    style.points(axes, x[chosen], mean=mean, low=low, high=high, look=look)


def _law(axes: Axes, same: list[Learning], look: Look, *, drawn: bool) -> None:
    """Density evolution between the points too, as it jumps there, and its threshold."""
    at, ratios = threshold(same[0]), np.concatenate([each.values[RATIO] for each in same])
    ratios = ratios[ratios > 0]
    if at is not None:
        axes.axvline(at.texts_per_concept, color=look.colour, linewidth=0.6, linestyle=":", zorder=0)
    if drawn and len(ratios):
        jump = [] if at is None else [at.texts_per_concept * by for by in (1 - 1e-6, 1 + 1e-6)]
        fine = np.sort([*np.geomspace(ratios.min(), ratios.max(), _FINE), *jump])
        left = [theory.unlearnt(same[0].success, texts_per_skill=r, mean_skills=same[0].mean_skills) for r in fine]
        axes.plot(fine, 1 - np.array(left), color=look.colour, zorder=2, **style.law_style(_LAW))
