import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from peelsim.stats.intervals import binomial_interval, event_interval, mean_interval, negative_binomial_interval

PROBABILITIES = np.concatenate([np.geomspace(1e-3, 0.5, 25), 1 - np.geomspace(1e-3, 0.4, 20)])


def test_binomial_agrees_with_statsmodels():
    trials = np.array([1, 2, 10, 1000, 10**7])[:, None]
    events = np.unique(np.round(np.linspace(0, 1, 7) * trials), axis=1)
    for level in (0.95, 0.99):
        expected = proportion_confint(events, np.broadcast_to(trials, events.shape), 1 - level, method="beta")
        np.testing.assert_allclose(binomial_interval(events, trials, level=level), expected, rtol=1e-10)


@pytest.mark.parametrize("trials", [1, 5, 30, 200])
def test_binomial_covers(trials):
    events = np.arange(trials + 1)
    low, high = binomial_interval(events, trials)
    for p in PROBABILITIES:
        chance = stats.binom.pmf(events, trials, p)
        assert chance[p < low].sum() <= 0.025 + 1e-12
        assert chance[p > high].sum() <= 0.025 + 1e-12


@pytest.mark.parametrize("events", [1, 3, 20])
def test_inverse_sampling_covers(events):
    for p in PROBABILITIES:
        trials = np.arange(events, int(stats.nbinom.isf(1e-9, events, p)) + events + 2)
        chance = stats.nbinom.pmf(trials - events, events, p)
        low, high = negative_binomial_interval(events, trials)
        assert chance[p < low].sum() <= 0.025 + 1e-9
        assert chance[p > high].sum() <= 0.025 + 1e-9


def block_stopped(target, block, p):
    """Chance of every (trials, events) at which blocks of trials stop once they hold ``target`` events."""
    step = stats.binom.pmf(np.arange(block + 1), block, p)
    running, trials, outcomes = np.array([1.0]), 0, []
    while running.sum() > 1e-9:
        trials += block
        after = np.convolve(running, step)
        outcomes += [(trials, events, chance) for events, chance in enumerate(after) if events >= target]
        running = after[:target]
    return np.array(outcomes).T


@pytest.mark.parametrize(("target", "block"), [(1, 10), (3, 10), (10, 7), (10, 60)])
def test_stopped_at_the_end_of_a_block_covers(target, block):
    naive = []
    for p in PROBABILITIES[(PROBABILITIES > 0.02) & (PROBABILITIES < 0.95)]:
        trials, events, chance = block_stopped(target, block, p)
        low, high = event_interval(events, trials, np.full(trials.shape, "max_events"), target=target)
        assert chance[p < low].sum() <= 0.028
        assert chance[p > high].sum() <= 0.025 + 1e-9
        assert chance[(p < low) | (p > high)].sum() <= 0.05
        low, high = negative_binomial_interval(events, trials)
        naive.append(chance[(p < low) | (p > high)].sum())
    assert max(naive) > 0.05  # why event_interval does not use the negative binomial alone


def test_event_interval_goes_by_stop_reason():
    reasons = np.array(["max_events", "max_trials", "unfinished"])
    low, high = event_interval([12, 12, 12], 100, reasons, target=10)
    fixed = binomial_interval(12, 100)
    inverse, careful = negative_binomial_interval(10, 100)[0], binomial_interval(12, 100, level=0.975)[0]
    assert low[0] == max(inverse, careful) < fixed[0]
    assert (low[1:] == fixed[0]).all() and (high == fixed[1]).all()
    passed_by_far = event_interval(958, 1000, "max_events", target=20)
    assert binomial_interval(958, 1000)[0] - 0.005 < passed_by_far[0] < binomial_interval(958, 1000)[0]
    other = event_interval([12, 12, 12], 100, reasons)  # the rule counts another event
    assert (other[0] == fixed[0]).all()


def test_edges_of_probability_intervals():
    for interval in (binomial_interval, negative_binomial_interval):
        low, high = interval([0, 5, 0], [5, 5, 0])
        np.testing.assert_allclose(low, [0, 0.025**0.2, np.nan])
        np.testing.assert_allclose(high, [1 - 0.025**0.2, 1, np.nan])


def test_inverse_sampling_is_inside_the_binomial_interval():
    events = np.arange(1, 60)
    binomial, inverse = binomial_interval(events, 60), negative_binomial_interval(events, 60)
    assert (inverse[0] == binomial[0]).all() and (inverse[1] < binomial[1]).all()


def test_mean_agrees_with_scipy():
    values = np.random.default_rng(1).normal(5, 2, (7, 3))
    low, high = mean_interval(values.mean(0), values.std(0, ddof=1), len(values))
    expected = stats.t.interval(0.95, 6, values.mean(0), stats.sem(values))
    np.testing.assert_allclose([low, high], expected, rtol=1e-12)


def test_edges_of_mean_intervals():
    low, high = mean_interval([3.0, 3.0, 3.0], [np.nan, 0.0, np.nan], [1, 2, 0])
    np.testing.assert_array_equal(low, [np.nan, 3, np.nan])
    np.testing.assert_array_equal(high, [np.nan, 3, np.nan])
