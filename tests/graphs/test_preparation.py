"""Graphs of other libraries and lists of edges are what their matrices are."""

import subprocess
import sys

import igraph
import networkx as nx
import numpy as np
import pytest

import peelsim
from tests import naive


def refusal(function, *graph, **how):
    with pytest.raises(ValueError) as caught:
        function(*graph, **how)
    assert "\n" not in str(caught.value)
    return str(caught.value)


NETWORKS = [
    nx.gnp_random_graph(60, 0.02, seed=1),
    nx.gnp_random_graph(60, 0.02, seed=2, directed=True),
    nx.MultiGraph([(0, 1), (0, 1), (2, 2), (3, 4)]),
    nx.Graph([("b", "a"), ("c", "d")]),
    nx.empty_graph(4),
    nx.Graph(),
]


@pytest.mark.parametrize("graph", NETWORKS, ids=repr)
def test_components_of_networkx_and_igraph(graph):
    parts = peelsim.components(graph)
    expected = [set(part) for part in nx.connected_components(graph.to_undirected())]
    assert parts.sizes.tolist() == sorted(map(len, expected), reverse=True)
    label = dict(zip(graph, parts.labels.tolist(), strict=True))
    assert all(len({label[node] for node in part}) == 1 for part in expected)
    assert peelsim.components(igraph.Graph.from_networkx(graph)).labels.tolist() == parts.labels.tolist()


def test_a_weight_is_no_number_of_links():
    graph = nx.Graph()
    graph.add_edge(0, 1, weight=0)
    assert peelsim.components(graph).sizes.tolist() == [2]


def bipartite(seed):
    """Texts and concepts in a random order of nodes, and what each text holds."""
    rng = np.random.default_rng(seed)
    graph = nx.Graph()
    for side, i in rng.permutation([(0, i) for i in range(12)] + [(1, i) for i in range(9)]).tolist():
        graph.add_node((side, i), bipartite=side)
    graph.add_edges_from(
        ((0, int(t)), (1, int(c))) for t, c in zip(*np.nonzero(rng.random((12, 9)) < 0.2), strict=True)
    )
    return graph


@pytest.mark.parametrize("seed", range(5))
def test_peeling_of_networkx_and_igraph(seed):
    graph = bipartite(seed)
    texts, concepts = ([node for node in graph if node[0] == side] for side in (0, 1))
    rounds = naive.peel([{concepts.index(c) for c in graph[t]} for t in texts], len(concepts))
    assert peelsim.peel(graph).learnt_in.tolist() == rounds
    other = igraph.Graph(edges=[(list(graph).index(a), list(graph).index(b)) for a, b in graph.edges()])
    other.add_vertices(len(graph) - other.vcount())
    other.vs["type"] = [bool(node[0]) for node in graph]
    assert peelsim.peel(other).learnt_in.tolist() == rounds


def test_edges_of_a_multigraph_count():
    graph = nx.MultiGraph([("t", "a"), ("t", "a")])
    nx.set_node_attributes(graph, {"t": 0, "a": 1}, "bipartite")
    assert [peelsim.peel(graph, multi_edges=how).learnt.tolist() for how in ("single", "count")] == [[True], [False]]


def test_graphs_that_do_not_say_which_nodes_are_texts():
    assert "set node attribute bipartite, 0 for texts" in refusal(peelsim.peel, nx.path_graph(3))
    assert 'set graph.vs["type"]' in refusal(peelsim.peel, igraph.Graph([(0, 1)]))
    graph = nx.path_graph(3)
    nx.set_node_attributes(graph, dict(enumerate([0, 0, 1])), "bipartite")
    assert "an edge joins two nodes of one side" in refusal(peelsim.peel, graph)


@pytest.mark.parametrize(
    ("edges", "how", "words"),
    [
        ([(0, 1, 2)], {}, "edges are pairs, an array [edges, 2]; this has shape (1, 3)"),
        ([(0, 1), (2,)], {}, "edges are pairs of whole numbers"),
        (3, {}, "edges are pairs of whole numbers"),
        ([(0.0, 1.5)], {}, "edges of type float64 are no pairs of whole numbers"),
        ([("a", "b")], {}, "number the nodes, as numpy.unique(names, return_inverse=True) does"),
        ([(0, -1)], {}, "an edge names -1; nodes are numbered from 0"),
        ([(0, 5)], {"nodes": 5}, "an edge names 5 where there are 0 to 4"),
        ([(0, 2**31)], {}, "there may be 2^31 at most"),
        ([(0, 1)], {"nodes": 1.5}, "1.5 is not a number of nodes"),
    ],
)
def test_what_is_no_list_of_edges(edges, how, words):
    assert words in refusal(peelsim.components, edges=edges, **how)


def test_edges_and_sizes():
    assert peelsim.components(edges=np.zeros((0, 2), int), nodes=3).sizes.tolist() == [1, 1, 1]
    assert peelsim.components(edges=[]).sizes.tolist() == []
    assert peelsim.peel(edges=[(0, 0)], shape=(2, 3)).learnt.tolist() == [True, False, False]
    assert peelsim.peel(edges=[(0, 0), (0, 0)], multi_edges="count").learnt.tolist() == [False]
    assert refusal(peelsim.peel, [[1]], edges=[(0, 0)]) == "give a graph or edges, not both"
    assert refusal(peelsim.peel, [[1]], shape=(1, 1)).startswith("a size goes with edges")


@pytest.mark.slow
def test_no_library_of_graphs_is_imported_unless_somebody_gives_its_graph():
    code = (
        "import sys, peelsim; peelsim.peel([[1]]); peelsim.components(edges=[(0, 1)]); "
        "sys.exit(any(name in sys.modules for name in ('networkx', 'igraph')))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
