import numpy as np
import pytest
from scipy.stats import binom

import peelsim
from peelsim.kernels.draws.random import draw
from peelsim.kernels.listed.class_texts import numbers_of_texts, sample_class_texts
from peelsim.models.parts.class_texts import class_texts
from peelsim.models.parts.learners import degree_law
from tests.agreement import against, mean_is


def tables(skills, texts, means, fixed=True):
    laws = [[degree_law(peelsim.Poisson(mean=mean), s) for mean, s in zip(row, skills, strict=True)] for row in means]
    return class_texts(skills, texts, fixed, laws)


def sampled(table, key, trial):
    stream, control = np.uint64(draw(np.uint64(key), trial)), np.zeros(2, np.int64)
    texts = numbers_of_texts(stream, table)
    starts, members, done = sample_class_texts(stream, texts, table, control)
    assert done and control[1] == len(members) == starts[-1] and len(starts) == texts.sum() + 1
    return texts, starts, members


def test_one_class_of_each_is_the_graph_of_listed_degrees():
    table = tables([50], [200.0], [[4.0]])
    _, starts, members = sampled(table, 3, 7)
    model = peelsim.ConceptText(concepts=50, texts=200, text_degree=peelsim.Poisson(mean=4))
    theirs = model.simulator("graph").graph(3, 7)
    assert starts.tolist() == theirs[0].tolist() and members.tolist() == theirs[1].tolist()


@pytest.mark.parametrize("skill", [0, 3, 4, 11])
def test_every_skill_is_in_as_many_texts_of_each_class_as_it_should(skill):
    """A Poisson(c) number of S skills, cut at S, holds a given one with probability mean / S, independently."""
    skills, means = [4, 8], [[1.5, 2.0], [0.5, 3.0]]
    table = tables(skills, [3.0, 5.0], means)
    found = []
    for trial in range(6000):
        _, starts, members = sampled(table, 1, trial)
        texts = [set(members[starts[t] : starts[t + 1]].tolist()) for t in range(8)]
        assert sum(map(len, texts)) == len(members)
        found.append([sum(skill in text for text in texts[:3]), sum(skill in text for text in texts[3:])])
    k = int(skill >= 4)
    for j, texts in enumerate([3, 5]):
        degrees, shares = degree_law(peelsim.Poisson(mean=means[j][k]), skills[k])
        p = float(degrees @ shares) / skills[k]
        against(np.bincount(np.array(found)[:, j], minlength=texts + 1), binom(texts, p).pmf(np.arange(texts + 1)))


def test_a_binomial_law_is_scipys():
    degrees, shares = degree_law(peelsim.Binomial(mean=6), 40)
    np.testing.assert_allclose(shares, binom(40, 6 / 40).pmf(degrees), rtol=1e-12)


def test_poisson_numbers_of_texts():
    table = tables([5], [20.0], [[1.0]], fixed=False)
    mean_is([sampled(table, 2, trial)[0][0] for trial in range(20_000)], 20)
