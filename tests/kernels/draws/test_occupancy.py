import mpmath
import numpy as np
import pytest

from peelsim.jit import kernel
from peelsim.kernels.draws.occupancy import TAILS, occupancy, poisson_tails
from peelsim.kernels.draws.random import draw
from tests.agreement import against


@kernel
def many(key, balls, bins, out, tails):
    for i in range(out.size):
        out[i] = occupancy(draw(key, i), balls, bins, tails)


def occupancy_law(balls, bins):
    """P(hit = 0), ..., P(hit = bins), ball by ball."""
    law = np.zeros(bins + 1)
    law[0] = 1
    hit = np.arange(bins + 1)
    for _ in range(balls):
        fresh = np.zeros_like(law)
        fresh[1:] = law[:-1] * (bins - hit[:-1]) / bins
        law = law * hit / bins + fresh
    return law


@pytest.mark.parametrize(
    ("balls", "bins"),
    [
        (0, 4),
        (1, 1),
        (5, 3),
        (48, 10),
        (49, 10),
        (60, 300),
        (100, 40),
        (1000, 200),
        (400, 25),
        (300, 2),
        (5000, 1),
        (60, 500),
        (49, 151),
        (400, 10_100),
    ],
)
@pytest.mark.plain_cases(7)
def test_whole_distribution(balls, bins):
    hits = np.zeros(200_000, np.int64)
    many(np.uint64(31), balls, bins, hits, np.zeros(TAILS))
    against(np.bincount(hits, minlength=bins + 1), occupancy_law(balls, bins))


@pytest.mark.parametrize(
    ("balls", "bins"), [(26_800, 335_000), (10**12, 10**11), (10**9, 10**12), (3 * 10**6, 10**12), (10**13, 10**11)]
)
@pytest.mark.plain_cases(4)
def test_mean_and_variance_at_sizes_no_recursion_reaches(balls, bins):
    hits = np.zeros(100_000, np.int64)
    many(np.uint64(37), balls, bins, hits, np.zeros(TAILS))
    with mpmath.workdps(60):
        empty = mpmath.exp(balls * mpmath.log1p(-mpmath.mpf(1) / bins))
        both = mpmath.exp(balls * mpmath.log1p(-mpmath.mpf(2) / bins))
        mean, variance = bins * (1 - empty), bins * (bins - 1) * both + bins * empty - (bins * empty) ** 2
    mean, spread = float(mean), float(mpmath.sqrt(variance))
    assert abs(hits.mean() - mean) < 6.1 * spread / np.sqrt(len(hits)) + 1e-6
    if spread > 1:
        assert hits.std() / spread == pytest.approx(1, abs=0.015)  # 6 standard errors


@pytest.mark.parametrize("mean", [1e-12, 1e-3, 0.5, 5.0, 30.0])
def test_tails_of_the_poisson_law(mean):
    tails = np.zeros(TAILS)
    last = poisson_tails(mean, tails)
    with mpmath.workdps(40):
        for j in range(1, min(last - 5, int(mean) + 12)):
            exact = mpmath.nsum(
                lambda i, j=j: mpmath.mpf(mean) ** i * mpmath.gamma(j + 1) / mpmath.gamma(j + 1 + i), [1, 200]
            )
            assert tails[j] == pytest.approx(float(exact), rel=1e-13)


def test_the_chain_of_tails_is_long_enough():
    tails = np.zeros(TAILS)
    assert poisson_tails(30.0, tails) < TAILS - 1
