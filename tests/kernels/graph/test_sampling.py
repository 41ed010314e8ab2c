from itertools import product

import numpy as np
import pytest
from scipy import stats

import peelsim
from tests.agreement import against, chi_squared


def graphs(concepts, texts, mean, trials, key=11):
    """Adjacency of many trials: bool[trials, texts, concepts]."""
    model = peelsim.ConceptText(concepts=concepts, texts=texts, text_degree=peelsim.Binomial(mean=mean))
    simulator = model.simulator("graph")
    found = np.zeros((trials, texts, concepts), bool)
    for trial in range(trials):
        starts, members, _ = simulator.graph(key, trial)
        for t in range(texts):
            found[trial, t, members[starts[t] : starts[t + 1]]] = True
        assert found[trial].sum() == starts[-1], "an edge was drawn twice"
    return found


def test_every_graph_has_its_own_probability():
    concepts, texts, p = 2, 3, 0.3
    found = graphs(concepts, texts, p * concepts, 20_000).reshape(20_000, -1)
    numbers = found @ (1 << np.arange(concepts * texts))
    probability = [
        np.prod([p if edge else 1 - p for edge in reversed(edges)])
        for edges in product([False, True], repeat=concepts * texts)
    ]
    against(np.bincount(numbers, minlength=len(probability)), probability)


@pytest.mark.parametrize(("concepts", "texts", "mean"), [(30, 100, 6.0), (12, 40, 9.5), (200, 150, 3.0)])
@pytest.mark.slow
def test_degrees_of_texts_and_concepts_are_binomial(concepts, texts, mean):
    found = graphs(concepts, texts, mean, 2000)
    p = mean / concepts
    chi_squared(found.sum(axis=1).ravel(), stats.binom(texts, p))
    chi_squared(found.sum(axis=2).ravel(), stats.binom(concepts, p))
    chi_squared(found.sum(axis=(1, 2)), stats.binom(concepts * texts, p))


@pytest.mark.slow
def test_edges_are_independent():
    found = graphs(5, 7, 2.0, 15_000).reshape(15_000, -1).astype(float)
    correlation = np.corrcoef(found.T)
    off_diagonal = correlation[~np.eye(35, dtype=bool)]
    assert np.abs(off_diagonal).max() * np.sqrt(15_000) < 5.7  # 595 pairs, one false alarm in 1e5


@pytest.mark.parametrize(("concepts", "texts"), [(4, 9), (1, 300), (3, 1)])
def test_with_probability_one_every_edge_is_there(concepts, texts):
    assert graphs(concepts, texts, concepts, 3).all()
