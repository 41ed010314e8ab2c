"""Runs the blocks of all points and commits them strictly in order.

Blocks come back in any order, but a point's blocks are committed by index and its stop rules see only what is
committed: taking them as they finish would favour short trials (simulated: a rate of .020 for a true .100 with 64
workers). So what is committed depends on the sweep and its seed alone, not on threads or timing.
"""

import time
from collections.abc import Callable, MutableSequence, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Protocol

from peelsim.stats.tally import Counts, Tally
from peelsim.sweep.points import Point
from peelsim.sweep.spec import Sweep
from peelsim.sweep.stop_word import StopWord
from peelsim.sweep.workers import Block, BlockRunner

_HEARTBEAT = 0.1  # seconds between looks at the clock while no block comes back


class Sink(Protocol):
    """Where committed blocks go."""

    @property
    def tallies(self) -> Sequence[Tally]:
        """What is committed already, a tally a point."""

    def commit(self, point: int, tally: Tally, counts: Counts) -> None:
        """Add the next block of a point."""

    def finish(self, point: int, reason: str) -> None:
        """The point has ended."""


@dataclass
class _Open:
    """A point with blocks to run. Trials [0, committed) are committed, [committed, issued) under way or waiting."""

    index: int
    point: Point
    cap: int
    committed: int
    issued: int
    waiting: dict[int, Counts] = field(default_factory=dict)  # by first trial: come back, but not their turn yet
    ended: bool = False
    begun: float | None = None  # monotonic time less what earlier runs spent on the point; None before its first block

    def next_block(self) -> tuple[int, int]:
        """First trial and length: blocks end at multiples of the block length, and at the cap."""
        length = self.point.block_trials
        end = min((self.issued // length + 1) * length, self.cap)
        return self.issued, end - self.issued

    def has_room(self, ahead: int) -> bool:
        return not self.ended and self.issued < min(self.cap, self.committed + ahead * self.point.block_trials)


def run(
    sweep: Sweep,
    sink: Sink,
    *,
    workers: BlockRunner,
    word: StopWord,
    heartbeat: Callable[[], None],
    seconds: MutableSequence[float] | None = None,
) -> bool:
    """Run the sweep until every point has ended or the word is set; True in the first case. Closes the workers.

    heartbeat is called in the caller's thread several times a second, between commits. seconds: spent on each point,
    from when its first block is asked for; kept up to date at every commit, and what max_seconds goes by.
    """
    seconds = [0.0] * len(sweep.points) if seconds is None else seconds
    under_way: dict[Future[Block], tuple[_Open, int]] = {}
    try:
        points = _open_points(sweep, sink, seconds)
        while points:
            if word.is_set:
                return False
            _issue(points, under_way, workers, seconds)
            done, _ = wait(under_way, timeout=_HEARTBEAT, return_when=FIRST_COMPLETED)
            owners = []
            for future in done:
                owner, first = under_way.pop(future)
                owners.append(owner)
                counts = future.result()
                if counts is None:
                    return False
                owner.waiting[first] = counts
                _commit(owner, sweep, sink, seconds)
            if any(owner.ended for owner in owners):
                points = [p for p in points if not p.ended]
            heartbeat()
        return True
    finally:
        if under_way:
            word.set()  # an error or a stop: blocks under way are dropped
        workers.close()


def _open_points(sweep: Sweep, sink: Sink, seconds: Sequence[float]) -> list[_Open]:
    """The points that have not ended; those whose rules hold already are finished at once."""
    points = []
    for index, (point, tally) in enumerate(zip(sweep.points, sink.tallies, strict=True)):
        if point.elsewhere:
            continue
        reason = sweep.reason(point, tally, seconds[index])
        if reason is None:
            points.append(_Open(index, point, sweep.cap(point), tally.trials, tally.trials))
        else:
            sink.finish(index, reason)
    return points


def _issue(
    points: list[_Open],
    under_way: dict[Future[Block], tuple[_Open, int]],
    workers: BlockRunner,
    seconds: Sequence[float],
) -> None:
    """Keep two blocks a worker under way, earlier points first; a point may run that far ahead of its commits."""
    ahead = 2 * workers.width
    for open_point in points:
        while len(under_way) < ahead and open_point.has_room(ahead):
            first, trials = open_point.next_block()
            point = open_point.point
            if open_point.begun is None:
                open_point.begun = time.monotonic() - seconds[open_point.index]
            future = workers.submit(point.model, point.engine, point.key, first, trials)
            under_way[future] = open_point, first
            open_point.issued += trials
        if len(under_way) >= ahead:
            return


def _commit(owner: _Open, sweep: Sweep, sink: Sink, seconds: MutableSequence[float]) -> None:
    """Commit the blocks whose turn it is; blocks beyond the one that ends the point are dropped."""
    point = owner.point
    while not owner.ended and owner.committed in owner.waiting:
        counts = owner.waiting.pop(owner.committed)
        counts = {observable.name: counts[observable.name] for observable in sweep.observables}
        block = Tally.of(counts)
        sink.commit(owner.index, block, counts)
        owner.committed += block.trials
        tally = sink.tallies[owner.index]
        assert owner.begun is not None
        seconds[owner.index] = time.monotonic() - owner.begun
        reason = sweep.reason(point, tally, seconds[owner.index])
        if reason is not None:
            owner.ended = True
            sink.finish(owner.index, reason)
