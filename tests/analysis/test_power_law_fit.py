import numpy as np
import pytest
from scipy.stats import binom

from peelsim.analysis.power_law_fit import local_slopes, power_law

X = np.geomspace(1e3, 1e6, 10)


@pytest.mark.parametrize("exponent", [0.1667, 0.5, 1.3])
@pytest.mark.parametrize("floor", [-0.04, 0.0, 2.0])
def test_a_power_law_is_found_again(exponent, floor):
    loss = floor + 3 * X**-exponent
    fit = power_law(X, loss=loss, error=np.full(10, 1e-6))
    assert fit is not None
    assert fit.exponent == pytest.approx(exponent, rel=1e-5)
    assert fit.floor == pytest.approx(floor, abs=1e-6)
    np.testing.assert_allclose(fit.at(X), loss, atol=1e-8)


@pytest.mark.slow
def test_intervals_hold_the_exponent_as_often_as_they_say():
    rng, held = np.random.default_rng(1), 0
    loss = -0.03 + 2 * X**-0.3
    error = 1e-3 * loss
    for _ in range(1000):
        fit = power_law(X, loss=loss + error * rng.standard_normal(10), error=error)
        assert fit is not None
        held += fit.low <= 0.3 <= fit.high
    low, high = binom(1000, 0.955).interval(1 - 1e-8)  # a little above .95, as scatter below 1 narrows nothing
    assert low <= held <= high


def test_points_that_follow_no_power_law_widen_the_interval():
    bent = -0.03 + 2 * X**-0.3 * (1 + 0.01 * (-1) ** np.arange(10))
    straight, scattered = (power_law(X, loss=loss, error=np.full(10, 1e-4)) for loss in (-0.03 + 2 * X**-0.3, bent))
    assert straight is not None and scattered is not None
    assert scattered.high - scattered.low > 10 * (straight.high - straight.low)


def test_too_few_points_and_rising_losses_have_no_fit():
    assert power_law(X[:3], loss=X[:3] ** -0.5, error=np.ones(3)) is None
    assert power_law(X, loss=X**0.5, error=np.ones(10)) is None


def test_slopes_between_neighbours():
    x, slope, error = local_slopes(X, loss=5 * X**-0.7, error=0.01 * X**-0.7)
    np.testing.assert_allclose(slope, 0.7)
    np.testing.assert_allclose(x, np.sqrt(X[1:] * X[:-1]))
    np.testing.assert_allclose(error, 0.002 * np.sqrt(2) / np.log(10) * 3)
