"""Moments of thresholds against those of the drawn thresholds, one by one."""

import numpy as np
import pytest
from scipy.stats import skew

from peelsim.analysis.threshold_moments import threshold_moments


def counted(each, x):
    """How many thresholds lie above each x."""
    return len(each) - np.searchsorted(np.sort(each), x, side="right")


def gamma(random, trials):
    return 4 + 0.05 * random.gamma(16, size=trials)  # mean 4.8, deviation .2, skewness .5


def test_agrees_with_the_drawn_thresholds():
    each = gamma(np.random.default_rng(1), 20_000)
    x = np.linspace(4, 7, 601)
    found = threshold_moments(x, counted(each, x), 20_000)
    assert found.mean == pytest.approx(each.mean(), abs=0.05 * found.mean_error)
    assert found.deviation == pytest.approx(each.std(), abs=0.05 * found.deviation_error)
    assert found.skewness == pytest.approx(skew(each), abs=0.05 * found.skewness_error)
    assert not found.cut and found.below == found.above == 0


def test_errors_are_the_scatter_of_repeated_draws():
    random, x = np.random.default_rng(2), np.linspace(4, 7, 601)
    many = [threshold_moments(x, counted(gamma(random, 2000), x), 2000) for _ in range(1000)]
    for name in ("mean", "deviation", "skewness"):
        scatter = np.std([getattr(one, name) for one in many])
        # 5.7 sigma of 1000 draws are 13 %
        assert np.mean([getattr(one, f"{name}_error") for one in many]) == pytest.approx(scatter, rel=0.15)


def test_coarse_points_do_not_widen_the_law():
    each = np.random.default_rng(3).normal(5, 0.1, 100_000)
    x = np.arange(4, 6, 0.1)
    found = threshold_moments(x, counted(each, x), 100_000)
    assert found.deviation == pytest.approx(each.std(), rel=0.005)  # 4 % without the correction


@pytest.mark.parametrize(("start", "stop", "cut"), [(4, 5.1, True), (4.7, 7, True), (4, 6.2, False)])
def test_an_axis_that_ends_too_early_is_said_to_be_cut(start, stop, cut):
    each = gamma(np.random.default_rng(4), 10_000)
    x = np.linspace(start, stop, 301)
    found = threshold_moments(x, counted(each, x), 10_000)
    assert found.cut is cut
    assert (found.below, found.above) == (np.mean(each <= start), np.mean(each > stop))


@pytest.mark.parametrize("k", [[0, 4, 9], [9, 9, 9], [9, 0, 0]])
def test_counts_without_moments(k):
    assert threshold_moments([1.0, 2.0, 3.0], k, 9) is None
