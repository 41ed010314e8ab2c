from math import comb

import mpmath
import numpy as np
import pytest
from mpmath import mpf

from peelsim.theory.peeling import density_evolution
from peelsim.theory.peeling.training_error import (
    bimodal,
    exact,
    limit,
    published,
    published_approximation,
    published_sum,
    small,
)

SIZES = [(1, 0.3, 1), (2, 0.9, 2), (5, 0.2, 3), (12, 0.7, 6), (60, 0.01, 4)]


def term_by_term(concepts, x, d, singles):
    """Sum over text degrees k >= 2 of P(k) (1 - (1-x)^k - k ``singles`` (1-x)^(k-1)), as eq. 26 is written."""
    p = d / concepts
    return sum(
        comb(concepts, k) * p**k * (1 - p) ** (concepts - k) * (1 - (1 - x) ** k - k * singles * (1 - x) ** (k - 1))
        for k in range(2, concepts + 1)
    )


@pytest.mark.parametrize(("concepts", "x", "d"), SIZES)
def test_exact_is_eq_26_with_the_chance_of_one_unlearnt(concepts, x, d):
    assert exact(concepts, unlearnt=x, mean_text_degree=d) == pytest.approx(
        term_by_term(concepts, x, d, singles=x), rel=1e-12, abs=1e-15
    )


@pytest.mark.parametrize(("concepts", "x", "d"), SIZES)
def test_eq_26_as_printed_is_no_probability(concepts, x, d):
    summed = published_sum(concepts, unlearnt=x, mean_text_degree=d)
    assert summed == pytest.approx(term_by_term(concepts, x, d, singles=concepts), rel=1e-12, abs=1e-12)
    for left in (1e-9, 0.1, 0.8):
        negative = -6e6 * (np.exp(-6 * left) - np.exp(-6))
        assert published_sum(1e6, unlearnt=left, mean_text_degree=6) == pytest.approx(negative, rel=1e-4)


@pytest.mark.parametrize(
    ("concepts", "x", "d"), [(6, 1, 6), (7.5, 0.4, 3), (1e3, 1e-9, 6), (1e12, 1e-6, 4), (1e12, 0.8, 6), (50, 0, 4)]
)
def test_formulas_to_all_digits(concepts, x, d):
    with mpmath.workdps(60):
        size, u = mpf(concepts), mpf(d) * mpf(x)
        right = 1 - (1 - u / size) ** size - u * (1 - u / size) ** (size - 1)
        printed = 1 - (1 - u / size) ** (size - 1) - u * (1 - u / size) ** (size - 1)
        endless = 1 - mpmath.exp(-u) * (1 + u)
    assert exact(concepts, unlearnt=x, mean_text_degree=d) == pytest.approx(float(right), rel=1e-11, abs=0)
    assert published(concepts, unlearnt=x, mean_text_degree=d) == pytest.approx(float(printed), rel=1e-10, abs=2e-16)
    assert limit(x, mean_text_degree=d) == pytest.approx(float(endless), rel=1e-12, abs=0)


def test_limit_and_small_errors():
    x = np.array([1e-5, 0.01, 0.5, 1])
    assert exact(1e12, unlearnt=x, mean_text_degree=6) == pytest.approx(limit(x, mean_text_degree=6), rel=1e-9)
    each = [density_evolution.training_error(6, unlearnt=one) for one in x]
    assert limit(x, mean_text_degree=6) == pytest.approx(np.array(each), rel=1e-13)
    ratio = small(x, mean_text_degree=6) / limit(x, mean_text_degree=6)
    assert ratio[:2] == pytest.approx(1 + 2 / 3 * 6 * x[:2], rel=1e-3)


def test_the_printed_approximation_is_eight_times_too_large():
    assert published_approximation(0.01, mean_text_degree=6) == pytest.approx(4 * 36 * 1e-4)
    ratio = published_approximation(1e-6, mean_text_degree=6) / exact(1e9, unlearnt=1e-6, mean_text_degree=6)
    assert ratio == pytest.approx(8, rel=1e-4)


def test_the_printed_error_is_negative_for_few_unlearnt():
    for concepts in (20, 1000):
        assert published(concepts, unlearnt=1.9 / 6 / concepts, mean_text_degree=6) < 0
        assert published(concepts, unlearnt=2.5 / 6 / concepts, mean_text_degree=6) > 0
        u = 0.6
        gap = exact(concepts, unlearnt=0.1, mean_text_degree=6) - published(concepts, unlearnt=0.1, mean_text_degree=6)
        assert gap == pytest.approx(u / concepts * (1 - u / concepts) ** (concepts - 1), rel=1e-10)


def test_bimodal_is_linear_in_the_chance_of_being_stuck():
    whole = limit(0.8, mean_text_degree=6)
    stuck = np.array([0, 0.01, 0.5, 1])
    assert bimodal(stuck, unlearnt_if_stuck=0.8, mean_text_degree=6) == pytest.approx(stuck * whole)
    assert bimodal(0.01, unlearnt_if_stuck=0.8, mean_text_degree=6) > 8 * limit(0.008, mean_text_degree=6)


def test_a_number_gives_a_number_and_arrays_are_broadcast():
    assert isinstance(exact(10, unlearnt=0.1, mean_text_degree=2), float)
    assert exact(np.array([[10], [20]]), unlearnt=np.array([0.1, 0.2, 0.3]), mean_text_degree=2).shape == (2, 3)


@pytest.mark.parametrize("law", [exact, published, published_sum])
def test_refuses_what_is_no_graph(law):
    for concepts, x, d, message in [
        (5, 0.1, 6, "concepts = 5, mean_text_degree = 6"),
        (10, 1.1, 6, "unlearnt = 1.1 is not between"),
        (10, 0.1, 0, "mean_text_degree = 0 is not positive"),
        (0.5, 0.1, 0.2, "1 or more"),
    ]:
        with pytest.raises(ValueError, match=message):
            law(concepts, unlearnt=x, mean_text_degree=d)


def test_refuses_what_is_no_probability():
    with pytest.raises(ValueError, match=r"stuck_probability = -0\.1 is not"):
        bimodal(-0.1, unlearnt_if_stuck=0.5, mean_text_degree=6)
    with pytest.raises(ValueError, match="unlearnt_if_stuck = 2 is not"):
        bimodal(0.1, unlearnt_if_stuck=2, mean_text_degree=6)
