"""What a run would do, and what it would cost, found out by a few trials of which nothing is kept.

Tests: tests/commands/test_run.py
"""

from dataclasses import dataclass

from peelsim.stats.durations import in_words
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.forecast import calibration
from peelsim.sweep.run.memory import shortage


@dataclass(frozen=True)
class Plan:
    """What a sweep asks for, to the caps of its stop rules; goals may end points before.

    Attributes
    ----------
    points : of the grid.
    trials, edges : at most, in all; edges are expected ones.
    memory : bytes of scratch per thread.
    seconds : of one thread, for all of it.
    longest : seconds of one thread for the longest point, or curve.
    tried : trials that were run to find out.
    lacking : what is wrong with the largest point on so many threads here, None if it fits.
    """

    points: int
    trials: int
    edges: float
    memory: float
    seconds: float
    longest: float
    tried: int
    lacking: str | None

    def on(self, threads: int) -> float:
        """Seconds on so many threads."""
        return self.seconds / threads

    def __repr__(self) -> str:
        return (
            f"<Forecast: {self.points:,} points, at most {self.trials:,} trials, about "
            f"{in_words(self.seconds)} of one thread, {self.memory / 1e6:.1f} MB per thread>"
        )


def plan(sweep: Sweep, here: int) -> Plan:
    """Time a few trials, for three seconds at most. here: models that would be held in this machine's memory."""
    each = [task.first for task in sweep.tasks]
    caps = [sweep.cap(point) for point in each]
    largest = max(each, key=lambda point: point.simulated.bytes_per_thread(point.engine) * (sweep.cap(point) > 0))
    memory = largest.simulated.bytes_per_thread(largest.engine) * (sweep.cap(largest) > 0)
    cost = calibration.estimate(sweep)
    return Plan(
        points=len(sweep.points),
        trials=sum(caps),
        edges=sum(cap * point.edges_a_trial for cap, point in zip(caps, each, strict=True)),
        memory=memory,
        seconds=cost.of_all(1),
        longest=max(cost.tasks),
        tried=cost.trials,
        lacking=shortage(largest.simulated, largest.engine, here) if memory else None,
    )
