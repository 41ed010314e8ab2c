"""Runs the blocks of all points and commits them strictly in order.

Points that share their trials are a task, and run and end together; most tasks are a single point.
Blocks come back in any order, but a task's blocks are committed by index and its stop rules see only what is
committed: taking them as they finish would favour short trials (simulated: a rate of .020 for a true .100 with 64
workers). So what is committed depends on the sweep and its seed alone, not on threads or timing.
"""

import time
from collections.abc import Callable, MutableSequence, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Protocol

from peelsim.stats.tally import Counts, Tally
from peelsim.sweep.file.points import Task
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.run.job import BlockRunner, Job, Result
from peelsim.sweep.run.stop_word import StopWord

_HEARTBEAT = 0.1  # seconds between looks at the clock while no block comes back


class Sink(Protocol):
    """Where committed blocks go."""

    @property
    def tallies(self) -> Sequence[Tally]:
        """What is committed already, a tally a point."""

    def commit(self, point: int, tally: Tally, counts: Counts | None) -> None:
        """Add the next block of a point; its counts where the sweep keeps trials."""

    def finish(self, point: int, reason: str) -> None:
        """The point has ended."""


@dataclass
class _Open:
    """A task with blocks to run. Trials [0, committed) are committed, [committed, issued) under way or waiting."""

    task: Task
    cap: int
    committed: int
    issued: int
    line: list[Task]  # what follows when it has ended
    waiting: dict[int, Counts] = field(default_factory=dict)  # by first trial: come back, but not their turn yet
    ended: bool = False
    begun: float | None = None  # monotonic time less what earlier runs spent on the task; None before its first block

    def next_block(self) -> tuple[int, int]:
        """First trial and length: blocks end at multiples of the block length, and at the cap."""
        length = self.task.first.block_trials
        end = min((self.issued // length + 1) * length, self.cap)
        return self.issued, end - self.issued

    def has_room(self, ahead: int) -> bool:
        return not self.ended and self.issued < min(self.cap, self.committed + ahead * self.task.first.block_trials)


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
    from when its first block is asked for, on all of a task the same; kept up to date at every commit, and what
    max_seconds goes by.
    """
    seconds = [0.0] * len(sweep.points) if seconds is None else seconds
    under_way: dict[Future[Result], tuple[_Open, int]] = {}
    try:
        lines = [list(line) for line in sweep.lines]
        tasks = [task for line in lines for task in _opened(line, sweep, sink, seconds)]
        while tasks:
            if word.is_set:
                return False
            _issue(tasks, under_way, workers, seconds)
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
                following = [task for o in owners if o.ended for task in _following(o, sweep, sink, seconds)]
                tasks = sorted((t for t in [*tasks, *following] if not t.ended), key=lambda t: t.task.indices)
            heartbeat()
        return True
    finally:
        stopped = word.is_set
        if under_way:
            word.set()  # blocks ahead of the end, or of an error or a stop, are dropped
        workers.close(stopped=stopped)


def _opened(line: list[Task], sweep: Sweep, sink: Sink, seconds: Sequence[float]) -> list[_Open]:
    """The next task of a line that has not ended, taken off it; [] if there is none.

    Those whose rules hold already are finished on the way, and all that follow one with a rate below interest.
    """
    rule = sweep.stop.min_rate
    while line:
        task = line.pop(0)
        if task.first.elsewhere:
            continue
        tally = sink.tallies[task.indices[0]]
        if not _finished(task, sweep, sink, seconds[task.indices[0]]):
            return [_Open(task, sweep.cap(task.first), tally.trials, tally.trials, line)]
        if rule is not None and rule.below(tally):
            _leave_out(line, sink)
    return []


def _following(ended: _Open, sweep: Sweep, sink: Sink, seconds: Sequence[float]) -> list[_Open]:
    """What may begin when a task has ended."""
    rule = sweep.stop.min_rate
    if rule is not None and rule.below(sink.tallies[ended.task.indices[0]]):
        _leave_out(ended.line, sink)
    return _opened(ended.line, sweep, sink, seconds)


def _leave_out(line: list[Task], sink: Sink) -> None:
    """Finish what follows a point with a rate below interest; trials of an earlier run are kept."""
    for task in line:
        for index in task.indices:
            sink.finish(index, "min_rate")
    line.clear()


def _finished(task: Task, sweep: Sweep, sink: Sink, seconds: float) -> bool:
    """Whether a rule ends the task now; its points are finished then."""
    reason = sweep.reason(task, [sink.tallies[index] for index in task.indices], seconds)
    if reason is None:
        return False
    for index in task.indices:
        sink.finish(index, reason)
    return True


def _issue(
    tasks: list[_Open],
    under_way: dict[Future[Result], tuple[_Open, int]],
    workers: BlockRunner,
    seconds: Sequence[float],
) -> None:
    """Keep two blocks per worker under way, earlier tasks first; a task may run that far ahead of its commits."""
    ahead = 2 * workers.width
    for open_task in tasks:
        while len(under_way) < ahead and open_task.has_room(ahead):
            first, trials = open_task.next_block()
            if open_task.begun is None:
                open_task.begun = time.monotonic() - seconds[open_task.task.indices[0]]
            runs = open_task.task.first
            future = workers.submit(Job(runs.simulated, runs.engine, runs.key, first, trials))
            under_way[future] = open_task, first
            open_task.issued += trials
        if len(under_way) >= ahead:
            return


def _commit(owner: _Open, sweep: Sweep, sink: Sink, seconds: MutableSequence[float]) -> None:
    """Commit the blocks whose turn it is; blocks beyond the one that ends the task are dropped."""
    while not owner.ended and owner.committed in owner.waiting:
        counts = owner.waiting.pop(owner.committed)
        counts = {observable.name: counts[observable.name] for observable in sweep.observables}
        block = Tally.of(counts)
        assert owner.begun is not None
        spent = time.monotonic() - owner.begun
        for index, point in zip(owner.task.indices, owner.task.points, strict=True):
            sink.commit(index, point.tally(block), point.counts(counts) if sweep.keep_trials else None)
            seconds[index] = spent
        owner.committed += block.trials
        owner.ended = _finished(owner.task, sweep, sink, spent)
