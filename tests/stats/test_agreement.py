import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from peelsim.stats.agreement import event_agreement, event_resolution, holm, mean_agreement, mean_resolution


def test_events_agree_with_scipy_tail_by_tail():
    random = np.random.default_rng(1)
    for n in (1, 2, 7, 60, 1000, 10**6):
        for p in (1e-9, 1e-3, 0.2, 0.5, 0.97, 1 - 1e-6):
            for k in {0, n, *random.binomial(n, p, 3).tolist(), *random.binomial(n, min(1, 2 * p), 2).tolist()}:
                tails = (stats.binomtest(k, n, p, alternative=side).pvalue for side in ("less", "greater"))
                found = event_agreement(k, n, p)
                assert found.p_value == pytest.approx(min(1, 2 * min(tails)), rel=1e-9, abs=1e-300)
                assert found.deviation == k / n - p
                assert found.standard_errors == pytest.approx((k / n - p) / np.sqrt(p * (1 - p) / n))


@pytest.mark.parametrize("n", [1, 10, 300])
@pytest.mark.parametrize("p", [1e-4, 0.03, 0.4, 0.999])
def test_a_true_probability_is_seldom_rejected(n, p):
    k = np.arange(n + 1)
    found, chance = event_agreement(k, n, p).p_value, stats.binom.pmf(k, n, p)
    for level in (0.05, 1e-3, 1e-6):
        assert chance[found <= level].sum() <= level


def test_a_law_that_is_sure():
    found = event_agreement([0, 1, 10, 9, 5, 5], 10, [0, 0, 1, 1, 1.5, -0.5])
    assert found.p_value.tolist() == [1, 0, 1, 0, 0, 0]
    assert found.standard_errors.tolist() == [0, np.inf, 0, -np.inf, -np.inf, np.inf]
    assert event_agreement(0, 10**15, 1e-17).p_value == 1
    assert event_agreement(3, 10**9, 1e-15).p_value == pytest.approx(2 * 1e-18 / 6, rel=1e-3)


@pytest.mark.parametrize(("target", "block"), [(1, 10), (3, 10), (10, 7), (10, 60), (30, 400)])
def test_trials_that_end_by_events(target, block):
    """Every (trials, events) at which blocks stop once they hold ``target`` events, with its chance."""
    for p in (0.02, 0.1, 0.3, 0.7):
        running, trials, outcomes = np.array([1.0]), 0, []
        while running.sum() > 1e-12:
            trials += block
            after = np.convolve(running, stats.binom.pmf(np.arange(block + 1), block, p))
            outcomes += [(trials, k, chance) for k, chance in enumerate(after) if k >= target]
            running = after[:target]
        n, k, chance = np.array(outcomes).T
        found = event_agreement(k, n, p).p_value
        for level in (0.05, 1e-3, 1e-5):
            assert chance[found <= level].sum() <= 1.07 * level


def test_a_large_spread_is_students_test():
    random = np.random.default_rng(2)
    values = random.uniform(0, 1, (50, 4000))
    found = mean_agreement(values.mean(1), values.std(1, ddof=1), 4000, 0.51, lowest=0, highest=1).p_value
    expected = stats.ttest_1samp(values, 0.51, axis=1).pvalue
    assert (found >= expected * (1 - 1e-9)).all()
    np.testing.assert_allclose(np.log(found), np.log(expected), rtol=0.12, atol=0.03)
    narrow = mean_agreement(values.mean(1), values.std(1, ddof=1), 4000, 0.51, lowest=values.mean(1), highest=0)
    np.testing.assert_allclose(narrow.p_value, expected, rtol=1e-9)  # nothing beyond the mean: Student's alone


def test_no_spread():
    found = mean_agreement([1, 1, 1, 0, 2], 0, 1000, [1, 1 - 1e-16, 0.99, 0.01, 1], lowest=0, highest=[1, 1, 1, 1, 2])
    np.testing.assert_allclose(found.p_value, [1, 1, 2 * np.exp(-10), 2 * np.exp(-10), 2 * np.exp(-500)], rtol=1e-6)
    beyond = mean_agreement(1, 0, 10, 1.5, lowest=0, highest=1)
    assert beyond.p_value == 0 and beyond.deviation == -0.5 and np.isnan(beyond.standard_errors)


def test_what_cannot_be_tested():
    nothing = event_agreement([0, 1], [0, 2], [0.5, np.nan])
    means = mean_agreement([np.nan, 3, 3], [np.nan, np.nan, 1], [0, 1, 5], [2, 2, np.nan], lowest=0, highest=9)
    for found in (nothing, means):
        for values in (found.p_value, found.deviation, found.standard_errors):
            assert np.isnan(values).all()


def seldom_stuck(random, size, *, trials, chance, bulk):
    """Mean and spread of ``trials`` values: 0.3 with this chance, else nearly 1; and their true mean."""
    stuck = random.binomial(trials, chance, size)
    others = np.maximum(trials - stuck, 1)
    mean = 1 - bulk + bulk / 5 * random.normal(size=size) / np.sqrt(others)
    within = (bulk / 5) ** 2 * random.chisquare(np.maximum(others - 1, 1))
    total = (stuck * 0.3 + (trials - stuck) * mean) / trials
    square = within + stuck * (0.3 - total) ** 2 + (trials - stuck) * (mean - total) ** 2
    return total, np.sqrt(square / (trials - 1)), chance * 0.3 + (1 - chance) * (1 - bulk)


@pytest.mark.parametrize("trials", [5, 30, 1000, 10**5])
@pytest.mark.slow
def test_rare_trials_do_not_deceive(trials):
    random, size, level = np.random.default_rng(3), 100_000, 1e-3
    deceived = []
    for expected in (0, 0.3, 1, 4, 15, 60):
        for bulk in (1e-6, 1e-3, 0.02):
            chance = min(0.5, expected / trials)
            mean, spread, truth = seldom_stuck(random, size, trials=trials, chance=chance, bulk=bulk)
            found = mean_agreement(mean, spread, trials, truth, lowest=0, highest=1).p_value
            assert (found <= level).sum() <= stats.binom.isf(1e-9, size, level), (expected, bulk)
            student = 2 * stats.t.sf(np.abs(mean - truth) / spread * np.sqrt(trials), trials - 1)
            deceived.append((student <= level).mean())
    assert max(deceived) > 100 * level  # why Student's test is not enough


@pytest.mark.parametrize("chance", [0.01, 0.3, 0.9])
def test_a_wrong_mean_is_found_with_enough_trials(chance):
    random = np.random.default_rng(4)
    mean, spread, truth = seldom_stuck(random, 1000, trials=200_000, chance=chance, bulk=1e-3)
    for wrong in (truth * 1.05, truth * 0.95, truth * 0.99):
        found = mean_agreement(mean, spread, 200_000, wrong, lowest=0, highest=1).p_value
        assert (found <= 1e-5).mean() > 0.99


def test_a_true_mean_of_even_numbers_is_rejected_at_the_level():
    """Not far too seldom, either, where nothing is rare."""
    random = np.random.default_rng(5)
    heads = random.binomial(2000, 0.5, 200_000) / 2000
    spread = np.sqrt(heads * (1 - heads) * 2000 / 1999)
    rejected = (mean_agreement(heads, spread, 2000, 0.5, lowest=0, highest=1).p_value <= 0.01).mean()
    assert 0.004 < rejected <= 0.0105


def test_resolution_is_what_is_rejected():
    level = 1e-5
    for mean, spread, n in ((0.5, 0.4, 1000), (0.99, 0.01, 100), (0.3, 0.0, 50), (0.2, 0.3, 10**6)):
        size = mean_resolution(mean, spread, n, lowest=0, highest=1, level=level)
        sides = [
            mean_agreement(mean, spread, n, mean + sign * size, lowest=0, highest=1).p_value.item() for sign in (-1, 1)
        ]
        assert max(sides) == pytest.approx(level, rel=1e-6)
    for p, n in ((0, 100), (1e-6, 10**4), (0.5, 1000), (0.999, 500), (1, 40)):
        size = event_resolution(n, p, level=level)
        towards = p + size if p <= 0.5 else p - size
        k = np.arange(n + 1)
        seen = event_agreement(k, n, p).p_value <= level
        assert 0.3 < stats.binom.pmf(k, n, towards)[seen].sum() <= 1
    assert np.isnan(event_resolution(0, 0.5, level=level))
    assert np.isnan(mean_resolution(1, np.nan, 1, lowest=0, highest=1, level=level))


@pytest.mark.slow
def test_holm_agrees_with_statsmodels():
    random = np.random.default_rng(6)
    for size in (1, 2, 30):
        p = random.uniform(0, 1, size) ** 4
        np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1])
    np.testing.assert_array_equal(holm([np.nan, 0.01, 0.6, np.nan]), [np.nan, 0.02, 0.6, np.nan])
    assert holm([]).shape == (0,) and np.isnan(holm([np.nan])).all()


@pytest.mark.parametrize("shared", [0.0, 0.9, 1.0])
@pytest.mark.slow
def test_many_tests_together_reject_true_laws_seldom(shared):
    """However alike the tests are."""
    random, files, level = np.random.default_rng(7), 20_000, 0.01
    common = np.sqrt(shared) * random.normal(size=(files, 1))
    heads = stats.norm.cdf(common + np.sqrt(1 - shared) * random.normal(size=(files, 25)))
    events = stats.binom.ppf(heads, 500, np.linspace(0.001, 0.6, 25))
    p = event_agreement(events, 500, np.linspace(0.001, 0.6, 25)).p_value
    alarms = sum((holm(row) <= level).any() for row in p)
    assert alarms <= stats.binom.isf(1e-9, files, level)
