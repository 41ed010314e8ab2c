"""Every N-th point of a sweep, to be run by itself and merged with the others afterwards.

Points that share their trials count as one, and so do those of an axis of which a rule leaves out the rest.

Tests: tests/sweep/test_tasks.py
"""

from dataclasses import dataclass, replace

from peelsim.sweep.file.spec import Sweep


@dataclass(frozen=True)
class Shard:
    """Points number, number + of, number + 2 of, ..., counted from 1, of those that ``of`` jobs share."""

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise ValueError(f"{self.number} of {self.of} is no shard; the first is 1, the last {self.of}")

    def apply(self, sweep: Sweep) -> Sweep:
        """The sweep with all other points left to others, and a result file of its own."""
        ours = {
            i
            for number, line in enumerate(sweep.lines)
            if number % self.of == self.number - 1
            for task in line
            for i in task.indices
        }
        points = tuple(replace(point, elsewhere=index not in ours) for index, point in enumerate(sweep.points))
        own = sweep.path.with_suffix(f".shard-{self.number}-of-{self.of}{sweep.path.suffix}")
        return replace(sweep, points=points, path=own)
