"""How far a run is and how long it still takes."""

import time
from collections.abc import Sequence

from peelsim.stats.tally import Tally
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.forecast.forecast import blocks_a_trial, expected_trials
from peelsim.sweep.run.display import Display, State, on_screen
from peelsim.sweep.run.stop_word import StopWord

_ALMOST = 0.99  # the share while any point is under way


class Progress:
    """Counts work in blocks, done and expected; what kernels report moves it also within a long trial."""

    def __init__(self, sweep: Sweep, word: StopWord, tallies: Sequence[Tally], display: Display | None = None) -> None:
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
        self._share = self._done = 0.0
        self._display = display or on_screen(sweep.name)

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
        """Show the state, if that is due. reasons: why each point ended, or ``unfinished``."""
        now = time.monotonic()
        if now - self._spoken >= self._display.every:
            self._spoken = now
            self._display.show(self._state(tallies, [reason != unfinished for reason in reasons], seconds))

    def close(
        self, tallies: Sequence[Tally], reasons: Sequence[str], *, unfinished: str, seconds: Sequence[float]
    ) -> None:
        """The run is over."""
        ended = [reason != unfinished for reason in reasons]
        try:
            if self._display.tells_the_end:
                self._display.show(self._state(tallies, ended, seconds))
        finally:
            self._display.close()

    def _state(self, tallies: Sequence[Tally], ended: Sequence[bool], seconds: Sequence[float]) -> State:
        expected = self.expected(tallies, ended, seconds)
        own = [i for i, point in enumerate(self._sweep.points) if not point.elsewhere]
        under_way = [i for i in own if not ended[i]]
        return State(
            name=self._sweep.name,
            share=self._risen(*self._work(tallies, expected)) if under_way else 1.0,
            ended=len(own) - len(under_way),
            points=len(own),
            trials=sum(tally.trials for tally in tallies),
            seconds_to_go=self.to_go(tallies, expected),
            at=self._sweep.points[under_way[0]].coordinates if under_way else {},
        )

    def _risen(self, done: float, total: float) -> float:
        """The share of the work that is done. Where more work turns out to be left, it rises the slower for it.

        Of what was left before, the work done since is a part: by that part the rest of the share is reduced.
        """
        left = total - self._done
        if left > 0:
            self._share += (_ALMOST - self._share) * min(max(0.0, done - self._done) / left, 1.0)
        self._done = max(done, self._done)
        return self._share

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
