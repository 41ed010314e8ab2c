"""How many trials a task will have had when its rules end it, from what is committed so far.

Tests: tests/sweep/forecast/test_calibration.py
"""

from collections.abc import Sequence
from math import inf, isfinite

from peelsim.stats.tally import Tally
from peelsim.sweep.file.points import Point, Task
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.rules.precision import width
from peelsim.sweep.rules.stopping import StopRules

_BLOCK_EDGES = 1.2e7  # edges of a sampled graph in the time of a block


def expected_trials(sweep: Sweep, task: Task, tallies: Sequence[Tally], seconds: float = 0.0) -> int:
    """Trials at the rule that is expected to hold first; the caps alone before the first block.

    Events go on at the rate seen, intervals shrink like the square root of the trials, and trials take as long as
    they did. Points that share their trials reach a goal with the slowest of them. tallies: one a point of the task.
    seconds: spent on the task.
    """
    stop, n = sweep.stop, tallies[0].trials
    cap = sweep.cap(task.first)
    if not n:
        return cap
    each = [_goals(stop, point, tally) for point, tally in zip(task.points, tallies, strict=True)]
    goals = [max(goal) for goal in zip(*each, strict=True)]
    likely = [float(cap)]
    if goals:
        likely.append(max(goals) if stop.until == "all" else min(goals))
    if stop.max_seconds is not None and seconds > 0:
        likely.append(n * stop.max_seconds / seconds)
    return max(n, min(cap, int(min(likely))))


def _goals(stop: StopRules, point: Point, tally: Tally) -> list[float]:
    """Trials at which a point is expected to reach each goal."""
    n, goals = tally.trials, []
    if stop.max_events is not None:
        seen = int(tally.sums[stop.max_events.observable])
        goals.append(n * stop.max_events.count / seen if seen else inf)
    for name, rule in stop.precision.items():
        found = width(rule.observable, tally, point.model, reason=name)
        tolerance = rule.value * abs(found.mean) if name == "rel_error" else rule.value
        needed = n * (found.half / tolerance) ** 2 if tolerance > 0 and isfinite(found.half) else inf
        goals.append(max(stop.least_trials, needed))
    return goals


def blocks_a_trial(point: Point) -> float:
    """Work of a trial in blocks, which models make equally long; a trial longer than a block goes by its edges."""
    blocks = point.block_trials
    return 1 / blocks if blocks > 1 else max(1.0, point.edges_a_trial / _BLOCK_EDGES)
