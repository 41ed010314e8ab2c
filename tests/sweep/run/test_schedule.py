"""What is committed is a function of the sweep alone, whatever finishes first and whenever it is stopped."""

import threading
import time
from dataclasses import replace

import pytest

from peelsim.stats.tally import Tally
from peelsim.sweep.run import schedule
from peelsim.sweep.run.stop_word import StopWord
from peelsim.sweep.run.workers import Workers
from tests.sweep.example import Book, Coin, coin_sweep, slow_heads, throw


def run(sweep, *, threads=2, book=None, heartbeat=lambda: None, word=None):
    book = book or Book(len(sweep.points))
    word = word or StopWord()
    ended = schedule.run(sweep, book, workers=Workers(threads, word), word=word, heartbeat=heartbeat)
    return ended, book


def one_by_one(sweep):
    """The heads of every point, thrown one after the other, with rules looked at where a block ends."""
    heads = []
    for point in sweep.points:
        coin, cap, seen = point.model, sweep.cap(point), []
        while len(seen) < cap and not (
            sweep.stop.max_events and seen and len(seen) % coin.block == 0 and sum(seen) >= sweep.stop.max_events.count
        ):
            seen.append(throw(point.key, len(seen), coin.chance)[0])
        heads.append(seen)
    return heads


EVENTS = {"observable": "head", "count": 7}


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("seconds", [0.0, 0.003])
def test_threads_and_timing_change_nothing(threads, seconds):
    coins = [Coin(chance, block, slow_heads(seconds)) for chance, block in [(0.5, 4), (0.05, 10), (0.0, 7), (1.0, 3)]]
    sweep = coin_sweep(coins, max_trials=60, max_events=EVENTS)
    ended, book = run(sweep, threads=threads)
    assert ended
    assert book.heads == one_by_one(sweep)
    assert book.reasons == ["max_events", "max_trials", "max_trials", "max_events"]


def test_blocks_that_finish_first_are_not_favoured():
    """Throws with heads take forever beside those without: in order of completion the rate would be far too low."""
    coin = Coin(0.3, 1, slow_heads(0.02))
    sweep = coin_sweep([coin] * 12, max_trials=200, max_events={"observable": "head", "count": 3})
    _, book = run(sweep, threads=5)
    assert book.heads == one_by_one(sweep)
    assert all(sum(heads) == 3 and heads[-1] == 1 for heads in book.heads)


def test_blocks_end_at_multiples_of_their_length_and_at_the_cap():
    _, book = run(coin_sweep([Coin(0.5, 10), Coin(0.5, 10), Coin(0.5, 100)], max_trials=25))
    assert book.blocks == [[10, 10, 5], [10, 10, 5], [25]]


@pytest.mark.parametrize("first_cap", [1, 25, 30, 49])
def test_a_sweep_extended_equals_one_run_at_once(first_cap):
    """Also where the first cap fell inside a block, with enough events already seen there."""
    coins = [Coin(chance, 10) for chance in (0.9, 0.2, 0.1, 0.02)]
    _, short = run(coin_sweep(coins, max_trials=first_cap, max_events=EVENTS | {"count": 1}))
    whole = coin_sweep(coins, max_trials=120, max_events=EVENTS | {"count": 9})
    _, extended = run(whole, book=Book(4, list(short.tallies)))
    _, at_once = run(whole)
    assert [before + after for before, after in zip(short.heads, extended.heads, strict=True)] == at_once.heads
    assert extended.reasons == at_once.reasons
    assert [t.sums for t in extended.tallies] == [t.sums for t in at_once.tallies]


def test_points_whose_rules_hold_already_are_not_run():
    def never(trial, head):
        raise AssertionError("a trial was run")

    ended, book = run(coin_sweep([Coin(0.5, 10, never)] * 3, max_trials=0))
    assert ended and book.reasons == ["max_trials"] * 3
    _, done = run(coin_sweep([Coin(0.5)], max_trials=20))
    ended, again = run(coin_sweep([Coin(0.5, 10, never)], max_trials=20), book=Book(1, done.tallies))
    assert ended and again.reasons == ["max_trials"] and again.blocks == [[]]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("beats", [0, 1, 5, 20])
def test_what_a_stopped_run_has_committed_is_a_prefix(threads, beats):
    sweep = coin_sweep([Coin(0.4, 3, slow_heads(0.002)), Coin(0.4, 5, slow_heads(0.002))], max_trials=100)
    word, count = StopWord(), iter(range(1000))

    def heartbeat():
        if next(count) >= beats:
            word.set()

    ended, book = run(sweep, threads=threads, heartbeat=heartbeat, word=word)
    assert not ended and None in book.reasons
    whole = one_by_one(sweep)
    assert all(all_of_them[: len(heads)] == heads for heads, all_of_them in zip(book.heads, whole, strict=True))
    _, rest = run(sweep, threads=threads, book=Book(2, list(book.tallies)))
    assert [a + b for a, b in zip(book.heads, rest.heads, strict=True)] == whole


def test_a_word_set_before_the_start_runs_nothing():
    word = StopWord()
    word.set()
    ended, book = run(coin_sweep([Coin(0.5)], max_trials=100), word=word)
    assert not ended and book.blocks == [[]]


def test_a_stop_reaches_a_block_under_way():
    word = StopWord()
    begun = time.monotonic()
    threading.Timer(0.2, word.set).start()
    ended, book = run(coin_sweep([Coin(1.0, 1000, slow_heads(0.01))], max_trials=1000), threads=2, word=word)
    assert not ended and book.blocks == [[]]
    assert time.monotonic() - begun < 1.5  # the block takes 10 s


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_an_error_in_a_trial_comes_out_and_what_was_committed_stays(threads):
    def breaks(trial, head):
        if trial == 57:
            raise ZeroDivisionError("a broken simulator")

    book = Book(1)
    sweep = coin_sweep([Coin(0.4, 10, breaks)], max_trials=100)
    with pytest.raises(ZeroDivisionError, match="a broken simulator"):
        run(sweep, threads=threads, book=book)
    assert book.heads[0] == one_by_one(sweep)[0][: len(book.heads[0])]
    assert len(book.heads[0]) in range(0, 51, 10)
    assert book.reasons == [None]


@pytest.mark.parametrize("keep_trials", [True, False])
def test_counts_are_those_of_a_sweep_that_keeps_trials_alone(keep_trials):
    class Reader(Book):
        def commit(self, point, tally, counts):
            given.append(counts is not None)
            self.tallies[point] = self.tallies[point] + tally

    given = []
    run(replace(coin_sweep([Coin(0.5)], max_trials=30), keep_trials=keep_trials), book=Reader(1))
    assert set(given) == {keep_trials}


def test_an_error_in_the_sink_comes_out():
    class Full(Book):
        def commit(self, point, tally, counts):
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        run(coin_sweep([Coin(0.5)], max_trials=100), book=Full(1))


@pytest.mark.parametrize("threads", [1, 3])
def test_a_point_runs_only_so_far_ahead_of_its_slowest_block(threads):
    begun, release = [], threading.Event()

    def wait(trial, head):
        begun.append(trial)
        if trial == 0:
            release.wait(5)

    timer = threading.Timer(0.5, release.set)
    timer.start()
    beats = []
    _, book = run(
        coin_sweep([Coin(0.5, 1, wait)], max_trials=100),
        threads=threads,
        heartbeat=lambda: beats.append((len(begun), release.is_set())),
    )
    held = max(count for count, released in beats if not released)
    assert held <= 2 * threads
    assert book.heads == one_by_one(coin_sweep([Coin(0.5, 1)], max_trials=100))


def test_later_points_fill_the_threads_an_earlier_one_cannot_use():
    threads_at_once, running, lock = [], [0], threading.Lock()

    def wait(trial, head):
        with lock:
            running[0] += 1
            threads_at_once.append(running[0])
        time.sleep(0.01)
        with lock:
            running[0] -= 1

    run(coin_sweep([Coin(0.5, 1, wait)] * 6, max_trials=1), threads=3)  # a single block a point
    assert max(threads_at_once) == 3


def test_the_heart_beats_in_the_callers_thread_while_a_block_is_long():
    beats = []
    run(
        coin_sweep([Coin(1.0, 1, slow_heads(0.8))], max_trials=1),
        heartbeat=lambda: beats.append(threading.current_thread()),
    )
    assert len(beats) >= 4
    assert set(beats) == {threading.main_thread()}


def test_only_the_observables_asked_for_are_committed():
    sweep = coin_sweep([Coin(0.5)], max_trials=10)
    object.__setattr__(sweep, "observables", Coin.observables[:1])
    _, book = run(sweep)
    assert list(book.tallies[0].sums) == ["head"]


def test_more_trials_than_asked_for_are_kept():
    """A cap that was lowered takes nothing away."""
    _, long = run(coin_sweep([Coin(0.5)], max_trials=50))
    _, short = run(coin_sweep([Coin(0.5)], max_trials=20), book=Book(1, list(long.tallies)))
    assert short.tallies[0].trials == 50 and short.reasons == ["max_trials"]
    assert isinstance(short.tallies[0], Tally)


def test_seconds_end_a_point_and_stay_spent():
    sweep = coin_sweep([Coin(1.0, 10, slow_heads(0.002)), Coin(0.5, 10)], max_trials=10_000, max_seconds=0.15)
    book, seconds = Book(2), [0.0, 1.0]
    book.tallies[1] = Tally(10, {"head": 5, "number": 9}, {"head": 5, "number": 9})
    word = StopWord()
    assert schedule.run(sweep, book, workers=Workers(1, word), word=word, heartbeat=lambda: None, seconds=seconds)
    assert book.reasons == ["max_seconds"] * 2
    assert 0 < len(book.heads[0]) < 200 and len(book.heads[0]) % 10 == 0 and not book.heads[1]
    again = Book(2, list(book.tallies))
    assert schedule.run(sweep, again, workers=Workers(1, word), word=word, heartbeat=lambda: None, seconds=seconds)
    assert again.blocks == [[], []]


def test_a_precision_rule_gives_the_same_trials_whatever_the_threads():
    coins = [Coin(chance, 20) for chance in (0.5, 0.1)]
    rule = {"observable": "head", "value": 0.06}
    sweep = coin_sweep(coins, max_trials=5000, abs_error=rule, min_trials=50)
    (_, one), (_, many) = run(sweep, threads=1), run(sweep, threads=4)
    assert one.heads == many.heads and one.reasons == many.reasons == ["abs_error"] * 2
    assert 200 < len(one.heads[0]) < 400 and 60 < len(one.heads[1]) < 200
