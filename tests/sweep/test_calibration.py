"""What a sweep will cost, from a few trials."""

import time

import pytest

from peelsim.sweep.calibration import estimate
from tests.sweep.example import Coin, coin_sweep


def waits(seconds):
    """A wait of this long for every throw."""
    return lambda trial, head: time.sleep(seconds)


def test_seconds_a_point_and_in_all():
    coins = [Coin(0.5, 100, waits(0.001)), Coin(0.5, 50, waits(0.002)), Coin(0.5, 10, waits(0.01))]
    begun = time.monotonic()
    cost = estimate(coin_sweep(coins, max_trials=1000))
    assert time.monotonic() - begun < 3
    assert cost.tasks == pytest.approx((1.0, 2.0, 10.0), rel=0.5)
    assert cost.of_all(2) == pytest.approx(sum(cost.tasks) / 2)
    assert cost.trials > 100


def test_points_that_were_not_tried_lie_between_those_that_were():
    coins = [Coin(0.5, block, waits(0.1 / block)) for block in (10, 20, 25, 40, 50, 100, 200)]
    cost = estimate(coin_sweep(coins, max_trials=1000))
    assert cost.tasks == pytest.approx([100 / coin.block for coin in coins], rel=0.6)


def test_a_trial_too_long_to_finish_is_known_by_its_edges():
    class Long(Coin):
        def run(self, key, first, trials, control):
            if not trials:
                return {}
            while not control[0]:
                time.sleep(0.01)
                control[1] += 100
            return None

    (seconds,) = estimate(coin_sweep([Long(0.5, 1, edges=100_000.0)], max_trials=7)).tasks
    assert seconds == pytest.approx(70.0, rel=0.5)


def test_points_with_large_tables_are_not_built():
    class Large(Coin):
        def memory(self, engine):
            return 10**10

        def simulator(self, engine):
            raise MemoryError

    cost = estimate(coin_sweep([Large(0.5, 10), Coin(0.5, 100, waits(0.001))], max_trials=1000))
    assert cost.tasks == pytest.approx((10.0, 1.0), rel=0.5)
    assert estimate(coin_sweep([Large(0.5, 10)], max_trials=50)).tasks == pytest.approx((0.5,))


def test_laws_alone_cost_nothing():
    cost = estimate(coin_sweep([Coin(0.5)], max_trials=0))
    assert cost.tasks == (0.0,) and cost.trials == 0
