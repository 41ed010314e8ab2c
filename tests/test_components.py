"""peelsim.components: any adjacency matrix, whatever its form."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components

import peelsim

FORMS = {
    "dense": np.asarray,
    "bool": lambda a: a != 0,
    "csr_array": sparse.csr_array,
    "csc_array": sparse.csc_array,
    "coo_array": sparse.coo_array,
    "lil_array": sparse.lil_array,
    "dok_array": sparse.dok_array,
    "csr_matrix": sparse.csr_matrix,
    "matrix": np.matrix,
    "complex": lambda a: a * 1j,
}
MATRICES = st.integers(0, 9).flatmap(
    lambda n: st.lists(st.tuples(*[st.integers(0, max(n - 1, 0))] * 2), max_size=2 * n).map(lambda e: (n, e))
)


def adjacency(nodes, links):
    dense = np.zeros((nodes, nodes))
    for a, b in links:
        dense[a, b] += 1
    return dense


@given(MATRICES, st.sampled_from(sorted(FORMS)))
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_agrees_with_networkx_in_every_form(matrix, form):
    nodes, links = matrix
    graph = nx.Graph(links)
    graph.add_nodes_from(range(nodes))
    expected = sorted(map(sorted, nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    found = peelsim.components(FORMS[form](adjacency(nodes, links)))
    assert found.sizes.tolist() == [len(part) for part in expected]
    assert [np.flatnonzero(found.labels == k).tolist() for k in range(len(expected))] == expected
    assert found.labels.dtype == found.sizes.dtype == np.int64
    assert found.labels.shape == (nodes,)


@pytest.mark.parametrize(
    "graph",
    [
        nx.empty_graph(50),
        nx.complete_graph(50),
        nx.path_graph(999),
        nx.star_graph(99),
        nx.gnp_random_graph(3000, 4e-4, 1),
    ],
    ids=["empty", "complete", "path", "star", "random"],
)
def test_agrees_with_scipy_on_larger_graphs(graph):
    matrix = nx.to_scipy_sparse_array(graph)
    found = peelsim.components(matrix)
    count, labels = connected_components(matrix, directed=False)
    assert len(found.sizes) == count
    assert len(set(zip(found.labels.tolist(), labels.tolist(), strict=True))) == count
    assert (found.sizes == np.bincount(found.labels)).all()
    assert (np.diff(found.sizes) <= 0).all()


def test_explicit_zeros_are_no_links_and_repeated_entries_add_up():
    zero = sparse.coo_array((np.zeros(1), ([0], [1])), shape=(2, 2))
    assert peelsim.components(zero).sizes.tolist() == [1, 1]
    often = sparse.coo_array((np.ones(256, np.int8), ([0] * 256, [1] * 256)), shape=(2, 2))
    assert peelsim.components(often).sizes.tolist() == [2]
    cancelled = sparse.coo_array(([1, -1], ([0, 0], [1, 1])), shape=(2, 2))
    assert peelsim.components(cancelled).sizes.tolist() == [1, 1]


def test_what_is_given_stays_as_it_is():
    matrix = sparse.csr_array(np.array([[0.0, 1.0], [0.0, 0.0]]))
    matrix.data[:] = 0
    peelsim.components(matrix)
    assert matrix.nnz == 1


@pytest.mark.parametrize("shape", [(2, 3), (4,), (2, 2, 2), ()])
def test_what_is_not_square_is_refused(shape):
    with pytest.raises(ValueError, match="square"):
        peelsim.components(np.zeros(shape))
    if len(shape) == 2:
        with pytest.raises(ValueError, match=r"square; this has shape \(2, 3\)"):
            peelsim.components(sparse.csr_array(shape))


def test_the_record_is_frozen():
    found = peelsim.components(np.zeros((1, 1)))
    with pytest.raises(AttributeError):
        found.sizes = None
