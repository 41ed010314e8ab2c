import numpy as np
import pytest
from scipy import stats

from peelsim.kernels.draws.alias import alias_table
from peelsim.kernels.draws.random import draw
from peelsim.kernels.listed.weighted_texts import positive_poisson, sample_weighted
from tests.agreement import against


@pytest.mark.parametrize("mean", [1e-9, 0.3, 6.0, 100.0])
def test_numbers_are_poisson_given_that_they_are_not_zero(mean):
    words = np.random.default_rng(1).integers(0, 2**64, 100_000, dtype=np.uint64)
    numbers = np.array([positive_poisson(word, mean) for word in words])
    assert numbers.min() >= 1
    law = stats.poisson(mean)
    most = int(law.isf(1e-12)) + 2
    found = np.bincount(np.minimum(numbers, most), minlength=most + 1)[1:]
    k = np.arange(1, most)
    against(found, np.append(law.pmf(k), law.sf(most - 1)) / -np.expm1(-mean))


def test_the_limit_is_one():
    words = np.random.default_rng(1).integers(0, 2**64, 1000, dtype=np.uint64)
    assert {int(positive_poisson(word, 0.0)) for word in words} == {1}


def test_concepts_of_a_text_are_independent():
    """Every set of three concepts, as often as coins for each of them say, texts without any left out."""
    weights, mean, texts = np.array([0.6, 0.3, 0.1]), 1.4, 200_000
    stream = np.uint64(draw(np.uint64(4), 0))
    starts, members, whole = sample_weighted(stream, texts, mean, alias_table(weights), np.zeros(2, np.int64))
    assert whole and starts[-1] == len(members)
    held = np.zeros(texts, np.int64)
    np.add.at(held, np.repeat(np.arange(texts), np.diff(starts)), 1 << members.astype(np.int64))
    p = -np.expm1(-mean * weights)
    law = [np.prod(np.where(np.array([s & 1, s & 2, s & 4]) > 0, p, 1 - p)) for s in range(8)]
    against(np.bincount(held, minlength=8)[1:], np.array(law[1:]) / (1 - law[0]))
