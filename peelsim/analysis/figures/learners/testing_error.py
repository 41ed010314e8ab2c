"""How the testing error of abstract learners falls as texts are added, beside the exponential it tends to.

Tests: tests/analysis/test_learner_figures.py
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis import learners
from peelsim.analysis.figures import style
from peelsim.analysis.learners import RATIO, Learning
from peelsim.analysis.probit import TWO_SIDED
from peelsim.analysis.requirements import Condition
from peelsim.analysis.results import Results
from peelsim.analysis.testing_tail import Tail, exponential_tail
from peelsim.theory.learning.learner_errors import testing_slope

_MOST = 6  # learners that can be told apart
_LOWEST = 3.0  # factor below the smallest error seen


def _found(results: Results) -> list[Learning]:
    return _largest(learners.learnings(results))


MODELS = ("abstract-learner",)
NEEDS = (
    *learners.needs("testing_error"),
    learners.SEVERAL_RATIOS,
    Condition(f"{_MOST} learners at most", lambda results: len(_found(results)) <= _MOST),
    Condition("testing_error below 1 % at three ratios or more", lambda results: any(map(tail, _found(results)))),
)


@style.publication()
def draw(results: Results) -> Figure:
    """ln(error) against the ratio, for the largest number of skills of each learner, and the fitted lines.

    Intervals are two standard errors of the trials' scatter. What a rare stuck trial that was not seen could add, as
    the file's own intervals do, would hide the tail.
    """
    found = _largest(learners.learnings(results))
    figure = style.new_figure(style.SINGLE, 3.4)
    axes = figure.subplots()
    keys, least = [], 1.0
    for each, look in zip(found, style.looks(len(found)), strict=True):
        x, mean, half = each.values[RATIO], each.values["testing_error"], TWO_SIDED * standard_error(each)
        seen = np.where(mean > half, mean, np.nan)  # the others may be 0
        style.points(axes, x, mean=seen, low=seen - half, high=seen + half, look=look)
        least = min([least, *seen[~np.isnan(seen)]])
        line = tail(each)
        keys.append(style.point_key(look, each.name))
        if line is not None:
            ends = line.ratios[[0, -1]]
            axes.plot(ends, np.exp(line.intercept + line.slope * ends), color=look.colour, linewidth=1.0, zorder=2)
        for law in results.laws:
            said = each.laws[law].get("testing_error")
            if said is not None:
                axes.plot(x, np.where(said > 0, said, np.nan), color=look.colour, zorder=1, **style.law_style(law))
    axes.set(
        yscale="log",
        xlabel="texts per skill, $\\rho$",
        ylabel="testing error (share of fresh texts\nwith an unlearnt skill)",
    )
    axes.set_ylim(least / _LOWEST, 2)
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "testing_error" in results.laws[law]]
    lines.append(Line2D([], [], color=style.GREY, label="fitted exponential"))
    style.legend(figure, keys, lines)
    return figure


def summary(results: Results) -> str:
    """The slope of each tail with its 95 % interval, beside -c s_0."""
    lines = [f"{'learner':>14}  {'c':>4}  {'S':>8}  {'slope':>8}  {'95 % interval':>20}  {'-c s_0':>7}"]
    for each in learners.learnings(results):
        line = tail(each)
        if line is not None:
            limit = testing_slope(each.success, mean_skills=each.mean_skills)
            lines.append(
                f"{each.learner:>14}  {each.mean_skills:>4g}  {each.skills:>8}  {line.slope:8.3f}  "
                f"{f'[{line.low:.3f}, {line.high:.3f}]':>20}  {limit:7.3f}"
            )
    return "\n".join(lines) if len(lines) > 1 else ""


def tail(each: Learning) -> Tail | None:
    """The exponential fitted to a learner's testing error."""
    return exponential_tail(each.values[RATIO], error=each.values["testing_error"], standard_error=standard_error(each))


def standard_error(each: Learning) -> style.Floats:
    """Of the mean testing error; NaN without trials."""
    with np.errstate(divide="ignore", invalid="ignore"):
        error: style.Floats = each.values["testing_error_std"] / np.sqrt(each.values["trials"])
    return error


def _largest(found: list[Learning]) -> list[Learning]:
    """The largest number of skills of each learner."""
    return list({each.name: each for each in found}.values())
