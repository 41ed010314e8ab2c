"""The probit line against statsmodels, and against what the trials were drawn from."""

import numpy as np
import pytest
from scipy.special import ndtr
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.families.links import Probit
from statsmodels.genmod.generalized_linear_model import GLM

from peelsim.analysis.probit import probit_line, threshold_line


def drawn(seed, x, *, centre=4.7, width=0.1, trials=500):
    random = np.random.default_rng(seed)
    return random.binomial(trials, ndtr(-(x - centre) / width)), np.full(len(x), trials)


X = np.linspace(4.4, 5.0, 13)


@pytest.mark.parametrize("width", [0.1, -0.1])
def test_agrees_with_statsmodels(width):
    k, n = drawn(1, X, width=width)
    line = probit_line(X, k, n)
    oracle = GLM(np.stack([k, n - k], axis=1), np.stack([np.ones(13), X], axis=1), family=Binomial(link=Probit())).fit()
    a, b = oracle.params
    scatter = max(1.0, np.sqrt(line.width_error**2 / (oracle.bse[1] / b**2) ** 2))
    assert (line.centre, line.width) == pytest.approx((-a / b, -1 / b), rel=1e-5)
    gradient = np.array([-1 / b, a / b**2])
    assert line.centre_error == pytest.approx(np.sqrt(gradient @ oracle.cov_params() @ gradient) * scatter, rel=1e-3)
    assert scatter < 2


@pytest.mark.slow
def test_the_truth_lies_within_the_errors():
    off = []
    for seed in range(300):
        line = probit_line(X, *drawn(seed, X))
        off.append(((line.centre - 4.7) / line.centre_error, (line.width - 0.1) / line.width_error))
    off = np.array(off)
    assert np.all(np.abs(off.mean(axis=0)) < 6 / np.sqrt(300) + 0.1)
    assert np.all((off.std(axis=0) > 0.75) & (off.std(axis=0) < 1.25))  # 6 sigma of 300 trials are .25


def test_order_units_and_untried_points_do_not_matter():
    k, n = drawn(3, X)
    line = probit_line(X, k, n)
    mixed = np.random.default_rng(0).permutation(13)
    other = probit_line(1e6 + 1e-3 * np.append(X[mixed], 9), np.append(k[mixed], 0), np.append(n[mixed], 0))
    assert (other.width, other.width_error) == pytest.approx((1e-3 * line.width, 1e-3 * line.width_error), rel=1e-4)
    assert other.centre - 1e6 == pytest.approx(1e-3 * line.centre, rel=1e-5)


def test_scatter_widens_the_errors():
    k, n = drawn(4, X)
    rough = np.clip(k + np.where(np.arange(13) % 2, 60, -60), 1, n - 1)
    assert probit_line(X, rough, n).width_error > 2 * probit_line(X, k, n).width_error


@pytest.mark.parametrize("k", [[0, 0, 9], [0, 4, 9], [9, 9, 9]])
def test_a_width_that_is_not_known(k):
    assert probit_line([1.0, 2.0, 3.0], k, [9, 9, 9]) is None


def thresholds(seed, x, *, trials=400):
    """How many of the same trials have their threshold above each x."""
    drawn = np.random.default_rng(seed).normal(4.7, 0.1, trials)
    return (drawn[:, None] > x).sum(axis=0)


@pytest.mark.parametrize("law", ["normal", "skewed"])
@pytest.mark.parametrize("trials", [400, 100_000])
def test_on_a_fine_grid_it_is_mean_and_deviation_of_the_thresholds(law, trials):
    random = np.random.default_rng(trials)
    normal = law == "normal"
    each = np.sort(random.normal(4.7, 0.1, trials) if normal else 4 + 0.05 * random.gamma(16, size=trials))
    fine = np.linspace(each[0] - 1e-3, each[-1] + 1e-3, 4001)
    line = threshold_line(fine, trials - np.searchsorted(each, fine, side="right"), trials)
    # the likeliest normal law has the mean and deviation of what was drawn, whatever that was drawn from
    assert line.centre == pytest.approx(each.mean(), abs=0.01 * each.std() / np.sqrt(trials))
    assert line.width == pytest.approx(each.std(), abs=0.01 * each.std() / np.sqrt(2 * trials))
    assert line.centre_error == pytest.approx(each.std() / np.sqrt(trials), rel=0.01)
    assert line.width_error == pytest.approx(each.std() / np.sqrt(2 * trials), rel=0.01)


def test_an_outlier_many_widths_from_the_bulk():
    x = np.array([0.781, 19.02, 20.2882, 20.29, 21.07, 21.23, 21.68])
    line = threshold_line(x, [1486, 1486, 1485, 1, 1, 0, 0], 1486)
    # one threshold at most 1.27 below and one .78 to .94 above the 1484 others
    assert line.centre == pytest.approx(20.289, abs=0.01)
    assert 0.01 < line.width < 0.05
    assert 0 < line.centre_error < line.width and 0 < line.width_error < line.width


def test_counts_that_rise_have_no_thresholds():
    assert threshold_line([1.0, 2.0, 3.0, 4.0], [0, 10, 300, 400], 400) is None
    assert threshold_line([1.0, 2.0, 3.0, 4.0], [390, 10, 300, 4], 400) is None


def test_order_and_points_given_twice_do_not_matter_to_thresholds():
    k = thresholds(1, X)
    line, mixed = threshold_line(X, k, 400), np.random.default_rng(0).permutation(13)
    other = threshold_line(np.append(X[mixed], X[3]), np.append(k[mixed], k[3]), 400)
    assert (other.centre, other.width) == (line.centre, line.width)


@pytest.mark.parametrize("k", [[400, 0, 0], [400, 4, 0], [400, 4, 4], [400, 400, 400]])
def test_thresholds_whose_spread_is_not_known(k):
    assert threshold_line([1.0, 2.0, 3.0], k, 400) is None
