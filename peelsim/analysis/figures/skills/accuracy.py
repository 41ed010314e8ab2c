"""Accuracy of each task as a model grows, and the levels its skills come from (Nayak and Varshney 2024, Fig. 3).

Tests: tests/analysis/test_skill_figures.py
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from pydantic import TypeAdapter

from peelsim.analysis.curves import Curve, axis, curves, runs_along
from peelsim.analysis.emergence_point import EmergencePoint, emergence_point, plateaus
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.law_lines import Line
from peelsim.analysis.model_size import SIZES, ascending, size_axis, untried
from peelsim.analysis.requirements import Condition
from peelsim.analysis.results import Results
from peelsim.analysis.setting import shared
from peelsim.models.skill_hierarchy.tasks import Task

LAWS_ALONE = "0.92"  # ground of what lies beyond the simulated points
_LEAST = 1e-4  # of q(l), below which nothing is shown
_TASKS: TypeAdapter[dict[str, Task]] = TypeAdapter(dict[str, Task])


def _seen(results: Results) -> bool:
    by = axis(results, "task")
    return runs_along(results, "accuracy", size_axis(results), *([by] if by else []))


MODELS = ("skill-hierarchy",)
NEEDS = (
    Condition("tasks", lambda results: "task" in results.data.coords),
    SIZES,
    Condition("accuracy along a size and along no other axis", _seen),
)


@style.publication()
def draw(results: Results) -> Figure:
    """Accuracy against N, a curve per task; beside it q(l), the chance that a task is of level l."""
    results, size = ascending(results)
    along = size_axis(results)
    assert along is not None
    figure = style.new_figure(style.DOUBLE, 3.0)
    left, right = figure.subplots(1, 2, width_ratios=(5, 3))
    left.set(xscale="log", ylim=(-0.03, 1.03), xlabel="model size, $N$ (parameters)", ylabel="accuracy of a task")
    drawn = _curves(results, along)
    weights = _level_weights(results)
    said = [law for law in style.in_order(results.laws) if "accuracy" in results.laws[law]]
    tasks = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        mean, low, high = (curve.values(f"accuracy{suffix}") for suffix in ("", "_low", "_high"))
        style.points(left, size, mean=mean, low=low, high=high, look=look)
        for law in said:
            predicted = curve.law(law, "accuracy")
            if predicted is not None:
                style.draw_law(left, Line(size, predicted, curve.extrapolated(law, "accuracy")), law, look.colour)
        _levels(right, weights[str(curve.value)], look)
        tasks.append(style.point_key(look, f"task {str(curve.value).replace('_', ' ')}"))
    keys = [style.law_key(law) for law in said]
    margin = (size[-1] / size[0]) ** 0.03
    keys += ground(left, size, drawn[0].values("trials"), limits=(size[0] / margin, size[-1] * margin))
    right.set(yscale="log", ylim=(_LEAST, 2), xlabel="level of skills, $l$", ylabel="share of tasks, $q(l)$")
    style.legend(figure, *style.in_columns(tasks, -(-len(tasks) // 4)), *style.in_columns(keys, 2))
    return figure


def summary(results: Results) -> str:
    """N at accuracy 1/2, simulated and by the laws, and the plateaus, a line each."""
    results, size = ascending(results)
    along = size_axis(results)
    assert along is not None
    said = [law for law in style.in_order(results.laws) if "accuracy" in results.laws[law]]
    drawn = _curves(results, along)
    wide = max(len("N at accuracy 1/2"), *(len(str(curve.value)) for curve in drawn))
    head = [f"{'N at accuracy 1/2':<{wide}}", f"{'simulated':>10}", f"{'95 % interval':>24}"]
    lines, flat = ["  ".join([*head, *(f"{law:>12}" for law in said)])], []
    for curve in drawn:
        mean, low, high = (curve.values(f"accuracy{suffix}") for suffix in ("", "_low", "_high"))
        seen = emergence_point(size, accuracy=mean, low=low, high=high)
        row = [f"{curve.value:<{wide}}", f"{_said(seen):>10}", f"{_interval(seen):>24}"]
        for law in said:
            predicted = curve.law(law, "accuracy")
            assert predicted is not None
            row.append(f"{_said(emergence_point(size, accuracy=predicted)):>12}")
        lines.append("  ".join(row))
        flat += [
            f"plateau of {curve.value} at accuracy {each.accuracy:.3f}, N = {each.start:.3g} to {each.end:.3g}"
            for each in plateaus(size, accuracy=mean)
        ]
    return "\n".join([*lines, *flat])


def ground(axes: Axes, size: Floats, trials: Floats, *, limits: tuple[float, float]) -> list[Line2D]:
    """Set the limits of N and shade the stretches without trials; their entry in the legend."""
    axes.set_xlim(*limits)
    stretches = untried(size, trials)
    for start, end in stretches:
        axes.axvspan(max(start, limits[0]), min(end, limits[1]), color=LAWS_ALONE, linewidth=0, zorder=0)
    if not stretches:
        return []
    return [Line2D([], [], linestyle="", marker="s", markersize=6, color=LAWS_ALONE, label="laws alone")]


def _curves(results: Results, along: str) -> list[Curve]:
    """A curve per task, in the order of the file."""
    order = results.data["task"].values.tolist()
    return sorted(curves(results, along, by="task"), key=lambda curve: int(order.index(curve.value)))


def _level_weights(results: Results) -> dict[str, Floats]:
    """q(l) of each task."""
    parameters = shared(results)
    if missing := [name for name in ("tasks", "levels") if name not in parameters]:
        raise ValueError(f"the points differ in {' and '.join(missing)}")
    tasks = _TASKS.validate_python(parameters["tasks"])
    return {name: task.weights_at(parameters["levels"]) for name, task in tasks.items()}


def _levels(axes: Axes, weights: Floats, look: Look) -> None:
    """Steps, one per level, with a marker on every peak."""
    shares = np.concatenate([[0.0], weights, [0.0]])
    level = np.arange(len(shares))
    axes.plot(level, shares, color=look.colour, drawstyle="steps-mid", linewidth=0.8)
    peaks = 1 + np.flatnonzero((shares[1:-1] > shares[:-2]) & (shares[1:-1] >= shares[2:]) & (weights > _LEAST))
    axes.plot(level[peaks], shares[peaks], look.marker, color=look.colour, markeredgewidth=0)


def _said(found: EmergencePoint | None) -> str:
    return "-" if found is None else f"{found.parameters:.3e}"


def _interval(found: EmergencePoint | None) -> str:
    return "-" if found is None else f"[{found.low:.3e}, {found.high:.3e}]"
