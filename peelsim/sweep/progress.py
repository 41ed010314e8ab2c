"""How far a run is: a bar on a terminal, else a line every half minute; always on stderr."""

import sys
import time
from collections.abc import Sequence

from tqdm import tqdm

from peelsim.stats.tally import Tally
from peelsim.sweep.spec import Sweep
from peelsim.sweep.stop_word import StopWord

_LINE_EVERY, _BAR_EVERY = 30.0, 0.2  # seconds


class Progress:
    """Counts points and expected edges; ``edges`` under way also move within a long trial."""

    def __init__(self, sweep: Sweep, word: StopWord) -> None:
        self._sweep, self._word = sweep, word
        self._costs = [point.edges_a_trial for point in sweep.points]
        self._work = [cost * sweep.cap(point) for cost, point in zip(self._costs, sweep.points, strict=True)]
        self._begun = self._spoken = time.monotonic()
        self._bar: tqdm | None = None
        if sys.stderr.isatty():
            shape = "{desc}: {percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}"
            self._bar = tqdm(total=sum(self._work), desc=sweep.name, bar_format=shape, leave=False, file=sys.stderr)

    def show(self, tallies: Sequence[Tally], reasons: Sequence[str], *, unfinished: str) -> None:
        """Bring the bar up to date, or write a line, if due. reasons: why each point ended, or ``unfinished``."""
        now = time.monotonic()
        if now - self._spoken < (_LINE_EVERY if self._bar is None else _BAR_EVERY):
            return
        self._spoken = now
        ended = [reason != unfinished for reason in reasons]
        done = sum(
            work if over else tally.trials * cost
            for tally, over, cost, work in zip(tallies, ended, self._costs, self._work, strict=True)
        )
        points = f"{sum(ended)} of {len(ended)} points"
        trials = f"{sum(t.trials for t in tallies):,} trials"
        edges = f"{self._word.edges_done:.3g} edge updates"
        if self._bar is not None:
            self._bar.n = done
            self._bar.set_postfix_str(f"{points}, {trials}, {edges}")
        else:
            share = done / max(sum(self._work), 1.0)
            seconds = now - self._begun
            print(f"{self._sweep.name}: {share:.0%}, {points}, {trials}, {edges}, {seconds:.0f} s", file=sys.stderr)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
