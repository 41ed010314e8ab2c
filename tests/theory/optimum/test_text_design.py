"""Designs: linear programmes against published and tabulated values, and against plain density evolution."""

from math import exp, inf, log

import numpy as np
import pytest

from peelsim.ensembles import Binomial, Explicit, Poisson, Regular, thinned
from peelsim.theory.optimum import text_design
from peelsim.theory.optimum.text_design import design_bits, design_texts, design_users, most_learnt, texts_needed


def left(omega, c):
    """What density evolution leaves, by iteration."""
    x = 1.0
    for _ in range(200_000):
        after = exp(-c * omega.derivative(1, x))
        if x - after < 1e-12:
            break
        x = after
    return x


@pytest.mark.parametrize(
    ("mean", "c"), [(3, 1.567605), (4, 1.198010), (5, 1.016168), (6, 0.996515), (7, 1.005639), (10, 1.036556)]
)
def test_fewest_texts_of_a_mean(mean, c):
    assert design_texts(mean, unlearnt=0.01).texts_per_concept == pytest.approx(c, abs=2e-6)


@pytest.mark.parametrize(("largest", "c"), [(8, 1.8686), (10, 1.4077), (12, 1.2472), (20, 1.0752), (50, 1.0058)])
def test_fewest_texts_of_a_largest_degree(largest, c):
    assert design_texts(6, unlearnt=0.01, largest=largest).texts_per_concept == pytest.approx(c, abs=1e-4)


@pytest.mark.parametrize("margin", [0.5, 3])
def test_a_design_does_what_it_says(margin):
    """A little more than its texts learns all but delta; a little less than its threshold does not."""
    design = design_texts(6, unlearnt=0.02, concepts=10**4, margin=margin)
    assert design.text_degree.mean == pytest.approx(6)
    assert left(design.text_degree, design.texts_per_concept) < 0.02
    needed = texts_needed(design.text_degree, unlearnt=0.02)
    assert left(design.text_degree, needed * 1.001) < 0.02 < left(design.text_degree, needed * 0.995)


def test_a_lower_mean_may_do():
    free = design_texts(9, unlearnt=0.01, at_most=True)
    assert free.texts_per_concept <= design_texts(9, unlearnt=0.01).texts_per_concept and free.text_degree.mean <= 9


@pytest.mark.parametrize(
    ("degree", "deletions"),
    [(None, (1.003, 1.008, 1.032, 1.069, 1.158)), (Binomial(mean=6), (4.533, 4.361, 3.743, 3.110, 2.195))],
)
def test_deleted_edges_hurt_designs_and_help_binomial_texts(degree, deletions):
    degree = degree or design_texts(6, unlearnt=0.01, concepts=10**4, margin=3).text_degree
    found = [texts_needed(thinned(degree, each), unlearnt=0.02) for each in (0, 0.01, 0.05, 0.1, 0.2)]
    assert found == pytest.approx(deletions, abs=6e-4)


def test_texts_of_several_concepts_alone_are_never_enough():
    assert texts_needed(Regular(degree=3), unlearnt=0.1) == inf


@pytest.mark.parametrize(("c", "learnt"), [(0.75, 0.5625), (0.9, 0.7721), (1, 0.9950), (1.2, 0.99921)])
@pytest.mark.slow
def test_most_that_can_be_learnt(c, learnt):
    found = most_learnt(6, texts_per_concept=c, largest=200)
    assert 1 - found.unlearnt == pytest.approx(learnt, abs=1e-4)
    assert 1 - found.unlearnt <= text_design.learnt_bound(6, texts_per_concept=c)
    with pytest.raises(ValueError, match="teach nothing"):
        most_learnt(6, texts_per_concept=0)


@pytest.mark.parametrize(("largest", "least", "load"), [(8, 2, 0.940692), (6, 2, 0.915223), (8, 3, 0.8514)])
def test_degrees_of_random_access(largest, least, load):
    """Liva (2011) has .938 for largest degree 8; the programme's value is that of its own constraints."""
    degree, found = design_users(largest=largest, least=least)
    assert found == pytest.approx(load, abs=6e-5) and sum(degree.probabilities.values()) == pytest.approx(1)
    assert design_users(largest=8, mean=3.6)[0].mean == pytest.approx(3.6)


@pytest.mark.parametrize(("check_degree", "rate"), [(6, 0.5013), (7, 0.5105), (8, 0.5152)])
@pytest.mark.slow
def test_degrees_of_bits(check_degree, rate):
    degree, found = design_bits(erasure=0.48, check_degree=check_degree, largest=30)
    assert found == pytest.approx(rate, abs=5e-5) and found < 0.52
    assert found == pytest.approx(1 - degree.mean / check_degree)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: design_texts(6, unlearnt=0), "0 is no fraction"),
        (lambda: design_texts(0.5, unlearnt=0.1), "a mean of 0.5 where degrees go from 1 to 100"),
        (lambda: design_texts(3, unlearnt=0.1, largest=2), "a mean of 3 where degrees go from 1 to 2"),
        (lambda: design_texts(100, unlearnt=0.01, concepts=10, margin=3), "no text degrees of mean 100 up to 100"),
        (lambda: design_users(largest=1), "1 is not a largest degree"),
        (lambda: design_users(largest=4, mean=9), "a mean of 9 where degrees go from"),
        (lambda: design_bits(erasure=0.9, check_degree=30, largest=3), "decode an erasure of 0.9"),
        (lambda: design_bits(erasure=2, check_degree=6, largest=3), "an erasure is between 0 and 1"),
        (lambda: text_design.margin_for(0), "0 is not a probability of getting stuck"),
        (lambda: thinned(Binomial(mean=6), 1), "1 is not a probability of deletion"),
    ],
)
def test_what_has_no_design(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_thinned_degrees_are_those_of_deleting_edges():
    """Degrees of 40 000 texts whose edges are deleted one by one, within 5 standard errors."""
    rng, degree = np.random.default_rng(1), Explicit({0: 0.1, 2: 0.3, 7: 0.6})
    before = rng.choice([0, 2, 7], 40_000, p=[0.1, 0.3, 0.6])
    counts = np.bincount(rng.binomial(before, 0.7), minlength=8) / 40_000
    found = thinned(degree, 0.3)
    for k, share in found.probabilities.items():
        assert abs(counts[k] - share) <= 5 * (share / 40_000) ** 0.5
    for x in (0.1, 0.5, 1.0):
        assert found.derivative(1, x) == pytest.approx(0.7 * degree.derivative(1, 0.7 * x), rel=1e-9)
    assert thinned(Poisson(mean=4), 0.25) == Poisson(mean=3) and thinned(degree, 0) is degree


def test_log_scale_of_unlearnt_reaches_one():
    assert texts_needed(1.0, unlearnt=0.5) == pytest.approx(-log(0.5) * exp(0.5), rel=1e-6)
