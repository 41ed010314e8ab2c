"""The one writer of a result file: what it holds in memory, and when that reaches the disk."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from peelsim.arguments import path_of
from peelsim.results.atomic import replace_file
from peelsim.results.columns import Column
from peelsim.results.encode import Content, encode
from peelsim.results.errors import ANOTHER_NAME, OVERWRITE, ResultsError, reason
from peelsim.results.layout import UNFINISHED, Array, Layout, Provenance
from peelsim.results.opening import check_may_be_replaced
from peelsim.results.restore import Saved, check_units, match, read, with_foreign_laws, with_kept_laws
from peelsim.stats.tally import Tally

Counts = Mapping[str, npt.NDArray[np.int64]]  # observable -> int64[trials, its dimension]


class Store:
    """A result file being written: both the result so far and the checkpoint to go on from.

    Opening takes the lock and restores what the file holds; nothing is written before the first ``snapshot``. Use it
    as a context manager, or call ``close``. One thread at a time.
    """

    tallies: list[Tally]  # of each point, C order
    stop_reasons: list[str]  # UNFINISHED, or the reason given to ``finish``
    counted: list[str]  # the event that max_events counted when it ended a point, "" elsewhere
    provenance: Provenance  # as the last snapshot in the file has it; empty for a new file

    def __init__(self, path: str | Path, layout: Layout, *, fresh: bool = False) -> None:
        """Open the file at ``path``, or begin it.

        Parameters
        ----------
        fresh : forget what the file holds; it is overwritten at the first snapshot, and not before.

        Raises
        ------
        ResultsError : if another run is writing it, if it belongs to another sweep, is damaged, or cannot be written;
            if fresh, where there is a file of something else.
        """
        self.path, self.layout = Path(path), layout
        self._target = Path(os.path.realpath(path_of(path)))  # a link to a file on another disk stays a link
        self._columns = [Column.empty(layout, observable) for observable in layout.observables]
        self.tallies = [Tally() for _ in range(layout.points)]
        self.stop_reasons = [UNFINISHED] * layout.points
        self.counted = [""] * layout.points
        self.provenance = {}
        self._trials = np.zeros(layout.points, np.int64)
        self._kept: list[list[Counts]] = [[] for _ in range(layout.points)]
        self._changed: set[int] = set()  # points whose columns are older than their tally
        self._found: tuple[Saved, list[int | None]] | None = None  # what the file held, and where of each point
        self._lock = self._locked()
        try:
            if os.path.exists(self._target):
                if fresh:
                    check_may_be_replaced(self.path)
                else:
                    self._restore()
        except BaseException:
            self.close()
            raise

    def commit(self, point: int, tally: Tally, counts: Counts | None = None) -> None:
        """Add a block of trials to a point. ``counts`` are the block's own, kept if the layout keeps trials."""
        if self.layout.keep_trials:
            if counts is None:
                raise ValueError("this layout keeps trials, and the block has none")
            self._kept[point].append(counts)
        self.tallies[point] = self.tallies[point] + tally
        self._trials[point] = self.tallies[point].trials
        self.stop_reasons[point] = UNFINISHED
        self.counted[point] = ""
        self._changed.add(point)

    def finish(self, point: int, reason: str, *, counted: str | None = None) -> None:
        """Say why the trials of a point ended. More trials would make it unfinished again.

        A point that ended before and has got no trial since keeps the reason why it ended, whatever rule holds now:
        its interval follows from how the trials came about.

        Parameters
        ----------
        counted : the event that max_events counted; None: the one that it counts in this layout.
        """
        if self.stop_reasons[point] != UNFINISHED:
            return
        self.stop_reasons[point] = reason
        self.counted[point] = self._counted_now(reason) if counted is None else counted
        self._changed.add(point)

    def foretell(self, layout: Layout) -> None:
        """Take the layout anew, with what laws say that were still computed when the file was opened."""
        self.layout = layout if self._found is None else _with_laws_of(layout, *self._found)
        self._found = None

    def snapshot(self, provenance: Provenance) -> None:
        """Put the file on disk as it now is. Raises ResultsError, with the old file untouched, if that fails."""
        self._refresh()
        for point, blocks in enumerate(self._kept):
            if len(blocks) > 1:
                self._kept[point] = [_joined(blocks)]
        counts = [blocks[0] if blocks else {} for blocks in self._kept]
        content = Content(self.layout, self._trials, self.stop_reasons, self.counted, self._columns, counts, provenance)
        try:
            replace_file(self._target, encode(content, memory_name=str(self._target)))
        except OSError as error:
            raise ResultsError(
                f"{self.path} could not be written: {reason(error)}; what it held before is intact, "
                "and the same command goes on from there"
            ) from error

    def close(self) -> None:
        """Let other runs write the file."""
        self._lock.release()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _locked(self) -> FileLock:
        """The lock, taken. The system lets go of it when the process dies, whatever file is left."""
        lock = FileLock(self._target.parent / f".{self._target.name}.lock", thread_local=False)
        try:
            if not self._target.name or self._target.is_dir():
                raise ResultsError(f"{self.path} is a folder: ", ANOTHER_NAME)
            self._target.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(blocking=False)
        except Timeout:
            raise ResultsError(f"{self.path} is being written by another run: wait for it, or ", ANOTHER_NAME) from None
        except OSError as error:
            raise ResultsError(f"{self.path} cannot be written: {reason(error)}; ", ANOTHER_NAME) from error
        return lock

    def _restore(self) -> None:
        saved = read(self.path, cure=OVERWRITE)
        places = match(self.path, saved, self.layout)
        check_units(self.path, saved, self.layout, places)
        for point, place in enumerate(places):
            if place is not None:
                self.tallies[point] = saved.tallies[place]
                self.stop_reasons[point] = saved.stop_reasons[place]
                said = saved.counted[place]
                self.counted[point] = self._counted_now(saved.stop_reasons[place]) if said is None else said
                self._trials[point] = saved.tallies[place].trials
                self._kept[point] = [saved.counts[place]] if saved.counts[place] else []
                self._changed.add(point)
        self.provenance = {key: _replaced(value, places) for key, value in saved.provenance.items()}
        self._found = saved, places
        self.layout = _with_laws_of(self.layout, saved, places)

    def _counted_now(self, reason: str) -> str:
        rule = self.layout.events_rule
        return rule.observable if rule is not None and "max_events" in reason else ""

    def _refresh(self) -> None:
        """Bring the columns up to the tallies."""
        changed = sorted(point for point in self._changed if self.tallies[point].trials)
        for event in sorted({self.counted[point] for point in changed}):
            points = [point for point in changed if self.counted[point] == event]
            tallies = [self.tallies[point] for point in points]
            reasons: Array = np.array([self.stop_reasons[point] for point in points])
            targets = {event: self.layout.targets.get(event, 0)} if event else {}
            for column in self._columns:
                column.update(points, tallies, reasons, targets=targets)
        self._changed.clear()


def _with_laws_of(layout: Layout, saved: Saved, places: list[int | None]) -> Layout:
    """The layout with the laws of a file that stay in it."""
    return with_foreign_laws(with_kept_laws(layout, saved, places), saved, places)


def _replaced(value: str | float | int | Array, places: list[int | None]) -> str | float | int | Array:
    """An array over the file's points as one over the layout's, 0 where a point is new."""
    if not isinstance(value, np.ndarray):
        return value
    return np.array([0 if place is None else value[place] for place in places], dtype=value.dtype)


def _joined(blocks: list[Counts]) -> Counts:
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
