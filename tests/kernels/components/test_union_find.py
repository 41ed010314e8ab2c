import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peelsim.kernels.components.sizes import sizes_of
from peelsim.kernels.components.union_find import find, join_all, largest_component, separate
from tests import naive

GRAPHS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2), max_size=30))
)
ADVERSARIAL = {
    "empty": nx.empty_graph(300),
    "complete": nx.complete_graph(60),
    "path": nx.path_graph(3000),
    "star": nx.star_graph(500),
    "stars": nx.disjoint_union_all([nx.star_graph(k) for k in range(40)]),
    "binary tree": nx.balanced_tree(2, 9),
    "cliques in a ring": nx.ring_of_cliques(20, 7),
    "equal halves": nx.disjoint_union(nx.path_graph(50), nx.cycle_graph(50)),
}


def running():
    return np.zeros(2, np.int64)


def columns(links, kind):
    tails, heads = np.array(links, dtype=kind).reshape(-1, 2).T
    return tails.copy(), heads.copy()


def forest(nodes, links, kind=np.int32):
    parent = np.zeros(nodes, kind)
    assert separate(parent, nodes, running())
    lost = join_all(parent, *columns(links, kind), len(links))
    return parent, lost


@given(GRAPHS)
def test_agrees_with_flood_fill(graph):
    nodes, links = graph
    expected = naive.component_sizes(range(nodes), links)
    parent, lost = forest(nodes, links)
    largest, second, squares = sizes_of(parent, nodes, running())
    assert [largest, second] == [*expected, 0][:2]
    assert squares == sum(size**2 for size in expected)
    assert nodes - lost == len(expected)
    assert largest_component(np.zeros(nodes, np.int64), *columns(links, np.int64)) == expected[0]


@pytest.mark.parametrize("kind", [np.int32, np.int64])
@pytest.mark.parametrize("name", ADVERSARIAL)
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_networkx_whatever_the_order_of_the_links(name, kind, seed):
    graph = ADVERSARIAL[name]
    links = [sorted(edge, reverse=bool(seed % 2)) for edge in graph.edges]
    np.random.default_rng(seed).shuffle(links)
    expected = sorted(map(len, nx.connected_components(graph)), reverse=True)
    parent, lost = forest(len(graph), links, kind)
    assert sizes_of(parent, len(graph), running())[0] == expected[0]
    assert len(graph) - lost == len(expected)


@given(GRAPHS)
def test_trees_stay_shallow(graph):
    """By size, a node of a component of s nodes is at most log2 s links from its root."""
    nodes, links = graph
    parent, _ = forest(nodes, links)
    for node in range(nodes):
        depth, above = 0, parent[node]
        while above >= 0:
            depth, above = depth + 1, parent[above]
        assert 2**depth <= -parent[find(parent.copy(), node)]


def test_only_the_first_nodes_take_part():
    parent = np.full(10, -7, np.int32)
    assert separate(parent, 4, running())
    assert sizes_of(parent, 4, running()) == (1, 1, 4)
    assert (parent[4:] == -7).all()


def test_no_nodes_have_no_component():
    empty = np.zeros(0, np.int32)
    assert sizes_of(empty, 0, running()) == (0, 0, 0)
    assert largest_component(empty, empty, empty) == 0


def test_a_set_stop_word_is_obeyed():
    stopped = np.array([1, 0])
    assert not separate(np.zeros(5, np.int32), 5, stopped)
    assert sizes_of(np.full(5, -1, np.int32), 5, stopped) == (-1, -1, -1)
