import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from peelsim.kernels.components.given_rows import join_rows, label_all, number_components, rank_by_size
from peelsim.kernels.graph.given_matrix import TIDY
from tests.kernels.components.test_union_find import ADVERSARIAL


def rows(graph, order):
    """Each link once, in the row of either end; nodes renamed by ``order``."""
    links = order[np.array(graph.edges, int).reshape(-1, 2)]
    matrix = csr_array((np.ones(len(links)), links.T), shape=(len(graph),) * 2)
    matrix.sort_indices()
    return matrix.indptr, matrix.indices


@pytest.mark.parametrize("kind", [np.int32, np.int64])
@pytest.mark.parametrize("name", ADVERSARIAL)
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_networkx_whatever_the_names_of_the_nodes(name, kind, seed):
    graph, nodes = ADVERSARIAL[name], len(ADVERSARIAL[name])
    order = np.random.default_rng(seed).permutation(nodes) if seed else np.arange(nodes)
    renamed = nx.relabel_nodes(graph, dict(enumerate(order.tolist())))
    expected = sorted(map(sorted, nx.connected_components(renamed)), key=lambda part: (-len(part), part[0]))
    parent = np.arange(nodes, dtype=kind)
    assert join_rows(parent, *rows(graph, order)) == TIDY
    assert (parent <= np.arange(nodes)).all(), "parents are lower than their nodes"
    places = np.zeros(nodes, kind)
    places = places[: number_components(parent, places)]
    by_smallest = sorted(expected)
    assert [np.flatnonzero(parent == k).tolist() for k in range(len(places))] == by_smallest
    assert places.tolist() == [len(part) for part in by_smallest]
    sizes, labels = np.zeros(len(places), np.int64), np.zeros(nodes, np.int64)
    rank_by_size(places, sizes)
    label_all(parent, places, labels)
    assert sizes.tolist() == [len(part) for part in expected]
    assert [np.flatnonzero(labels == k).tolist() for k in range(len(sizes))] == expected
