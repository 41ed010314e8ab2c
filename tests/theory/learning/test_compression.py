from math import exp, lgamma, log, log2

import numpy as np
import pytest
from scipy.stats import entropy, poisson

from peelsim.theory.learning import compression


@pytest.mark.parametrize(("q", "c", "skills", "full"), [(0.0, 6, 20_000, 2048), (0.1, 3, 500, 1000), (0.7, 2, 10, 99)])
def test_the_rate_is_made_of_its_parts(q, c, skills, full):
    rate = compression.rate(unlearnt=q, mean_skills=c, skills=skills, full_bits=full)
    known, law = exp(-c * q), poisson.pmf(np.arange(200), c * (1 - q))
    assert rate.understood == pytest.approx(known)
    assert rate.kind == pytest.approx(entropy([known, 1 - known], base=2))
    assert rate.numbers == pytest.approx(known * entropy(law, base=2))
    assert rate.indices == pytest.approx(known * c * (1 - q) * log2(skills))
    assert rate.total == pytest.approx(rate.kind + rate.numbers + rate.indices + (1 - known) * full)


@pytest.mark.parametrize("mean", [1e-3, 0.5, 6.0, 300.0])
def test_entropy_of_a_poisson_number(mean):
    assert compression.poisson_entropy(mean) == pytest.approx(float(poisson(mean).entropy()) / log(2), rel=1e-6)


@pytest.mark.parametrize(("c", "skills"), [(1, 10**6), (6, 10**6), (6, 20_000)])
def test_entropy_of_texts_is_that_of_their_skills(c, skills):
    """A binomial text holds each skill by a coin of its own."""
    p = c / skills
    coins = skills * (-p * log2(p) - (1 - p) * np.log1p(-p) / log(2))
    assert compression.source_entropy(mean_skills=c, skills=skills) == pytest.approx(coins, abs=c * c / skills)


def test_with_everything_learnt_only_the_order_of_the_indices_is_too_much():
    c, skills = 6, 20_000
    rate = compression.rate(unlearnt=0, mean_skills=c, skills=skills, full_bits=2048).total
    order = sum(poisson.pmf(k, c) * lgamma(k + 1) / log(2) for k in range(200))
    assert rate - compression.source_entropy(mean_skills=c, skills=skills) == pytest.approx(order)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"unlearnt": 1.2}, "fraction"), ({"mean_skills": 0}, "mean_skills"), ({"skills": 0}, "number of skills")],
)
def test_numbers_that_make_no_sense_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        compression.rate(**{"unlearnt": 0.1, "mean_skills": 3, "skills": 100, "full_bits": 64} | change)
