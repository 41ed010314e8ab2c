import mpmath
import numpy as np
import pytest

from peelsim.theory.graphs.giant_component import (
    components_per_node,
    giant_share,
    giant_variance,
    site_giant_share,
    site_giant_variance,
    susceptibility,
)


@pytest.mark.parametrize(
    ("c", "share", "variance"), [(1.2, 0.31369833, 6.9158), (1.5, 0.58281164, 1.73625), (2, 0.79681213, 0.459442)]
)
def test_published_numbers(c, share, variance):
    assert giant_share(c) == pytest.approx(share, abs=6e-9)
    assert giant_variance(c) == pytest.approx(variance, rel=1e-5)


@pytest.mark.parametrize(
    "c", [1 + 1e-12, 1 + 1e-8, 1.00001, 1.001, 1.05, 1.0999999, 1.1000001, 1.2, 1.7, 3, 8, 36, 100, 600]
)
def test_agrees_with_exact_arithmetic(c):
    with mpmath.workdps(80):
        exact = mpmath.mpf(c)
        outside = -mpmath.lambertw(-exact * mpmath.exp(-exact)).real / exact
        share, distance = 1 - outside, 1 - exact * outside
        assert giant_share(c) == pytest.approx(float(share), rel=1e-14)
        assert giant_variance(c) == pytest.approx(float(share * outside / distance**2), rel=1e-13)
        assert susceptibility(c) == pytest.approx(float(outside / distance), rel=1e-13)
        assert components_per_node(c) == pytest.approx(float(outside * (1 - exact * outside / 2)), rel=1e-13)


def test_below_one_there_is_no_giant():
    c = np.array([0.0, 0.3, 1.0])
    assert (giant_share(c) == 0).all()
    assert np.isnan(giant_variance(c)).all()
    assert susceptibility(c).tolist() == pytest.approx([1, 1 / 0.7, np.inf])
    assert components_per_node(c).tolist() == pytest.approx([1, 0.85, 0.5])


@pytest.mark.parametrize("c", [1.01, 1.3, 4.0])
def test_the_share_is_what_survives_of_a_branching_process(c):
    extinct = 0.0
    for _ in range(10_000):
        extinct = np.exp(-c * (1 - extinct))
    assert giant_share(c) == pytest.approx(1 - extinct, rel=1e-12)


@pytest.mark.parametrize("c", [0.4, 1.4, 3.0])
def test_components_and_susceptibility_are_sums_over_trees(c):
    k = np.arange(1, 3000)
    logs = (k - 1) * np.log(c) + (k - 2) * np.log(k) - c * k - np.cumsum(np.log(k))
    trees = np.exp(logs)  # expected number of k nodes, over n
    assert components_per_node(c) == pytest.approx(trees.sum(), rel=1e-10)
    assert susceptibility(c) == pytest.approx((k**2 * trees).sum(), rel=1e-10)
    assert giant_share(c) == pytest.approx(1 - (k * trees).sum(), abs=1e-10)


def test_occupied_sites_are_a_smaller_graph():
    phi = np.array([0.0, 0.2, 0.5, 1.0])
    assert site_giant_share(3.0, occupation=phi).tolist() == pytest.approx(
        [0, 0, 0.5 * giant_share(1.5), giant_share(3.0)]
    )
    assert site_giant_variance(2.0, occupation=1.0) == pytest.approx(giant_variance(2.0))
    assert np.isnan(site_giant_variance(2.0, occupation=0.5))


def test_the_slope_of_the_share_is_that_of_its_formula():
    c, phi, h = 2.0, 0.9, 1e-5
    slope = (0.9 + h) * giant_share(c * (0.9 + h)) - (0.9 - h) * giant_share(c * (0.9 - h))
    thinning = site_giant_variance(c, occupation=phi) - phi * giant_variance(c * phi)
    assert thinning == pytest.approx(phi * (1 - phi) * (slope / (2 * h)) ** 2, rel=1e-7)


def test_numbers_give_numbers_and_arrays_arrays():
    assert isinstance(giant_share(2), float)
    assert giant_share([[0.5, 2]]).shape == (1, 2)


@pytest.mark.parametrize("c", [-0.1, np.nan, np.inf])
def test_what_is_no_mean_degree_is_refused(c):
    with pytest.raises(ValueError, match="mean degree"):
        giant_share([1.0, c])


@pytest.mark.parametrize("phi", [-0.1, 1.1, np.nan])
def test_what_is_no_probability_is_refused(phi):
    with pytest.raises(ValueError, match="occupation"):
        site_giant_share(2.0, occupation=phi)
