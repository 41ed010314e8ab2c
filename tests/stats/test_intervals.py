import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from peelsim.stats.intervals import Rare, binomial_interval, event_interval, mean_interval

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


@pytest.mark.parametrize(("target", "block"), [(1, 10), (3, 10), (10, 7), (10, 60), (40, 3), (40, 90)])
def test_stopped_at_the_end_of_a_block_covers(target, block):
    for p in PROBABILITIES[(PROBABILITIES > 0.02) & (PROBABILITIES < 0.95)]:
        trials, events, chance = block_stopped(target, block, p)
        low, high = event_interval(events, trials, np.full(trials.shape, "max_events"), target=target)
        covered = chance[(low <= p) & (p <= high)].sum()
        assert covered >= 0.94
        expected = (chance * events).sum(), (chance * (trials - events)).sum()
        assert covered <= 0.975 or min(expected) < 20


def test_event_interval_goes_by_stop_reason():
    reasons = np.array(["max_events", "max_trials", "unfinished", "rel_error", "max_events and abs_error"])
    low, high = event_interval(12, 100, reasons, target=10)
    fixed, near, far = (binomial_interval(12, 100, level=level) for level in (0.95, 0.94, 0.96))
    np.testing.assert_array_equal(low, [far[0], fixed[0], fixed[0], near[0], near[0]])
    np.testing.assert_array_equal(high, [near[1], fixed[1], fixed[1], far[1], far[1]])
    low, high = event_interval(12, 100, reasons)  # the rule counts another event
    assert low[0] == fixed[0] and high[0] == fixed[1]


def test_an_event_and_its_absence_are_treated_alike():
    events = np.arange(101)
    low, high = event_interval(events, 100, "abs_error")
    other_low, other_high = event_interval(100 - events, 100, "abs_error")
    here = events != 50  # one of the two has to be the rarer one
    np.testing.assert_allclose(low[here], 1 - other_high[here], rtol=1e-12)
    np.testing.assert_allclose(high[here], 1 - other_low[here], rtol=1e-12)


def test_edges_of_probability_intervals():
    low, high = binomial_interval([0, 5, 0], [5, 5, 0])
    np.testing.assert_allclose(low, [0, 0.025**0.2, np.nan])
    np.testing.assert_allclose(high, [1 - 0.025**0.2, 1, np.nan])


def rare_mean(events, trials, *, common=0.0, span=1.0, reason="max_trials"):
    """Interval of a mean of span x event + common x (noise of variance 1), when the sample has just those moments."""
    share = events / trials
    deviation = np.sqrt((span**2 * share * (1 - share) + common**2) * trials / (trials - 1))
    low, high = event_interval(events, trials, reason)
    return mean_interval(span * share, deviation, trials, rare=[Rare(events, low, high, span)])


def test_a_mean_that_is_nothing_but_a_rare_event_has_the_events_interval():
    events = np.arange(201)
    for span in (3.0, -3.0):
        for reason in ("max_trials", "abs_error"):
            limits = np.sort(span * np.array(event_interval(events, 200, reason)), axis=0)
            np.testing.assert_allclose(rare_mean(events, 200, span=span, reason=reason), limits, rtol=0.01, atol=0.005)


def test_a_sample_without_the_rare_event_allows_for_it():
    low, high = rare_mean(0, 1000, common=0.0, span=-0.5)
    assert high == 0 and low == pytest.approx(-0.5 * binomial_interval(0, 1000)[1])
    low, high = mean_interval(0.0, 0.0, 1000)
    assert low == high == 0


def test_a_rare_event_that_hardly_matters_leaves_students_interval():
    rare = rare_mean(400, 1000, common=50.0)
    plain = mean_interval(0.4, np.sqrt((0.24 + 2500) * 1000 / 999), 1000)
    np.testing.assert_allclose(rare, plain, rtol=1e-3)


def test_mean_agrees_with_scipy():
    values = np.random.default_rng(1).normal(5, 2, (7, 3))
    low, high = mean_interval(values.mean(0), values.std(0, ddof=1), len(values))
    expected = stats.t.interval(0.95, 6, values.mean(0), stats.sem(values))
    np.testing.assert_allclose([low, high], expected, rtol=1e-12)


def lopsided(random, size):
    """Of skewness 8 and more, as sizes of clusters near their threshold are."""
    return random.lognormal(0.0, 1.1, size)


def of_samples(values):
    """Mean, deviation, number and skewness of samples along the last axis."""
    deviation, skewness = values.std(-1, ddof=1), stats.skew(values, axis=-1, bias=False)
    return (values.mean(-1), deviation, values.shape[-1]), skewness


@pytest.mark.slow
@pytest.mark.parametrize(
    ("draw", "mean", "trials", "least"),
    [
        (lopsided, np.exp(1.1**2 / 2), 100, 0.935),
        (lopsided, np.exp(1.1**2 / 2), 1000, 0.95),
        (lambda random, size: random.exponential(1.0, size), 1.0, 30, 0.95),
        (lambda random, size: random.exponential(1.0, size), 1.0, 100, 0.95),
        (lambda random, size: -random.gamma(0.25, 1.0, size), -0.25, 100, 0.945),
    ],
)
def test_skewed_values_are_covered(draw, mean, trials, least):
    """40 000 samples tell the coverage to within .0055 (false-alarm rate 1e-5); Student's is some .02 below."""
    how, skewness = of_samples(draw(np.random.default_rng(1), (40_000, trials)))
    low, high = mean_interval(*how, skewness=skewness)
    assert np.mean((low <= mean) & (mean <= high)) >= least - 0.0055


def test_skewness_moves_the_limit_of_the_long_tail_alone():
    student = mean_interval(2.0, 1.0, 50)
    low, high = mean_interval(2.0, 1.0, 50, skewness=[-3.0, 0.0, 3.0, np.nan])
    np.testing.assert_array_equal(low[1:], student[0])
    np.testing.assert_array_equal(high[[0, 1, 3]], student[1])
    assert high[2] - 2 == pytest.approx(2 - low[0]) and 1.5 < (high[2] - 2) / (student[1] - 2) < 2


@pytest.mark.parametrize("trials", [4, 10, 100, 10**6])
def test_no_skewness_more_than_trebles_the_distance(trials):
    student, skewed = mean_interval(0.0, 1.0, trials), mean_interval(0.0, 1.0, trials, skewness=trials**0.5)
    assert 2 < skewed[1] / student[1] < 3.3 and skewed[0] == student[0]


def test_hardly_skewed_values_have_students_interval():
    how, skewness = of_samples(np.random.default_rng(1).normal(5, 2, (1000, 100)))
    student, found = mean_interval(*how), mean_interval(*how, skewness=skewness)
    assert np.mean(found[1] - found[0]) < 1.01 * np.mean(student[1] - student[0])


def test_an_event_takes_its_share_of_the_skewness():
    """Values that are 1 where a rare event happens and 0 elsewhere have its interval, however skewed."""
    events, trials = 3, 200
    limits = event_interval(events, trials, "max_trials")
    how, skewness = of_samples(np.repeat([1.0, 0.0], [events, trials - events]))
    found = mean_interval(*how, skewness=skewness, rare=[Rare(events, *limits, 1.0)])
    np.testing.assert_allclose(found, limits, rtol=0.01, atol=1e-4)
    assert mean_interval(*how, skewness=skewness)[1] > limits[1] > mean_interval(*how)[1]


def test_edges_of_mean_intervals():
    low, high = mean_interval([3.0, 3.0, 3.0, 3.0], [np.nan, 0.0, 0.0, np.nan], [1, 3, 4, 0])
    np.testing.assert_array_equal(low, [np.nan, np.nan, 3, np.nan])
    np.testing.assert_array_equal(high, [np.nan, np.nan, 3, np.nan])
