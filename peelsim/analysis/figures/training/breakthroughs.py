"""Tasks of sparse parity as a network learns them: their losses against steps, and when each is learnt.

After Michaud et al. (2023), Fig. 2: a task alone is learnt within a factor of a few of its time, their mean falls
gradually, and the time goes like one over how often a task comes up.

Tests: tests/analysis/test_training_figures.py
"""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import Curve
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats
from peelsim.analysis.law_lines import Line
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results
from peelsim.analysis.setting import shared
from peelsim.theory.descent import breakthroughs


def _seen(results: Results) -> bool:
    data = results.data
    return all(
        f"{name}_low" in data and [str(d) for d in data[name].dims if data.sizes[d] > 1] == [along]
        for name, along in (("loss", "time"), ("learnt_step", "task"))
    )


MODELS = ("sparse-parity",)
NEEDS = (
    Along(("time",)),
    Along(("task",)),
    Condition("loss along time and learnt_step along task, and along no axis of a grid", _seen),
)
_LAW = "finite"


@dataclass(frozen=True, eq=False)
class _Tasks:
    """When tasks were learnt, a number per task."""

    use: Floats  # p_k
    step: Floats  # mean over trials, NaN for tasks that are not all learnt before the end
    low: Floats
    high: Floats
    batch: int
    each: Floats | None  # [trials, tasks] of every trial, the last step where it is not learnt; None: not kept


@style.publication()
def draw(results: Results) -> Figure:
    """Left, losses of the tasks that were watched and, black, of all; right, steps to learn against probability.

    Pale: every single trial, where they are kept.
    """
    figure = style.new_figure(style.DOUBLE, 3.0)
    left, right = figure.subplots(1, 2)
    keys = _losses(left, results)
    tasks = _tasks(results)
    [look] = style.looks(1)
    if tasks.each is not None:
        x = np.broadcast_to(tasks.use, tasks.each.shape)
        right.plot(x.ravel(), tasks.each.ravel(), ".", color=look.colour, alpha=0.25, markersize=3, markeredgewidth=0)
    style.points(right, tasks.use, mean=tasks.step, low=tasks.low, high=tasks.high, look=look)
    right.set(xscale="log", yscale="log", xlabel="how often a task comes up, $p_k$", ylabel="steps to half its loss")
    if _LAW in results.laws and "learnt_step" in results.laws[_LAW]:
        said = np.ravel(results.laws[_LAW]["learnt_step"].values)
        curve = Curve("", "task", results.data, results.laws)
        style.draw_law(right, Line(tasks.use, said, curve.extrapolated(_LAW, "learnt_step")), _LAW, style.GREY)
    lines = [style.law_key(_LAW)] if _LAW in results.laws else []
    style.legend(figure, *style.in_columns(keys, 3), lines)
    return figure


def summary(results: Results) -> str:
    """Sightings fitted to every other task and judged on the rest; slopes, measured and published; spread of trials."""
    tasks = _tasks(results)
    known = np.isfinite(tasks.step)
    if known.sum() < 4:
        return ""
    lines = []
    for fitted, judged, words in (("odd", "even", (0, 1)), ("even", "odd", (1, 0))):
        train, held = (np.arange(len(known)) % 2 == place for place in words)
        sightings = breakthroughs.fitted_sightings(
            tasks.step[train & known], tasks.use[train & known], batch=tasks.batch
        )
        said = breakthroughs.learnt_steps(tasks.use[held & known], batch=tasks.batch, sightings=sightings)
        off = np.log(tasks.step[held & known] / said)
        lines.append(
            f"sightings {sightings:.0f} by tasks of {fitted} rank; steps of those of {judged} rank are "
            f"{np.exp(off.mean()):.2f} times what they say, within a factor of {np.exp(np.abs(off).max()):.2f}"
        )
    slope = np.polyfit(np.log(tasks.use[known]), np.log(tasks.step[known]), 1)[0]
    lines.append(f"mean steps to learn go like p^{slope:.3f} over {known.sum()} tasks; published p^-1")
    lines += _falling(results) + _scattered(tasks)
    return "\n".join(lines)


def _falling(results: Results) -> list[str]:
    """How the mean loss falls while most is still to be learnt, beside tasks without end."""
    steps, loss = (np.ravel(results.data[name].values).astype(float) for name in ("time", "loss"))
    amid = (loss < 0.9) & (loss > 0.1)
    if amid.sum() < 3:
        return []
    slope = np.polyfit(np.log(steps[amid]), np.log(loss[amid]), 1)[0]
    alpha = float(shared(results)["exponent"])
    return [
        f"mean loss goes like steps^{slope:.3f} between 0.9 and 0.1; published, of tasks without end, "
        f"steps^-{alpha / (alpha + 1):.3f}"
    ]


def _scattered(tasks: _Tasks) -> list[str]:
    """How differently a task is learnt in one trial and another."""
    if tasks.each is None or len(tasks.each) < 3:
        return []
    spread = np.log(tasks.each).std(axis=0, ddof=1)
    return [
        f"ln(step) of a task scatters over {len(tasks.each)} trials: standard deviation {spread[0]:.2f} of the first, "
        f"{np.median(spread):.2f} in the median, {spread.max():.2f} at most, of task {spread.argmax() + 1}"
    ]


def _losses(axes: Axes, results: Results) -> list[Line2D]:
    """Curves of the watched tasks and of the mean; the legend's entries."""
    data = results.data
    x = np.asarray(data["time"].values, dtype=float)
    names = [str(name) for name in data.data_vars if str(name).startswith("task_") and f"{name}_low" in data]
    watched = sorted((name for name in names if name.endswith("_loss") and name != "task_loss"), key=_rank)
    keys = []
    for name, look in zip(watched, style.looks(len(watched)), strict=True):
        mean, low, high = (np.ravel(data[name + suffix].values) for suffix in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        keys.append(style.point_key(look, f"task {_rank(name)}"))
    axes.plot(x, np.ravel(data["loss"].values), color="black", linewidth=0.9, zorder=4)
    keys.append(Line2D([], [], color="black", linewidth=0.9, label="mean over samples"))
    curve = Curve("", "time", data, results.laws)
    if _LAW in results.laws and (said := curve.law(_LAW, "loss")) is not None:
        style.draw_law(axes, Line(x, said, curve.extrapolated(_LAW, "loss")), _LAW, "black")
    axes.set(xscale="log", xlabel="training steps", ylabel="loss of a task, of a guess's")
    return keys


def _rank(name: str) -> int:
    return int(name.split("_")[1])


def _tasks(results: Results) -> _Tasks:
    data, parameters = results.data, shared(results)
    step, low, high = (np.ravel(data[f"learnt_step{suffix}"].values).astype(float) for suffix in ("", "_low", "_high"))
    last = float(np.asarray(data["time"].values)[-1])
    step = np.where(step < 0.9 * last, step, np.nan)  # a mean with trials in which it was not learnt is too low
    use = breakthroughs.use(len(step), exponent=float(parameters["exponent"]))
    each = results.kept.get("learnt_step")
    return _Tasks(use, step, low, high, int(parameters["batch"]), each)
