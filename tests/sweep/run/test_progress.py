"""What is said of a run under way: work done, time to go as the rules will have it."""

import math
from dataclasses import replace

import pytest

from peelsim.stats.durations import in_words
from peelsim.stats.tally import Tally
from peelsim.sweep.file.shards import Shard
from peelsim.sweep.forecast.forecast import blocks_a_trial, expected_trials
from peelsim.sweep.run import progress
from peelsim.sweep.run.progress import Progress
from peelsim.sweep.run.stop_word import StopWord
from tests.sweep.example import Coin, coin_sweep


def seen(trials, heads):
    return Tally(trials, {"head": heads, "number": trials}, {"head": heads, "number": trials})


@pytest.mark.parametrize(
    ("stop", "tally", "seconds", "expected"),
    [
        ({}, Tally(), 0.0, 100_000),
        ({}, seen(10, 1), 0.0, 100_000),
        ({"max_events": {"observable": "head", "count": 50}}, seen(100, 10), 0.0, 500),
        ({"max_events": {"observable": "head", "count": 50}}, seen(100, 0), 0.0, 100_000),
        ({"max_seconds": 10}, seen(100, 0), 2.0, 500),
        ({"abs_error": {"observable": "head", "value": 0.5}}, seen(100, 50), 0.0, 1000),  # min_trials
    ],
)
def test_the_rule_that_will_hold_first(stop, tally, seconds, expected):
    sweep = coin_sweep([Coin(0.1)], max_trials=100_000, **stop)
    assert expected_trials(sweep, sweep.tasks[0], [tally], seconds) == expected


def test_intervals_shrink_like_the_square_root():
    rule = {"observable": "head", "value": 0.01}
    sweep = coin_sweep([Coin(0.5)], max_trials=10**6, abs_error=rule)
    assert expected_trials(sweep, sweep.tasks[0], [seen(2000, 1000)]) == pytest.approx(1.96**2 / 4 / 0.01**2, rel=0.03)
    both = coin_sweep(
        [Coin(0.5)], max_trials=10**6, until="all", abs_error=rule, max_events={"observable": "head", "count": 10**5}
    )
    assert expected_trials(both, both.tasks[0], [seen(2000, 1000)]) == 200_000


@pytest.mark.parametrize(("until", "expected"), [("first", 2000), ("all", 8000)])
def test_a_curve_ends_with_its_slowest_point(until, expected):
    """200 events come after 2000 and 400 trials; an interval of .011 takes 8000 at one half, and some 3000 at .1."""
    rule = {"observable": "head", "value": 0.011}
    coins = coin_sweep(
        [Coin(0.1), Coin(0.5)],
        max_trials=100_000,
        until=until,
        max_events={"observable": "head", "count": 200},
        abs_error=rule,
    )
    points = tuple(replace(point, curve=point.model, key=7) for point in coins.points)
    sweep = replace(coins, points=points)
    (task,) = sweep.tasks
    tallies = [seen(1000, 100), seen(1000, 500)]
    assert expected_trials(sweep, task, tallies) == pytest.approx(expected, rel=0.05)
    shown = Progress(sweep, StopWord(), [Tally(), Tally()])
    assert shown.expected(tallies, [False, False], [0.0, 0.0]) == [expected_trials(sweep, task, tallies)] * 2


def test_time_to_go_is_at_the_pace_of_this_run(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    sweep = coin_sweep([Coin(0.5, 10), Coin(0.5, 20)], max_trials=100)
    tallies = [seen(50, 20), Tally()]
    shown = Progress(sweep, StopWord(), tallies)
    assert math.isnan(shown.to_go(tallies, [100, 100]))
    now[0] += 6.0
    tallies = [seen(80, 30), Tally()]  # 3 of 10 blocks to do in 6 s; 2 and 5 are left
    expected = shown.expected(tallies, [False, False], [0.0, 0.0])
    assert expected == [100, 100] and shown.to_go(tallies, expected) == pytest.approx(14.0)
    assert shown.expected(tallies, [True, False], [0.0, 0.0]) == [80, 100]


def test_a_long_trial_under_way_counts(monkeypatch, capsys):
    now, word = [100.0], StopWord()
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    sweep = coin_sweep([Coin(0.5, 1, edges=1e8)], max_trials=4)
    tallies = [seen(1, 0)]
    shown = Progress(sweep, word, tallies)
    word.control()[1] = int(1.5e8)  # this run: one trial and a half, none of them committed
    now[0] += 31.0
    shown.show(tallies, ["unfinished"], unfinished="unfinished", seconds=[0.0])
    assert capsys.readouterr().err == "coins: 62%, 0 of 1 points, 1 trials, coin = 0, 31 s to go\n"


def test_a_shard_counts_its_own_points(monkeypatch, capsys):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    sweep = Shard(2, 3).apply(coin_sweep([Coin(0.5)] * 6, max_trials=10))
    tallies = [Tally(), seen(10, 5), *[Tally()] * 4]
    shown = Progress(sweep, StopWord(), [Tally()] * 6)
    now[0] += 31.0
    reasons = ["unfinished", "max_trials", *["unfinished"] * 4]
    shown.show(tallies, reasons, unfinished="unfinished", seconds=[0.0] * 6)
    assert capsys.readouterr().err == "coins: 50%, 1 of 2 points, 10 trials, coin = 4, 31 s to go\n"


def test_work_of_a_trial_in_blocks():
    short, long = coin_sweep([Coin(0.5, 8, edges=1e9), Coin(0.5, 1, edges=1.2e8)], max_trials=1).points
    assert blocks_a_trial(short) == 1 / 8 and blocks_a_trial(long) == pytest.approx(10)


@pytest.mark.parametrize(
    ("seconds", "words"), [(12.2, "12 s"), (150, "2 min"), (7000, "1.9 h"), (3e5, "3.5 days"), (0, "0 s")]
)
def test_times_in_words(seconds, words):
    assert in_words(seconds) == words
