import numpy as np
import pytest

from peelsim.theory.peeling import excess_entropy, training_error


def test_pinsker_of_each_training_error():
    at = {"unlearnt": 0.1, "mean_text_degree": 6}
    assert excess_entropy.exact(50, **at) == pytest.approx(training_error.exact(50, **at) ** 2 / 2)
    u = 0.6
    assert excess_entropy.limit(0.1, mean_text_degree=6) == pytest.approx((1 - np.exp(-u) * (1 + u)) ** 2 / 2)
    assert excess_entropy.small(0.1, mean_text_degree=6) == pytest.approx(6**4 * 0.1**4 / 8)
    assert excess_entropy.pinsker(np.array([0, 0.5, 1])).tolist() == [0, 0.125, 0.5]


def test_eq_4_is_sixteen_times_too_large_and_does_not_follow_from_eq_3():
    x, d = 1e-4, 6
    assert excess_entropy.published(x, mean_text_degree=d) == pytest.approx(2 * d**4 * x**4)
    ratio = excess_entropy.published(x, mean_text_degree=d) / excess_entropy.limit(x, mean_text_degree=d)
    assert ratio == pytest.approx(16, rel=2e-3)
    from_eq_3 = excess_entropy.pinsker(training_error.published_approximation(x, mean_text_degree=d))
    assert from_eq_3 / excess_entropy.published(x, mean_text_degree=d) == pytest.approx(4)


def test_a_small_unlearnt_fraction_does_not_underflow_the_training_error():
    assert excess_entropy.limit(1e-50, mean_text_degree=6) == pytest.approx(6**4 / 8 * 1e-200, rel=1e-12)


def test_corrected_is_the_mean_over_graphs():
    """A share of them is stuck, and has Pinsker's bound; the mean error has a smaller one."""
    stuck = np.array([0, 1e-3, 0.3, 1])
    bound = excess_entropy.corrected(stuck, unlearnt_if_stuck=0.815, mean_text_degree=6)
    assert bound == pytest.approx(stuck * excess_entropy.limit(0.815, mean_text_degree=6))
    mean_error = training_error.bimodal(stuck, unlearnt_if_stuck=0.815, mean_text_degree=6)
    assert np.all(excess_entropy.pinsker(mean_error) <= bound)


def test_refuses_what_is_no_probability():
    with pytest.raises(ValueError, match="not a probability"):
        excess_entropy.pinsker(1.5)
    with pytest.raises(ValueError, match="not between 0 and 1"):
        excess_entropy.corrected(2, unlearnt_if_stuck=0.5, mean_text_degree=6)
    with pytest.raises(ValueError, match="unlearnt = -1"):
        excess_entropy.published(-1, mean_text_degree=6)
