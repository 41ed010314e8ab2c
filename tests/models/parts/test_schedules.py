import numpy as np
import pytest

from peelsim.kernels.descent.schedule import rate_of
from peelsim.models.parts.schedules import Constant, Cosine, Power, reached

SCHEDULES = [
    Constant(),
    Power(exponent=0.6, steps=3),
    Power(exponent=0, steps=1),
    Power(exponent=1, steps=50),
    Power(exponent=2.5, steps=900),
    Cosine(steps=100),
    Cosine(steps=2500.5),
]


@pytest.mark.parametrize("schedule", SCHEDULES, ids=str)
def test_totals_are_sums_of_the_rates_of_steps(schedule):
    rates = [rate_of(schedule.of(0.5), t) for t in range(1, 4001)]
    totals = np.cumsum(rates)
    for steps in (1, 2, 99, 100, 101, 1024, 1025, 4000):
        assert 0.5 * schedule.total(steps) == pytest.approx(totals[steps - 1], rel=1e-7)


@pytest.mark.parametrize("schedule", SCHEDULES, ids=str)
def test_times_are_reached_to_the_nearest_step(schedule):
    rates = [rate_of(schedule.of(0.5), t) for t in range(1, 4001)]
    totals = np.cumsum(rates)
    times = np.array([1e-9, 0.4, 2.0, 5.5, 8.0, 20.0])
    steps, found = reached(schedule, times, rate=0.5, most=4000)
    assert len(steps) == np.searchsorted(times, totals[-1] + 1e-9)
    np.testing.assert_allclose(found, totals[steps - 1], rtol=1e-7)
    nearest = np.abs(totals[:, None] - times[: len(steps)]).min(axis=0)
    np.testing.assert_allclose(np.abs(found - times[: len(steps)]), nearest, rtol=1e-5, atol=1e-7)


def test_a_time_that_is_never_reached_is_left_out():
    for schedule in (Cosine(steps=10), Power(exponent=2, steps=3)):
        assert len(reached(schedule, np.array([0.5, 99.0]), rate=0.5, most=10**12)[0]) == 1
    assert len(reached(Constant(), np.array([1.0, 99.0]), rate=0.5, most=100)[0]) == 1
