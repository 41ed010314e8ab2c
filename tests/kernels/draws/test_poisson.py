import numpy as np
import pytest
from scipy import stats

from peelsim.jit import kernel
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw
from tests.agreement import chi_squared


@kernel
def many(key, mean, out):
    for i in range(out.size):
        out[i] = poisson(draw(key, i), mean)


@pytest.mark.parametrize("mean", [0.05, 1.0, 9.99, 10.0, 37.5, 1000.0, 1e6, 1e12])
def test_whole_distribution(mean):
    numbers = np.zeros(400_000, np.int64)
    many(np.uint64(17), mean, numbers)
    chi_squared(numbers, stats.poisson(mean))


def test_mean_zero_is_zero():
    assert poisson(np.uint64(3), 0.0) == 0
