import numpy as np
import pytest

from peelsim.analysis.testing_tail import exponential_tail

RATIOS = np.array([1.8, 1.0, 1.2, 1.4, 1.6, 0.8])


def test_an_exact_exponential_is_found():
    error = 0.5 * np.exp(-5 * RATIOS)
    found = exponential_tail(RATIOS, error=error, standard_error=0.1 * error)
    assert found.slope == pytest.approx(-5) and np.exp(found.intercept) == pytest.approx(0.5)
    assert found.ratios.tolist() == [0.8, 1.0, 1.2, 1.4, 1.6, 1.8]
    flatter = exponential_tail(RATIOS, error=1.2 * error, standard_error=0.1 * error)
    assert flatter.ratios.tolist() == [1.0, 1.2, 1.4, 1.6, 1.8]  # the first is above 1 %


def test_the_interval_covers_the_slope():
    random, inside = np.random.default_rng(1), 0
    ratios = np.linspace(1, 2, 8)
    law = np.exp(-5 * ratios)
    spread = np.linspace(0.02, 0.15, 8) * law
    for _ in range(2000):
        found = exponential_tail(ratios, error=random.normal(law, spread), standard_error=spread)
        inside += found.low <= -5 <= found.high
    assert inside / 2000 > 0.95 - 6 * np.sqrt(0.05 * 0.95 / 2000)  # wider than need be where points scatter by chance
    assert inside / 2000 < 0.99


@pytest.mark.parametrize(
    ("error", "standard_error"),
    [
        ([0.5, 0.2, 0.009, 0.003], [0.001] * 4),  # two in the tail
        ([0.009, 0.003, 0.001, 0.0], [1e-4, 1e-3, 1e-4, 1e-4]),  # the second is hardly known, the last is 0
        ([np.nan] * 4, [np.nan] * 4),
    ],
)
def test_too_few_points_have_no_slope(error, standard_error):
    assert exponential_tail([1, 2, 3, 4], error=error, standard_error=standard_error) is None


def test_one_ratio_has_no_slope():
    assert exponential_tail([2, 2, 2], error=[0.001] * 3, standard_error=[1e-5] * 3) is None
