import numpy as np
import pytest
from scipy import stats

from peelsim.kernels.draws.normal import normals, room_for_normals
from tests import naive_descent


def drawn(stream, pair, n):
    room = room_for_normals(n)
    normals(np.uint64(stream), pair, room)
    return room.values


@pytest.mark.parametrize("n", [1, 2, 7, 64, 101])
def test_numbers_are_those_of_box_and_muller(n):
    found = drawn(77, 3, n)
    assert len(found) == n + n % 2
    np.testing.assert_allclose(found, naive_descent.normals(77, 3, n + n % 2), rtol=1e-13, atol=1e-15)


def test_pairs_can_be_had_one_by_one():
    together = drawn(5, 0, 40).reshape(2, 20)
    apart = np.array([drawn(5, i, 2) for i in range(20)]).T
    assert (together == apart).all()


def test_numbers_are_normal_and_independent():
    """Kolmogorov's test of both halves, of neighbours and of squares; each fails by chance once in 1e5."""
    x = drawn(np.random.SeedSequence(8).generate_state(1, "uint64")[0], 0, 1_000_000).reshape(2, -1)
    for half in x:
        assert stats.kstest(half, "norm").pvalue > 1e-5
    assert stats.kstest(x.sum(axis=0) / np.sqrt(2), "norm").pvalue > 1e-5
    assert stats.kstest((x**2).sum(axis=0), "chi2", args=(2,)).pvalue > 1e-5
    flat = x.ravel()
    assert stats.kstest((flat[1:] + flat[:-1])[::2] / np.sqrt(2), "norm").pvalue > 1e-5
    assert abs(stats.norm.ppf(stats.kurtosistest(flat).pvalue / 2)) < 4.4


def test_the_tails_are_there():
    x = np.abs(drawn(3, 0, 4_000_000))
    for far in (3.0, 4.0, 5.0):
        expected = 2 * stats.norm.sf(far) * len(x)
        assert stats.poisson.cdf((x > far).sum(), expected) > 1e-5
        assert stats.poisson.sf((x > far).sum() - 1, expected) > 1e-5
