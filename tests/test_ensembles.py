from math import comb, exp, floor, log, perm, sqrt

import numpy as np
import pytest
from scipy import stats

from peelsim.ensembles import Binomial, Explicit, IdealSoliton, Poisson, Regular, RobustSoliton, as_text_degree

LISTED = [
    Explicit({0: 0.02, 1: 0.12, 2: 0.1, 4: 0.5, 9: 0.26}),
    Regular(3),
    IdealSoliton(50),
    RobustSoliton(size=100, c=0.1, delta=0.5),
]


@pytest.mark.parametrize("ensemble", LISTED, ids=lambda e: e.kind)
@pytest.mark.parametrize("order", range(4))
@pytest.mark.parametrize("x", [0.0, 1e-9, 0.2, 0.9, 1.0])
def test_derivatives_are_those_of_the_polynomial(ensemble, order, x):
    degrees, shares = ensemble.law
    terms = (
        w * perm(k, order) * (1 - x) ** (k - order) for k, w in zip(degrees.tolist(), shares, strict=True) if k >= order
    )
    assert ensemble.derivative(order, x) == pytest.approx(sum(terms), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("ensemble", [Binomial(6), Poisson(6)])
def test_poisson_and_binomial_share_their_limit(ensemble):
    for order in range(4):
        assert ensemble.derivative(order, 0.3) == pytest.approx(6**order * exp(-1.8))


@pytest.mark.parametrize("ensemble", [*LISTED, Poisson(0.3), Poisson(40)], ids=str)
def test_a_law_is_a_law_and_has_its_mean(ensemble):
    degrees, shares = ensemble.law
    assert shares.sum() == pytest.approx(1, abs=1e-14) and (shares > 0).all() and (np.diff(degrees) > 0).all()
    assert degrees @ shares == pytest.approx(ensemble.mean, rel=1e-12)


def test_poisson_degrees_given_few_concepts():
    degrees, shares = Poisson(3).law_among(4)
    expected = stats.poisson.pmf(np.arange(5), 3) / stats.poisson.cdf(4, 3)
    assert degrees.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_allclose(shares, expected, rtol=1e-12)
    assert len(Poisson(3).law_among(10**9)[0]) == len(Poisson(3).law[0])


def test_the_ideal_soliton_as_published():
    degrees, shares = IdealSoliton(7).law
    assert degrees.tolist() == list(range(1, 8))
    np.testing.assert_allclose(shares, [1 / 7, *(1 / (k * (k - 1)) for k in range(2, 8))])


def test_the_robust_soliton_as_published():
    size, c, delta = 10_000, 0.2, 0.05  # definition 11 of Luby 2002, written out
    s = c * log(size / delta) * sqrt(size)
    spike = floor(size / s)
    rho = [1 / size, *(1 / (k * (k - 1)) for k in range(2, size + 1))]
    tau = [s / (k * size) if k < spike else s * log(s / delta) / size if k == spike else 0 for k in range(1, size + 1)]
    weights = np.add(rho, tau)
    np.testing.assert_allclose(RobustSoliton(size=size, c=c, delta=delta).law[1], weights / weights.sum(), rtol=1e-12)


def test_degrees_may_come_as_words_from_a_file_and_zeros_are_left_out():
    assert Explicit({"1": 0.5, "3": 0.5, "7": 0.0}).law[0].tolist() == [1, 3]


def test_equal_ensembles_are_one_key():
    assert len({Explicit({1: 0.5, 2: 0.5}), Explicit({2: 0.5, 1: 0.5}), Regular(2), Regular(2)}) == 2


@pytest.mark.parametrize("number", [6, 6.0, np.float64(6), np.int64(6)])
def test_a_number_stands_for_the_binomial_ensemble(number):
    assert as_text_degree(number) == Binomial(mean=6.0)
    assert as_text_degree(Regular(2)) == Regular(2)


@pytest.mark.parametrize("wrong", ["binomial", None, [0.5, 0.5], {"kind": "regular"}])
def test_what_is_no_text_degree_is_refused_in_a_line(wrong):
    with pytest.raises(ValueError, match=r"is no text degree; give a number, .*Regular\(degree=4\)$"):
        as_text_degree(wrong)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Binomial(mean=0),
        lambda: Binomial(mean="6"),
        lambda: Binomial(mean=True),
        lambda: Explicit({1: 0.5}),
        lambda: Explicit({1: 1.5, 2: -0.5}),
        lambda: Explicit({-1: 1.0}),
        lambda: Regular(2.5),
        lambda: Regular(True),
        lambda: IdealSoliton(0),
        lambda: RobustSoliton(size=10, c=0, delta=0.5),
        lambda: RobustSoliton(size=10, c=0.1, delta=1.0),
        lambda: Poisson(float("inf")),
    ],
)
def test_what_is_no_distribution_is_refused(make):
    with pytest.raises(ValueError):
        make()


def test_a_text_of_a_uniform_set_of_concepts_holds_a_given_pair_as_often_as_counting_says():
    # the binomial ensemble listed by degree is the binomial ensemble: P(two given concepts) = p^2
    listed = Explicit({k: float(stats.binom.pmf(k, 12, 0.25)) for k in range(13)})
    degrees, shares = listed.law
    pair = sum(w * comb(10, k - 2) / comb(12, k) for k, w in zip(degrees.tolist(), shares, strict=True) if k >= 2)
    assert pair == pytest.approx(0.25**2)
