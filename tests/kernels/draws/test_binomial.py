import numpy as np
import pytest
from scipy import stats

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import binomial, log_binomial
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
