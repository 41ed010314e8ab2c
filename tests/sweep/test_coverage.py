"""Intervals hold what they promise whatever rule ended the trials: thousands of repeated sweeps, and exact sums.

Every promise is a coverage of 94 % or more, and where 20 or more of both outcomes are expected of 97.6 % or less. The
seeds are fixed, so the shares are asserted as they are.
"""

from concurrent.futures import Future
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

import numpy as np
import pytest
from scipy import stats

from peelsim.stats.intervals import event_interval
from peelsim.stats.observable import Observable
from peelsim.stats.tally import Tally
from peelsim.sweep.rules.precision import limits
from peelsim.sweep.run import schedule
from peelsim.sweep.run.stop_word import StopWord
from peelsim.sweep.run.workers import Workers
from tests.sweep.example import coin_sweep

SWEEPS = 4000
MOST = 0.976  # discrete counts allow no less: exact sums reach it where 20 of both outcomes are expected


@dataclass(frozen=True)
class Lesson:
    """A trial is stuck with probability ``chance`` and then teaches nothing; else all but for some noise."""

    chance: float
    block: int
    kind: ClassVar[str] = "lesson"
    per: ClassVar = {"learnt": 100}
    expected_edges: ClassVar[float] = 3.0
    observables: ClassVar = (
        Observable("stuck", "event", "nothing is learnt"),
        Observable("learnt", "number", "share learnt", rare="stuck", span=-1.0, per=100.0),
        Observable("noise", "number", "0 to 9, whatever happens"),
    )

    def block_trials(self, engine):
        return self.block

    def simulator(self, engine):
        return self

    def run(self, key, first, trials, control):
        random = np.random.default_rng([key, first])
        stuck = (random.random(trials) < self.chance).astype(np.int64)
        noise = random.integers(0, 10, trials)
        return {"stuck": stuck, "learnt": (1 - stuck) * (91 + noise), "noise": noise}

    @property
    def means(self):
        return {"stuck": self.chance, "learnt": (1 - self.chance) * 0.955, "noise": 4.5}


class Ledger:
    """A sink that keeps tallies and reasons."""

    def __init__(self, points):
        self.tallies, self.reasons = [Tally()] * points, [None] * points

    def commit(self, point, tally, counts):
        self.tallies[point] = self.tallies[point] + tally

    def finish(self, point, reason):
        self.reasons[point] = reason


def of(name, value):
    return {"observable": name, "value": value}


RULES = {
    "max_trials": (0.02, 300, {"max_trials": 1500}),
    "max_trials, few events": (0.001, 300, {"max_trials": 1500}),
    "max_edges": (0.02, 300, {"max_edges": 4500.0}),
    "max_events": (0.02, 60, {"max_events": {"observable": "stuck", "count": 25}}),
    "max_events, large blocks": (0.05, 500, {"max_events": {"observable": "stuck", "count": 40}}),
    "rel_error of an event": (0.03, 200, {"rel_error": of("stuck", 0.25)}),
    "abs_error of an event": (0.03, 200, {"abs_error": of("stuck", 0.007)}),
    "rel_error of a mean": (0.02, 200, {"rel_error": of("learnt", 0.006)}),
    "abs_error of a mean": (0.02, 200, {"abs_error": of("learnt", 0.006)}),
    "abs_error of a mean, hardly an event": (0.0005, 200, {"abs_error": of("learnt", 0.002)}),
    "abs_error of noise": (0.02, 100, {"abs_error": of("noise", 0.15)}),
    "max_events or rel_error": (
        0.03,
        100,
        {"max_events": {"observable": "stuck", "count": 60}, "rel_error": of("stuck", 0.266)},
    ),
    "max_events and rel_error": (
        0.03,
        100,
        {"until": "all", "max_events": {"observable": "stuck", "count": 60}, "rel_error": of("stuck", 0.266)},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_repeated_sweeps(rule):
    chance, block, stop = RULES[rule]
    lesson = Lesson(chance, block)
    sweep = coin_sweep([lesson] * SWEEPS, **({"max_trials": 30_000} | stop))
    object.__setattr__(sweep, "observables", Lesson.observables)
    ledger, word = Ledger(SWEEPS), StopWord()
    assert schedule.run(sweep, ledger, workers=Workers(1, word), word=word, heartbeat=lambda: None)
    events = np.mean([int(tally.sums["stuck"]) for tally in ledger.tallies])
    reasons = sorted(set(ledger.reasons))
    for name, truth in lesson.means.items():
        inside = 0
        for tally, reason in zip(ledger.tallies, ledger.reasons, strict=True):
            low, high = limits(name, tally, lesson, reason=reason, targets=sweep.stop.targets)
            inside += low <= truth <= high
        print(f"{rule}, {name}: {inside} of {SWEEPS} cover, {events:.1f} stuck, ended by {', '.join(reasons)}")
        assert inside / SWEEPS >= 0.94
        if events >= 20:
            assert inside / SWEEPS <= MOST


class Clock:
    """Blocks that take random times, in order: the clock of ``schedule`` stands still but for them."""

    def __init__(self, monkeypatch):
        self.now = 0.0
        monkeypatch.setattr(schedule.time, "monotonic", lambda: self.now)

    def workers(self, seconds_of_a_block):
        """Runs blocks at once, one at a time."""
        return _Clocked(self, seconds_of_a_block)


class _Clocked:
    width = 0.5  # two blocks per worker are under way: one

    def __init__(self, clock, seconds_of_a_block):
        self.clock, self.seconds_of_a_block = clock, seconds_of_a_block

    def submit(self, job):
        counts = job.model.run(job.key, job.first, job.trials, None)
        self.clock.now += self.seconds_of_a_block(job.key, job.first, counts)
        done = Future()
        done.set_result(counts)
        return done

    def close(self, *, stopped):
        pass


def steady(key, first, counts):
    """A block takes .02 to .04 s, whatever happens in it."""
    return 0.02 + 0.02 * np.random.default_rng([7, key, first]).random()


def hurried_by_failures(key, first, counts):
    """Trials that are stuck end ten times sooner, which draws the rule towards blocks with few of them."""
    return 0.0003 * float(np.sum(np.where(counts["stuck"] > 0, 0.1, 1.0)))


@pytest.mark.slow
@pytest.mark.parametrize(("pace", "chance"), [(steady, 0.02), (hurried_by_failures, 0.02), (hurried_by_failures, 0.4)])
def test_repeated_sweeps_that_a_clock_ends(monkeypatch, pace, chance):
    """max_seconds ends a point between committed blocks; how many they are depends on how long they took."""
    lesson, clock = Lesson(chance, 100), Clock(monkeypatch)
    sweep = coin_sweep([lesson] * SWEEPS, max_trials=30_000, max_seconds=0.5)
    object.__setattr__(sweep, "observables", Lesson.observables)
    ledger, word = Ledger(SWEEPS), StopWord()
    assert schedule.run(sweep, ledger, workers=clock.workers(pace), word=word, heartbeat=lambda: None)
    assert set(ledger.reasons) == {"max_seconds"}
    lengths = {tally.trials for tally in ledger.tallies}
    assert len(lengths) > 1 and all(trials % 100 == 0 for trials in lengths)
    for name, truth in lesson.means.items():
        inside = 0
        for tally in ledger.tallies:
            low, high = limits(name, tally, lesson, reason="max_seconds", targets={})
            inside += low <= truth <= high
        print(
            f"max_seconds, {pace.__name__}, {name}: {inside} of {SWEEPS} cover, {min(lengths)} to {max(lengths)} trials"
        )
        assert 0.94 <= inside / SWEEPS <= MOST


def covered(rule, tolerance, chance, block):
    """Chance that the interval of an event covers, its mean count, and that of the trials: by summation over counts."""
    step = stats.binom.pmf(np.arange(block + 1), block, chance)
    step = step[: len(step) - int(np.searchsorted(np.cumsum(step[::-1]), 1e-13))]
    running, first, n, inside, count, length = np.array([1.0]), 0, 0, 0.0, 0.0, 0.0
    while running.sum() > 1e-7:
        n += block
        running = np.convolve(running, step)
        likely = np.flatnonzero(running > 1e-14)
        running, first = running[likely[0] : likely[-1] + 1], first + likely[0]
        events = first + np.arange(len(running))
        low, high = event_interval(events, n, rule)
        half = (high - low) / 2 / (events / n if rule == "rel_error" else 1)
        stops = (half <= tolerance) & (n >= 1000)
        inside += running[stops & (low <= chance) & (chance <= high)].sum()
        count += (running * events)[stops].sum()
        length += n * running[stops].sum()
        running = np.where(stops, 0, running)
    return inside, count, length


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["rel_error", "abs_error"])
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_exact_sums(rule):
    """Random probabilities, tolerances and blocks, from a hundredth to half of all trials."""
    random, found = np.random.default_rng(5), []
    while len(found) < 120:
        rare, target = np.exp(random.uniform(np.log(0.003), np.log(0.5))), np.exp(random.uniform(1, np.log(300)))
        trials = target / rare
        if not 600 < trials < 10_000:
            continue
        chance = rare if random.random() < 0.5 else 1 - rare
        tolerance = 2 * rare / sqrt(target) / (chance if rule == "rel_error" else 1)
        block = int(trials * np.exp(random.uniform(np.log(0.01), np.log(0.5))))
        inside, count, length = covered(rule, tolerance, chance, block)
        found.append((inside, min(count, length - count)))
    inside, fewer = np.array(found).T
    enough = inside[fewer >= 20]
    print(f"{rule}: coverage {inside.min():.4f} to {inside.max():.4f}, with 20 or more up to {enough.max():.4f}")
    assert inside.min() >= 0.94
    assert enough.max() <= 0.97
