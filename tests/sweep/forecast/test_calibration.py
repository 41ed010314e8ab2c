"""What a sweep will cost, from a few trials, on a clock that only trials move."""

import threading

import pytest

from peelsim.sweep.forecast import calibration
from peelsim.sweep.forecast.calibration import estimate
from tests.sweep.example import Coin, coin_sweep


@pytest.fixture
def waits(monkeypatch):
    """A wait of this long for every throw, that takes no time."""
    now = [0.0]
    monkeypatch.setattr(calibration.time, "thread_time", lambda: now[0])
    monkeypatch.setattr(calibration.time, "monotonic", lambda: now[0])

    def wait(seconds):
        def throw(trial, head):
            now[0] += seconds

        return throw

    return wait


def test_seconds_a_point_and_in_all(waits):
    coins = [Coin(0.5, 100, waits(0.001)), Coin(0.5, 50, waits(0.002)), Coin(0.5, 10, waits(0.02))]
    cost = estimate(coin_sweep(coins, max_trials=1000))
    assert cost.tasks == pytest.approx((1.0, 2.0, 20.0))
    assert cost.of_all(2) == pytest.approx(sum(cost.tasks) / 2)
    assert cost.trials == 3 + 160


def test_points_that_were_not_tried_lie_between_those_that_were(waits):
    coins = [Coin(0.5, block, waits(0.1 / block * (1 + block / 400))) for block in range(20, 200, 3)]
    cost = estimate(coin_sweep(coins, max_trials=1000))
    assert cost.tasks == pytest.approx([100 / c.block * (1 + c.block / 400) for c in coins], rel=0.04)


def test_most_is_known_where_most_of_the_time_goes(waits):
    """A hundred points of one size whose trials differ by density, and as many of no account."""
    coins = [Coin(0.5, 10, waits(0.01 + 0.0001 * i)) for i in range(100)] + [Coin(0.5, 1000, waits(0.0))] * 100
    assert sum(estimate(coin_sweep(coins, max_trials=50)).tasks) == pytest.approx(50 * (1 + 0.495), rel=0.05)


def test_a_first_trial_in_fresh_memory_does_not_count(waits):
    class Fresh(Coin):
        def run(self, key, first, trials, control):
            self.wait(0, True) if trials == 1 else None
            return super().run(key, first, trials, control)

    assert estimate(coin_sweep([Fresh(0.5, 10, waits(0.01))], max_trials=100)).tasks == pytest.approx((1.0,))


def test_compiling_takes_nothing_from_the_time_for_trials(waits):
    """Four seconds before the first trial of each kind, and trials that cost the more the larger they are."""

    class Compiled(Coin):
        def run(self, key, first, trials, control):
            compiling(0, True) if trials == 0 else None
            return super().run(key, first, trials, control)

    compiling = waits(4.0)
    coins = [Compiled(0.5, block, waits(seconds)) for block, seconds in ((100, 0.0002), (50, 0.002), (10, 0.02))]
    assert estimate(coin_sweep(coins, max_trials=1000)).tasks == pytest.approx((0.2, 2.0, 20.0))


def test_trials_too_long_to_try_go_by_their_work(waits):
    """Trials of 1.2, 12 and 120 blocks, of .02 s each: the last would take all the time there is, and more."""
    coins = [Coin(0.5, 1, waits(0.02 * blocks), edges=1.2e7 * blocks) for blocks in (1.2, 12, 240)]
    cost = estimate(coin_sweep(coins, max_trials=10))
    assert cost.tasks == pytest.approx([0.24, 2.4, 48])
    assert cost.trials == 2  # both of the middle one


def test_a_trial_too_long_to_finish_is_known_by_its_edges(waits, monkeypatch):
    monkeypatch.setattr(calibration, "_SECONDS", 0.1)
    pass_time = waits(0.5)

    class Long(Coin):
        def run(self, key, first, trials, control):
            if not trials:
                return {}
            stopped = threading.Event()
            while not control[0]:
                stopped.wait(0.01)
            pass_time(0, True)
            control[1] += 5000
            return None

    cost = estimate(coin_sweep([Long(0.5, 1, edges=100_000.0)], max_trials=7))
    assert cost.tasks == pytest.approx((70.0,)) and cost.trials == 0


def test_points_with_large_tables_are_not_built(waits):
    class Large(Coin):
        def bytes_per_thread(self, engine):
            return 10**10

        def simulator(self, engine):
            raise MemoryError

    cost = estimate(coin_sweep([Large(0.5, 10), Coin(0.5, 100, waits(0.001))], max_trials=1000))
    assert cost.tasks == pytest.approx((10.0, 1.0))
    assert estimate(coin_sweep([Large(0.5, 10)], max_trials=50)).tasks == pytest.approx((0.5,))


def test_laws_alone_cost_nothing():
    cost = estimate(coin_sweep([Coin(0.5)], max_trials=0))
    assert cost.tasks == (0.0,) and cost.trials == 0
