import mpmath
import numpy as np
import pytest

from peelsim.kernels.draws import degree_probabilities as dp

DIGITS = 60


def mp_binomial(u, p):
    """P(none), P(one), P(two or more) of u concepts, each held with probability p."""
    with mpmath.workdps(DIGITS):
        p = mpmath.mpf(p)
        none, one = (1 - p) ** u, u * p * (1 - p) ** (u - 1)
        return none, one, 1 - none - one


UNLEARNT = [1, 2, 3, 10, 1000, 10**6, 10**9, 10**12]
PROBABILITIES = [1e-14, 6e-12, 1e-9, 1e-6, 1e-3, 0.1, 0.5, 0.9, 1 - 1e-9]


@pytest.mark.parametrize("u", UNLEARNT)
@pytest.mark.parametrize("p", PROBABILITIES)
def test_binomial_texts(u, p):
    none, one, several = mp_binomial(u, p)
    log_q = float(mpmath.log1p(-mpmath.mpf(p)))
    exponent = 4e-16 * abs(u * log_q)  # a relative error of u log q is an absolute one of the exponent
    found = dp.none_of(u, log_q), dp.one_of(u, p, log_q), dp.two_or_more_of(u, p, log_q), dp.some_of(u, log_q)
    for value, exact in zip(found, (none, one, several, 1 - none), strict=True):
        assert value == pytest.approx(float(exact), rel=1e-13 + 4 * exponent, abs=1e-300)


@pytest.mark.parametrize(
    ("concepts", "degree"),
    [(r, k) for r in (3, 10, 1000, 10**6, 10**12) for k in (1, 2, 3, 9, 60, 800) if k <= r],
)
@pytest.mark.parametrize("share", [0, 1e-12, 1e-5, 0.1, 0.5, 0.9, 1])
def test_texts_of_one_degree(concepts, degree, share):
    u = max(1, round(share * concepts))
    none, some = np.zeros(degree + 1), np.zeros(degree + 1)
    dp.fill_none_of_set(u, concepts, none)
    dp.fill_some_of_set(u, concepts, none, some)
    with mpmath.workdps(DIGITS):
        exact_none = mpmath.binomial(concepts - u, degree) / mpmath.binomial(concepts, degree)
        exact_one = u * mpmath.binomial(concepts - u, degree - 1) / mpmath.binomial(concepts, degree)
        exact_several = 1 - exact_none - exact_one
    close = {"rel": 1e-13 * degree, "abs": 1e-300}
    assert none[degree] == pytest.approx(float(exact_none), **close)
    assert some[degree] == pytest.approx(float(1 - exact_none), **close)
    assert dp.one_of_set(u, concepts, degree, none) == pytest.approx(float(exact_one), **close)
    several = np.zeros(degree + 1)
    dp.fill_two_or_more_of_set(u, concepts, none, several)
    rounded_off = 1e-50  # of the oracle, which is a difference of 60 digits
    assert several[degree] == pytest.approx(float(exact_several), rel=close["rel"], abs=rounded_off)
