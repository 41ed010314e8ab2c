"""Two samples of one law are seldom told apart, and two laws are."""

from math import comb

import numpy as np
import pytest
from scipy import stats

from peelsim.stats.comparison import Seen
from peelsim.stats.two_samples import same_law


def events(heads, trials):
    heads, trials = np.broadcast_arrays(np.atleast_1d(heads), trials)
    return Seen(
        heads / np.maximum(trials, 1),
        np.zeros(heads.shape),
        trials,
        heads,
        np.ones(heads.shape),
        jumps=False,
        highest=1.0,
    )


def numbers(values, *, one=1e-6, jumps=False, highest=np.inf):
    """values: a sample per row."""
    shape = values.shape[:1]
    trials = np.full(shape, values.shape[1])
    return Seen(values.mean(1), values.std(1, ddof=1), trials, None, np.full(shape, one), jumps, highest)


@pytest.mark.parametrize(("k", "n", "m", "j"), [(0, 50, 60, 9), (3, 10, 10, 8), (20, 1000, 100, 9)])
def test_events_have_fishers_exact_test(k, n, m, j):
    """Against the sum over all tables with these margins."""
    total, law = k + j, stats.hypergeom(n + m, k + j, n)
    tails = law.pmf(np.arange(k + 1)).sum(), law.pmf(np.arange(k, total + 1)).sum()
    found = same_law(events(k, n), events(j, m))
    assert found.p_value[0] == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)
    assert found.deviation[0] == pytest.approx(j / m - k / n)


def test_tails_keep_their_digits():
    """None of 200 in one, all of as many in the other: one table of binom(400, 200)."""
    found = same_law(events(0, 200), events(200, 200))
    assert found.p_value[0] == pytest.approx(2 / comb(400, 200), rel=1e-6)


@pytest.mark.parametrize(("first", "second"), [(100, 100), (50, 2000)])
@pytest.mark.parametrize("rate", [1e-3, 0.03, 0.4])
def test_equal_events_are_seldom_told_apart(first, second, rate):
    random = np.random.default_rng(3)
    p = same_law(
        events(random.binomial(first, rate, 4000), first), events(random.binomial(second, rate, 4000), second)
    ).p_value
    assert (p < 0.05).mean() < 0.05 + 4 * np.sqrt(0.05 / 4000)
    assert (p < 1e-3).sum() <= 14  # 4 expected: once in 10^4


@pytest.mark.parametrize(("first", "second"), [(100, 100), (50, 2000)])
def test_equal_means_are_seldom_told_apart(first, second):
    random = np.random.default_rng(4)
    p = same_law(numbers(random.normal(5, 2, (2000, first))), numbers(random.normal(5, 2, (2000, second)))).p_value
    assert (p < 0.05).mean() < 0.05 + 4 * np.sqrt(0.05 / 2000)
    assert (p < 1e-3).sum() <= 9  # 2 expected: once in 10^4


@pytest.mark.parametrize("rate", [1e-4, 2e-3, 0.02])
def test_a_rare_jump_is_no_difference(rate):
    """A trial that loses all, once in a while, whichever sample has it."""
    random = np.random.default_rng(5)
    samples = [1.0 - (random.random((1500, n)) < rate) for n in (100, 3000)]
    p = same_law(*(numbers(each, one=1e-3, jumps=True, highest=1.0) for each in samples)).p_value
    assert (p < 1e-3).sum() <= 8  # 1.5 expected: once in 10^4


def test_other_laws_are_told_apart():
    random = np.random.default_rng(6)
    assert same_law(events(300, 1000), events(400, 1000)).p_value[0] < 1e-5
    shifted = same_law(numbers(random.normal(5, 2, (1, 2000))), numbers(random.normal(5.4, 2, (1, 2000))))
    assert shifted.p_value[0] < 1e-6 and shifted.standard_errors[0] > 4


def test_nothing_is_said_without_trials():
    found = same_law(events([0, 3], np.array([0, 10])), events([2, 3], 10))
    assert np.isnan(found.p_value).tolist() == [True, False] and found.standard_errors[1] == 0
