"""How far a run is and how long it still takes: a bar on a terminal, else a line every half minute; on stderr."""

import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from tqdm import tqdm

from peelsim.printing import complain
from peelsim.stats.durations import in_words
from peelsim.stats.tally import Tally
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.forecast.forecast import blocks_a_trial, expected_trials
from peelsim.sweep.run.stop_word import StopWord

_LINE_EVERY, _BAR_EVERY = 30.0, 0.2  # seconds


class Progress:
    """Counts work in blocks, done and expected; what kernels report moves it also within a long trial."""

    def __init__(self, sweep: Sweep, word: StopWord, tallies: Sequence[Tally]) -> None:
        self._sweep, self._word = sweep, word
        self._shares = [1.0] * len(sweep.points)  # of the work of a trial: points that share it, share that, too
        for task in sweep.tasks:
            for index in task.indices:
                self._shares[index] = 1 / len(task.indices)
        self._costs = [blocks_a_trial(p) * share for p, share in zip(sweep.points, self._shares, strict=True)]
        self._known = [  # of a point elsewhere, what others have done
            (tally, tally.trials if point.elsewhere else sweep.cap(point))
            for tally, point in zip(tallies, sweep.points, strict=True)
        ]
        self._begun = self._spoken = time.monotonic()
        self._before = sum(tally.trials * cost for tally, cost in zip(tallies, self._costs, strict=True))
        self._edges_before = self._edges(tallies)
        self._bar: tqdm | None = None
        if sys.stderr is not None and sys.stderr.isatty():
            shape = "{desc}: {percentage:3.0f}%|{bar}| {elapsed}{postfix}"
            self._bar = tqdm(total=1, desc=sweep.name, bar_format=shape, leave=False, file=sys.stderr)

    def expected(self, tallies: Sequence[Tally], ended: Sequence[bool], seconds: Sequence[float]) -> list[int]:
        """Trials that each point will have had in the end."""
        for task in self._sweep.tasks:
            first = task.indices[0]
            tally = tallies[first]
            if ended[first]:
                known = tally.trials
            elif tally is not self._known[first][0]:
                known = expected_trials(self._sweep, task, [tallies[i] for i in task.indices], seconds[first])
            else:
                continue
            for i in task.indices:
                self._known[i] = tallies[i], known
        return [trials for _, trials in self._known]

    def to_go(self, tallies: Sequence[Tally], expected: Sequence[int]) -> float:
        """Seconds until the last point ends at the pace of this run; NaN before anything is done."""
        done, total = self._work(tallies, expected)
        paced = done - self._before
        elapsed = time.monotonic() - self._begun
        return (total - done) * elapsed / paced if paced > 0 else 0.0 if total <= done else float("nan")

    def show(
        self, tallies: Sequence[Tally], reasons: Sequence[str], *, unfinished: str, seconds: Sequence[float]
    ) -> None:
        """Bring the bar up to date, or write a line, if due. reasons: why each point ended, or ``unfinished``."""
        now = time.monotonic()
        if now - self._spoken < (_LINE_EVERY if self._bar is None else _BAR_EVERY):
            return
        self._spoken = now
        ended = [reason != unfinished for reason in reasons]
        expected = self.expected(tallies, ended, seconds)
        done, total = self._work(tallies, expected)
        own = [i for i, point in enumerate(self._sweep.points) if not point.elsewhere]
        under_way = [i for i in own if not ended[i]]
        said = [f"{len(own) - len(under_way)} of {len(own)} points", f"{sum(t.trials for t in tallies):,} trials"]
        if under_way:
            coordinates = self._sweep.points[under_way[0]].coordinates
            said += [", ".join(f"{name} = {value:.6g}" for name, value in coordinates.items() if _number(value))]
        to_go = self.to_go(tallies, expected)
        said += [f"{in_words(to_go)} to go" if to_go == to_go else "time to go unknown"]
        line = ", ".join(filter(None, said))
        if self._bar is not None:
            self._bar.total, self._bar.n = max(total, 1e-9), done
            with suppress(OSError):  # of a terminal that is gone: the run is not
                self._bar.set_postfix_str(line)
        else:
            share = done / total if total else 1.0
            complain(f"{self._sweep.name}: {share:.0%}, {line}")

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            with suppress(OSError):
                self._bar.close()

    def _work(self, tallies: Sequence[Tally], expected: Sequence[int]) -> tuple[float, float]:
        """Blocks done, with those under way as far as they are, and blocks in all."""
        done = total = 0.0
        long = None  # a point under way whose trials are blocks of their own
        for i, (tally, trials, cost) in enumerate(zip(tallies, expected, self._costs, strict=True)):
            done += tally.trials * cost
            total += trials * cost
            if long is None and trials > tally.trials and cost >= self._shares[i]:
                long = i
        if long is not None:
            under_way = self._word.edges_done - (self._edges(tallies) - self._edges_before)
            trials_under_way = max(0.0, under_way / max(self._sweep.points[long].edges_a_trial, 1.0))
            of_trial = self._costs[long] / self._shares[long]
            done += min(trials_under_way, 0.99 * (expected[long] - tallies[long].trials)) * of_trial
        return done, total

    def _edges(self, tallies: Sequence[Tally]) -> float:
        both = zip(tallies, self._sweep.points, self._shares, strict=True)
        return sum(tally.trials * point.edges_a_trial * share for tally, point, share in both)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
