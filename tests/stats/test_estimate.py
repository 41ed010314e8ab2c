"""The interval of an observable: its coverage, and what it never leaves."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from peelsim.stats.estimate import interval
from peelsim.stats.observable import Observable

LEVEL = Observable("highest_level", "number", "level")
SHARE = Observable("fraction", "number", "share", per=50.0, highest=1.0)


def limits(observable, values, *, events=None, **how):
    """Of trials along the last axis."""
    values = np.asarray(values, dtype=float)
    return interval(
        observable,
        mean=values.mean(-1),
        deviation=values.std(-1, ddof=1),
        trials=values.shape[-1],
        events=values.sum(-1),
        rare_events=events,
        span=-1.0,
        reasons="max_trials",
        targets={},
        **how,
    )


def test_equal_trials_do_not_say_that_all_are():
    for trials, wide in ((4, 0.6), (10, 0.3), (100, 0.03)):
        low, high = limits(LEVEL, np.full(trials, 3.0))
        assert 3 - wide > low > 3 - 1.2 * wide - 0.01 and high - 3 == pytest.approx(3 - low)


@pytest.mark.parametrize("trials", [1, 2, 3])
def test_so_few_trials_have_no_interval(trials):
    with np.errstate(invalid="ignore"):
        low, high = interval(
            LEVEL,
            mean=3.0,
            deviation=0.5,
            trials=trials,
            events=0,
            rare_events=None,
            span=0.0,
            reasons="max_trials",
            targets={},
        )
    assert np.isnan(low) and np.isnan(high)


def test_limits_stay_within_the_range():
    values = np.array([[0.98, 1.0, 1.0, 1.0, 1.0], [0.02, 0.0, 0.0, 0.0, 0.0]])
    low, high = limits(SHARE, values)
    assert high[0] == 1 and low[1] == 0 and 0.9 < low[0] < 0.99 and 0.01 < high[1] < 0.1
    rare = Observable("x", "number", "x", rare="stuck", per=50.0, highest=1.0)
    low, high = limits(rare, np.full((1, 30), 1.0), events=np.zeros(1, int))
    assert high == 1 and 0.8 < low < 0.95
    assert limits(LEVEL, [0, 0, 1, 0, 0])[0] == 0


def test_two_events_behind_a_number_cover_where_either_is_the_rare_one():
    """Nothing without the ground (rare at first), a little more where luck helps (rare at last).

    A million trials in samples of 100; the lowest coverage seen has an error of .002.
    """
    tower = Observable("x", "number", "x", rare="luckless", rarer="groundless", per=50.0, highest=1.0)
    ground, luck, scatter = np.random.default_rng(7).random((3, 10_000, 100))
    for no_ground, no_luck in ((0.01, 0.02), (0.01, 0.5), (0.01, 0.97), (0.3, 0.97)):
        groundless = ground < no_ground
        luckless = groundless | (luck < no_luck)
        values = np.where(groundless, 0, np.where(luckless, 14, 50 - np.floor(3 * scatter))) / 50
        truth = (1 - no_ground) * (no_luck * 0.28 + (1 - no_luck) * 0.98)
        low, high = limits(tower, values, events=luckless.sum(-1), rarer_events=groundless.sum(-1))
        assert np.mean((low <= truth) & (truth <= high)) >= 0.95
    one = limits(tower, values, events=luckless.sum(-1))
    assert np.all(one[1] - one[0] <= high - low + 1e-12)


def test_one_count_is_said_or_follows_from_the_scale():
    values = np.full(10, 0.5)
    assert limits(SHARE, values) == limits(SHARE, values, one=0.02) != limits(SHARE, values, one=0.1)


def covered(values, chances, trials):
    """Chance that the interval holds the mean, summed over all samples of so many trials."""
    values, mean = np.array(values, float), float(np.dot(values, chances))
    counts = np.array([c for c in product(range(trials + 1), repeat=len(values)) if sum(c) == trials])
    probability = stats.multinomial.pmf(counts, trials, chances)
    m = counts @ values / trials
    s = np.sqrt(np.maximum(counts @ values**2 / trials - m**2, 0) * trials / (trials - 1))
    low, high = interval(
        LEVEL, mean=m, deviation=s, trials=trials, events=0, rare_events=None, span=0, reasons="", targets={}
    )
    return probability[(low <= mean + 1e-12) & (mean <= high + 1e-12)].sum()


@pytest.mark.parametrize("trials", [4, 5, 7, 10, 30, 100, 1000])
@pytest.mark.plain_cases(6)
def test_two_neighbouring_counts_are_covered(trials):
    for q in np.concatenate([np.geomspace(1e-4, 0.5, 30), 1 - np.geomspace(1e-4, 0.5, 30)]):
        assert covered([2, 3], [1 - q, q], trials) >= 0.948


SPREAD = {
    "even": ([0, 1, 2, 3], [0.25] * 4),
    "peaked": ([0, 1, 2], [0.05, 0.9, 0.05]),
    "at an end": ([0, 1, 2], [0.1, 0.1, 0.8]),
    "falling": ([0, 1, 2, 3], [0.5, 0.3, 0.15, 0.05]),
    "levels": ([1, 2, 3, 4], [0.02, 0.18, 0.5, 0.3]),
}


@pytest.mark.parametrize("name", SPREAD)
def test_a_few_counts_are_covered(name):
    assert covered(*SPREAD[name], 10) >= 0.94


@pytest.mark.slow
@pytest.mark.parametrize("name", SPREAD)
@pytest.mark.parametrize(("trials", "least"), [(4, 0.93), (7, 0.94), (20, 0.94)])
def test_a_few_counts_are_covered_by_any_number_of_trials(name, trials, least):
    assert covered(*SPREAD[name], trials) >= least


@pytest.mark.slow
@pytest.mark.parametrize("trials", [10, 100])
def test_counts_of_every_shape_are_covered(trials):
    """Simulated; 200 000 samples tell the coverage to within .002 (false-alarm rate 1e-5)."""
    random, size = np.random.default_rng(1), 200_000
    for draw, mean in (
        (lambda: random.poisson(1, (size, trials)), 1.0),
        (lambda: random.binomial(20, 0.3, (size, trials)), 6.0),
        (lambda: random.integers(0, 11, (size, trials)), 5.0),
    ):
        low, high = limits(LEVEL, draw())
        assert ((low <= mean) & (mean <= high)).mean() >= 0.94 - 0.002
