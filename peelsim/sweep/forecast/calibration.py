"""What a sweep will cost, from a block or a trial of some of its points.

Points are ranked by the work of a trial and cut into shares of equal work in all; the point in the middle of each is
tried. So most is known of the points where most of the time goes, at the sizes and densities that there are.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log

import numpy as np

from peelsim.models.base import Control, Simulator
from peelsim.sweep.file.points import Point
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.forecast.forecast import blocks_a_trial

_POINTS = 12  # that are tried
_SECONDS = 3.0  # for all of them
_ROOM = 5e8  # bytes of scratch; larger tables take seconds to lay out, so such points go by the smaller ones
_LONG = 0.3  # seconds of a trial that is not run twice
_BLOCK = 0.1  # seconds of a block, as models make them


@dataclass(frozen=True)
class Cost:
    """Estimated seconds of one thread, to the caps of the stop rules; other rules may end points before."""

    tasks: tuple[float, ...]  # one each, in the sweep's order: a point, or those that share their trials
    trials: int  # that were run to find out

    def of_all(self, threads: int) -> float:
        """Seconds of the whole sweep on so many threads."""
        return sum(self.tasks) / threads


def estimate(sweep: Sweep) -> Cost:
    """Time a few trials for at most three seconds, compilation not counted. Nothing is kept of them.

    Seconds are those of a core that works for nothing else. A trial that takes too long goes by the points before it,
    in proportion to its work; if there is none, by the edges that it got done.
    """
    each = [task.first for task in sweep.tasks]
    simulated = sorted((p for p in each if sweep.cap(p)), key=blocks_a_trial)
    works: list[float] = []  # logarithms
    paces: list[float] = []  # seconds per block
    trials, left = 0, _SECONDS
    for point in _chosen(sweep, [p for p in simulated if p.simulated.bytes_per_thread(p.engine) <= _ROOM]):
        work = blocks_a_trial(point)
        if paces and paces[-1] * work > left:
            break
        simulator = _compiled(point)
        begun = time.monotonic()
        seconds, tried = _seconds_a_trial(point, simulator, sweep.cap(point), left)
        left -= time.monotonic() - begun
        if seconds is not None and (tried or not paces):
            works.append(log(work))
            paces.append(seconds / work)
        trials += tried
    return Cost(tuple(_cost(sweep, point, works, paces) for point in each), trials)


def _chosen(sweep: Sweep, points: Sequence[Point]) -> list[Point]:
    """The points in the middle of equal shares of all the work."""
    done = list(accumulate(blocks_a_trial(point) * sweep.cap(point) for point in points))
    middles = [(share + 0.5) / _POINTS * done[-1] for share in range(_POINTS)] if done else []
    return [points[i] for i in dict.fromkeys(np.searchsorted(done, middles).tolist())]


def _cost(sweep: Sweep, point: Point, works: Sequence[float], paces: Sequence[float]) -> float:
    """Seconds of all trials of a point, at the pace of points with as much work, the mean of those with equal work."""
    work, cap = blocks_a_trial(point), sweep.cap(point)
    if not works:
        return _BLOCK * work * cap
    known, which, times = np.unique(works, return_inverse=True, return_counts=True)
    means = np.bincount(which, paces) / times  # interp would take the last of equal works alone
    return float(np.interp(log(work), known, means)) * work * cap


def _compiled(point: Point) -> Simulator:
    """A simulator of the point, whose first run does not compile."""
    simulator = point.simulated.simulator(point.engine)
    simulator.run(point.key, 0, 0, np.zeros(2, np.int64))
    return simulator


def _seconds_a_trial(point: Point, simulator: Simulator, cap: int, allowed: float) -> tuple[float | None, int]:
    """Seconds of a trial and how many were run; None, or what its edges say of it, if it takes too long."""
    control = np.zeros(2, np.int64)
    alarm = threading.Timer(max(allowed, 0.1), _stop, [control])
    alarm.daemon = True
    alarm.start()
    known, tried = None, 0
    for trials in (1, min(cap, point.block_trials)):  # the first, in memory that was never touched, is slow
        begun = time.thread_time()
        finished = simulator.run(point.key, 0, trials, control) is not None
        took = time.thread_time() - begun
        if finished:
            known, tried = max(took, 1e-9) / trials, tried + trials
        elif not tried and point.edges_a_trial and control[1]:
            known = took / min(int(control[1]) / point.edges_a_trial, 1.0)
        if not finished or took > _LONG:
            break
    alarm.cancel()
    return known, tried


def _stop(control: Control) -> None:
    control[0] = 1
