import mpmath
import numpy as np
import pytest
from scipy import stats

from peelsim.kernels.draws.binomial_average import binomial_average

RNG = np.random.default_rng(4)


@pytest.mark.parametrize("n", [1, 2, 7, 60])
@pytest.mark.parametrize("p", [1e-300, 1e-9, 0.1, 0.5, 0.77, 1 - 1e-12])
def test_agrees_with_exact_arithmetic(n, p):
    curve = RNG.random(n + 1)
    with mpmath.workdps(50):
        q = mpmath.mpf(p)
        exact = mpmath.fsum(mpmath.binomial(n, k) * q**k * (1 - q) ** (n - k) * curve[k] for k in range(n + 1))
    assert binomial_average(curve, n, p) == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize(("n", "p"), [(10**5, 0.3), (10**6, 1e-5), (2 * 10**6, 0.02), (2 * 10**6, 0.999)])
def test_moments_of_long_curves(n, p):
    """Of k, of k^2 and of a step, against the binomial law's own."""
    k = np.arange(n + 1.0)
    law = stats.binom(n, p)
    assert binomial_average(k, n, p) == pytest.approx(n * p, rel=1e-12)
    assert binomial_average(k * k, n, p) == pytest.approx(n * p * (1 - p) + (n * p) ** 2, rel=1e-12)
    middle = int(n * p + 0.7 * np.sqrt(n * p * (1 - p)))
    assert binomial_average((k > middle).astype(float), n, p) == pytest.approx(law.sf(middle), abs=1e-11)


def test_a_constant_stays_itself():
    for n in (0, 1, 10, 3_000_000):
        for p in (0.0, 1e-8, 0.4, 1.0):
            assert binomial_average(np.full(n + 1, 7, np.int32), n, p) == pytest.approx(7, rel=1e-14)


def test_certain_occupation_takes_the_ends():
    curve = np.array([3, 1, 4, 1, 5])
    assert binomial_average(curve, 4, 0.0) == 3
    assert binomial_average(curve, 4, 1.0) == 5
    assert binomial_average(curve, 2, 1.0) == 4
