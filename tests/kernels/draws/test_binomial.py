import mpmath
import numpy as np
import pytest
from scipy import stats

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import below_ratio, binomial, log_binomial
from peelsim.kernels.draws.random import draw
from tests.agreement import chi_squared


@kernel
def many(key, n, p, out):
    for i in range(out.size):
        out[i] = binomial(draw(key, i), n, p)


@pytest.mark.parametrize(
    ("n", "p"),
    [
        (1, 0.3),
        (20, 0.5),
        (30, 0.9),
        (100, 0.0999),  # just below and above the change of method
        (100, 0.1001),
        (1000, 0.4),
        (10**6, 1e-5),
        (10**6, 0.3),
        (10**9, 0.999),
        (10**12, 3e-12),
        (10**15, 1e-15),
        (10**15, 1e-9),
        (10**15, 0.37),
    ],
)
def test_whole_distribution(n, p):
    numbers = np.zeros(400_000, np.int64)
    many(np.uint64(23), n, p, numbers)
    assert numbers.min() >= 0 and numbers.max() <= n
    chi_squared(numbers, stats.binom(n, p))


@pytest.mark.parametrize(("n", "p", "k"), [(0, 0.5, 0), (7, 0.0, 0), (7, -1e-20, 0), (7, 1.0, 7), (7, 1 + 1e-16, 7)])
def test_certain_outcomes(n, p, k):
    assert binomial(np.uint64(1), n, p) == k


@pytest.mark.parametrize(("n", "p", "k"), [(10, 0.3, 0), (10, 0.3, 10), (10, 0.3, 4), (10**6, 0.2, 201_000)])
def test_log_probability(n, p, k):
    assert log_binomial(n, p, k) == pytest.approx(stats.binom.logpmf(k, n, p), rel=1e-9)


@pytest.mark.parametrize("p", [1e-9, 1e-3, 0.1, 0.37, 0.5])
@pytest.mark.parametrize("mean", [10, 12.3, 40, 300, 10**4, 10**6, 10**10, 10**14])
@pytest.mark.parametrize("gap", [1e-6, 1e-4, 0.01, 0.3, 3.0])
def test_heights_are_held_against_the_exact_ratio(p, mean, gap):
    """The squeeze decides nothing that the ratio itself would not."""
    n = round(mean / p)
    if n > 10**15:
        return
    mode, spread = int((n + 1) * p), (n * p * (1 - p)) ** 0.5
    for sigmas in (-7, -4, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 4, 7):
        k = min(max(0, mode + round(sigmas * spread)), n)
        with mpmath.workdps(50):
            exact_p, exact = mpmath.mpf(p), mpmath.loggamma
            log_ratio = exact(mode + 1) + exact(n - mode + 1) - exact(k + 1) - exact(n - k + 1)
            log_ratio += (k - mode) * (mpmath.log(exact_p) - mpmath.log(1 - exact_p))
            above, below = float(mpmath.exp(log_ratio + gap)), float(mpmath.exp(log_ratio - gap))
        assert not below_ratio(above, n, p, k, mode)
        assert below_ratio(below, n, p, k, mode)
