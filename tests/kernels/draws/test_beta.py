import numpy as np
import pytest
from scipy import stats

from peelsim.jit import kernel
from peelsim.kernels.draws.beta import beta, gamma
from peelsim.kernels.draws.random import draw


@kernel
def betas(key, a, b, found):
    for i in range(found.size):
        found[i], _ = beta(draw(key, i), 0, a, b)


@kernel
def gammas(key, shape, found):
    word = 0
    for i in range(found.size):
        found[i], word = gamma(key, word, shape)


def follows(numbers, law):
    """Chi-squared in 200 cells of equal probability."""
    cells = np.bincount((law.cdf(numbers) * 200).astype(int).clip(0, 199), minlength=200)
    assert stats.chi2.sf(((cells - cells.mean()) ** 2 / cells.mean()).sum(), 199) > 1e-5


@pytest.mark.parametrize("shape", [1, 2, 3.5, 40, 1e5, 1e8, 1e12])
def test_gamma(shape):
    found = np.empty(400_000)
    gammas(np.uint64(3), shape, found)
    follows(found, stats.gamma(shape))


@pytest.mark.parametrize(("a", "b"), [(1, 1), (1, 2), (2, 1), (5, 3), (1, 1000), (4000, 2500), (10**6, 10)])
@pytest.mark.plain_cases(5)
def test_beta(a, b):
    found = np.empty(400_000)
    betas(np.uint64(8), a, b, found)
    follows(found, stats.beta(a, b))
