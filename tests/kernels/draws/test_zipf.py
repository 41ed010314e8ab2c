import mpmath
import numpy as np
import pytest

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.zipf import power_sum, zipf_ends, zipf_rank
from tests.agreement import against


@kernel
def ranks(stream, s, low, high, found):
    ends, drawn = zipf_ends(s, low, high), 0
    for i in range(found.size):
        found[i], drawn = zipf_rank(stream, drawn, s, ends)
    return drawn


@pytest.mark.parametrize("s", [1.01, 1.2, 2.0, 3.5, 11.0])
@pytest.mark.parametrize("low", [1, 7, 5000])
@pytest.mark.parametrize("high", [0, 7, 4102, 4103, 10**9])
def test_sums_of_powers_are_those_of_the_zeta_function(s, low, high):
    right = float(mpmath.zeta(s, low) - mpmath.zeta(s, high + 1)) if high >= low else 0.0
    assert power_sum(s, low, high) == pytest.approx(right, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("s", "low", "high"),
    [(1.2, 1, 40), (2.0, 1, 1000), (2.0, 100, 160), (1.01, 5, 5000), (1.8, 7, 7), (3.5, 2, 10**9), (11.0, 3, 30)],
)
def test_ranks_follow_zipfs_law(s, low, high):
    found = np.zeros(400_000, np.int64)
    drawn = ranks(np.uint64(draw(np.uint64(3), 1)), s, low, high, found)
    assert low <= found.min() and found.max() <= high
    told = min(high, low + 5000)
    weights = np.arange(low, told + 1, dtype=float) ** -s
    rest = sum(float(k) ** -s for k in range(told + 1, min(high, told + 10**6) + 1))
    cells = np.bincount(np.minimum(found, told + 1) - low, minlength=len(weights) + 1)
    law = np.append(weights, rest)
    against(cells, law / law.sum())
    if low > s + 3:
        assert drawn < 2.05 * len(found)


def test_ranks_far_out_keep_their_density():
    """Beyond the ranks counted one by one: the share above m is (m + 1/2)^-alpha, nearly."""
    found = np.zeros(400_000, np.int64)
    ranks(np.uint64(5), 1.2, 10**4, 10**7, found)
    edges = np.geomspace(10**4, 10**7, 41).astype(int)
    survival = (edges - 0.5) ** -0.2
    survival[-1] = (10**7 + 0.5) ** -0.2
    cells = np.histogram(found, np.append(edges[:-1], 10**7 + 1))[0]
    against(cells, -np.diff(survival) / (survival[0] - survival[-1]))
