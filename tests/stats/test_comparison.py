"""What is held against a law, and which test that takes."""

import numpy as np
import pytest
from scipy import stats

from peelsim.stats.agreement import event_agreement, mean_agreement
from peelsim.stats.comparison import FEW, Seen, agreement, resolution, unrounded


def seen(mean, spread=0.0, trials=1000, *, events=None, one=1.0, jumps=False, highest=np.inf):
    arrays = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (mean, spread, trials, one)))
    mean, spread, trials, one = (np.array(x) for x in arrays)
    counts = None if events is None else np.broadcast_to(np.asarray(events, dtype=np.int64), mean.shape)
    return Seen(mean, spread, trials.astype(np.int64), counts, one, jumps, highest)


def test_an_event_has_the_exact_test():
    events, trials, p = np.array([0, 3, 40]), np.array([100, 100, 100]), np.array([0.01, 0.05, 0.3])
    found = agreement(seen(events / trials, 0.1, trials, events=events, highest=1.0), p)
    np.testing.assert_array_equal(found.p_value, event_agreement(events, trials, p).p_value)
    plain = (events / trials - p) / np.sqrt(p * (1 - p) / trials)
    np.testing.assert_allclose(found.standard_errors, plain, rtol=1e-12)


def test_a_mean_has_students_test_and_the_plain_standard_error():
    random = np.random.default_rng(1)
    values = random.normal(5, 2, (40, 500))
    mean, spread = values.mean(1), values.std(1, ddof=1)
    found = agreement(seen(mean, spread, 500, one=1e-6), np.full(40, 5.1))
    np.testing.assert_allclose(found.p_value, stats.ttest_1samp(values, 5.1, axis=1).pvalue, rtol=1e-9)
    np.testing.assert_allclose(found.standard_errors, (mean - 5.1) / (spread / np.sqrt(500)), rtol=1e-12)


@pytest.mark.parametrize("spread", [0.0, 0.01])
def test_only_a_rare_event_lets_trials_at_the_end_of_the_range_hide(spread):
    """1000 trials near 1 with a law of .995: one trial in 200 at zero may hide, but only where trials can jump."""
    jumping = agreement(seen(1.0, spread, jumps=True, highest=1.0, one=0.01), np.array(0.995)).p_value
    np.testing.assert_allclose(
        jumping, mean_agreement(1.0, spread, 1000, 0.995, lowest=0, highest=1).p_value, rtol=1e-12
    )
    steady = agreement(seen(1.0, spread, highest=1.0, one=0.01), np.array(0.995)).p_value
    assert jumping > 1e-3 and (steady < 1e-8 if spread else steady == jumping)  # no spread: nothing is known of it


def test_few_trials_vouch_for_no_shape():
    for trials in (2, 5, FEW - 1, FEW):
        found = agreement(seen(1.0, 0.001, trials, highest=1.0, one=0.001), np.array(0.8)).p_value
        end = mean_agreement(1.0, 0.001, trials, 0.8, lowest=0, highest=1).p_value
        assert found == end if trials < FEW else found < 1e-6 * end


@pytest.mark.parametrize("trials", [5, 20, 100, 2000])
@pytest.mark.parametrize("chance", [1e-3, 0.02, 0.3])
def test_a_count_that_seldom_differs_by_one_is_seldom_rejected(trials, chance):
    """By exact summation: the values are k and k + 1, and no event says when."""
    k = np.arange(trials + 1)
    mean = 7 + k / trials
    spread = np.sqrt(k * (trials - k) / (trials * (trials - 1)))
    p_value = agreement(seen(mean, spread, trials), np.full(len(k), 7 + chance)).p_value
    probability = stats.binom.pmf(k, trials, chance)
    for level in (0.01, 1e-3, 1e-5):
        assert probability[p_value <= level].sum() <= 1.3 * level


def test_rounding_refutes_nothing():
    """A law that is true up to the rounding of its sums; Student's test of equal trials would reject any of it."""
    for mean, said in ((5.0, 5 + 7e-15), (0.0, -1e-16), (1.0, 1 - 1e-15), (1.0, 1 + 1e-15), (1e6, 1e6 * (1 + 1e-14))):
        found = agreement(seen(mean, one=0.01), np.array(said))
        assert (found.p_value, found.deviation, found.standard_errors) == (1, 0, 0)
    for k, said in ((0, -1e-15), (1000, 1 + 1e-15), (1000, 1 - 1e-15)):
        found = agreement(seen(k / 1000, 0.0, events=k, highest=1.0), np.array(said))
        assert (found.p_value, found.deviation) == (1, 0)


def test_what_is_no_rounding_stays():
    assert unrounded(seen(0.5, highest=1.0), np.array(1.5)) == 1.5
    assert unrounded(seen(0.5), np.array(-0.1)) == -0.1
    assert unrounded(seen(0.0, one=2.0**-50), np.array(1e-14)) == 1e-14  # such units resolve it
    assert agreement(seen(0.5, 0.1, highest=1.0), np.array(1.5)).p_value < 1e-100


def test_a_real_number_agrees_within_its_unit():
    unit = 2.0**-40
    found = agreement(seen(0.3, one=unit), np.array([0.3 + unit / 2, 0.3 + 3 * unit]))
    assert found.p_value[0] == 1 and found.deviation[1] != 0


@pytest.mark.parametrize(("kind", "harmless"), [("upper bound", 1), ("lower bound", -1)])
def test_a_bound_is_crossed_on_its_side_alone(kind, harmless):
    both = agreement(seen(0.5, 0.1, one=1e-6), np.array([0.5 + 0.02 * harmless, 0.5 - 0.02 * harmless]))
    side = agreement(seen(0.5, 0.1, one=1e-6), np.array([0.5 + 0.02 * harmless, 0.5 - 0.02 * harmless]), kind=kind)
    assert side.p_value[0] == 1 and side.p_value[1] == both.p_value[1] / 2 < 1e-8
    event = agreement(seen(0.5, 0.5, events=500, highest=1.0), np.array([0.5 + 0.1 * harmless] * 2), kind=kind)
    assert (event.p_value > 0.99).all()
    event = agreement(seen(0.5, 0.5, events=500, highest=1.0), np.array([0.5 - 0.1 * harmless] * 2), kind=kind)
    assert (event.p_value < 1e-8).all()


@pytest.mark.parametrize("kind", ["value", "upper bound"])
def test_the_resolution_is_what_is_rejected(kind):
    here = seen([3.0, 0.7], [0.5, 0.2], [400, 90], one=1e-6)
    said = np.array([3.0, 0.7])
    size = resolution(here, said, kind=kind, level=1e-4)
    np.testing.assert_allclose(agreement(here, said - size, kind=kind).p_value, 1e-4, rtol=1e-6)
