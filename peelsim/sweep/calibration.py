"""What a sweep will cost, from a few trials of a few of its points."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from peelsim.models.base import Control, Simulator
from peelsim.sweep.forecast import blocks_a_trial
from peelsim.sweep.points import Point
from peelsim.sweep.spec import Sweep

_POINTS = 5  # that are tried
_SECONDS = 2.0  # for all of them
_ROOM = 5e8  # bytes of scratch; larger tables take seconds to lay out, so such points go by the smaller ones


@dataclass(frozen=True)
class Cost:
    """Estimated seconds of one thread, to the caps of the stop rules; other rules may end points before."""

    tasks: tuple[float, ...]  # one each, in the sweep's order: a point, or those that share their trials
    trials: int  # that were run to find out

    def of_all(self, threads: int) -> float:
        """Seconds of the whole sweep on so many threads."""
        return sum(self.tasks) / threads


def estimate(sweep: Sweep) -> Cost:
    """Time a few trials for at most two seconds, compilation not counted. Nothing is kept of them."""
    each = [task.first for task in sweep.tasks]
    simulated = sorted((point for point in each if sweep.cap(point)), key=blocks_a_trial)
    handy = [point for point in simulated if point.simulated.memory(point.engine) <= _ROOM]
    chosen = [handy[i] for i in sorted({round(x) for x in np.linspace(0, len(handy) - 1, _POINTS)})] if handy else []
    works, seconds, trials = [], [], 0
    for point in chosen:
        took, tried = _seconds_a_trial(point, sweep.cap(point), _SECONDS / len(chosen))
        if took is not None:
            works.append(log(blocks_a_trial(point)))
            seconds.append(log(took))
        trials += tried
    return Cost(tuple(_between(log(blocks_a_trial(p)), works, seconds) * sweep.cap(p) for p in each), trials)


def _seconds_a_trial(point: Point, cap: int, allowed: float) -> tuple[float | None, int]:
    """Seconds of a trial and how many were run; of one that takes too long, from the edges it got done."""
    simulator, control = point.simulated.simulator(point.engine), np.zeros(2, np.int64)
    simulator.run(point.key, 0, 0, control)  # compiles
    tried, spent, batch = 0, 0.0, 1
    alarm = threading.Timer(allowed, _stop, [control])
    alarm.daemon = True
    alarm.start()
    while spent < allowed / 2 and tried < cap:
        batch = min(batch, cap - tried)
        took, finished = _timed(simulator, point, tried, batch, control)
        if not finished:
            share = int(control[1]) / (point.edges_a_trial * (tried + batch)) if point.edges_a_trial else 0.0
            alarm.cancel()
            if tried:
                return spent / tried, tried
            return (took / min(share, 1.0), 0) if share > 0 else (None, 0)
        tried, spent, batch = tried + batch, spent + took, 2 * batch
    alarm.cancel()
    return max(spent, 1e-9) / tried, tried


def _timed(simulator: Simulator, point: Point, first: int, trials: int, control: Control) -> tuple[float, bool]:
    begun = time.perf_counter()
    counts = simulator.run(point.key, first, trials, control)
    return time.perf_counter() - begun, counts is not None


def _stop(control: Control) -> None:
    control[0] = 1


def _between(work: float, works: Sequence[float], seconds: Sequence[float]) -> float:
    """Seconds of a trial, between measured ones on logarithmic scales; beyond them in proportion to the work."""
    if not works:
        return exp(work) * 0.1  # blocks are made to take a tenth of a second
    nearest = min(max(work, works[0]), works[-1])
    return exp(float(np.interp(nearest, works, seconds)) + work - nearest)
