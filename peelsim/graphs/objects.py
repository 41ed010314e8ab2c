"""Graphs of networkx and igraph as matrices. Neither library is imported unless somebody gives one of its graphs.

Nodes keep the order that the graph has them in. Weights are no numbers of edges: an edge is one whatever it weighs, and
of a multigraph each counts.

Tests: tests/graphs/test_preparation.py
"""

from importlib import import_module
from typing import Any

import numpy as np
from scipy.sparse import coo_array

__all__ = ["LIBRARIES", "adjacency_of", "biadjacency_of", "library_of"]

LIBRARIES = ("networkx", "igraph")


def library_of(graph: Any) -> str | None:
    """The library of graphs that this is one of, None for anything else; subclasses count."""
    for made in type(graph).__mro__:
        name = made.__module__.partition(".")[0]
        if name in LIBRARIES and made.__name__ in ("Graph", "GraphBase"):
            return name
    return None


def adjacency_of(graph: Any) -> coo_array:
    """Nodes x nodes: numbers of links, each in one direction or in both."""
    if library_of(graph) == "igraph":
        return _counted(np.array(graph.get_edgelist()).reshape(-1, 2), (graph.vcount(), graph.vcount()))
    if len(graph) == 0:
        return coo_array((0, 0))
    return coo_array(import_module("networkx").to_scipy_sparse_array(graph, weight=None, format="coo"))


def biadjacency_of(graph: Any) -> coo_array:
    """Texts x concepts, from the mark that each library has for the two sides of a bipartite graph.

    That is node attribute ``bipartite`` in networkx and vertex attribute ``type`` in igraph: 0 or False for texts, 1 or
    True for concepts.

    Raises
    ------
    ValueError : without the mark at every node, or where an edge joins two nodes of one side.
    """
    if library_of(graph) == "igraph":
        marks = graph.vs["type"] if "type" in graph.vs.attributes() else [None] * graph.vcount()
        ends = np.array(graph.get_edgelist(), np.int64).reshape(-1, 2)
        cure = 'graph.vs["type"] = [...], False for texts and True for concepts'
    else:
        marks = [mark for _, mark in graph.nodes(data="bipartite")]
        place = {node: i for i, node in enumerate(graph)}
        ends = np.array([(place[a], place[b]) for a, b in graph.edges()], np.int64).reshape(-1, 2)
        cure = (
            "node attribute bipartite, 0 for texts and 1 for concepts, or give the matrix "
            "networkx.bipartite.biadjacency_matrix(graph, texts)"
        )
    sides = np.array([-1 if mark not in (0, 1) else int(mark) for mark in marks], np.int64)
    if (sides < 0).any():
        raise ValueError(f"this {library_of(graph)} graph does not say which nodes are texts: set {cure}")
    if (sides[ends[:, 0]] == sides[ends[:, 1]]).any():
        raise ValueError(f"this {library_of(graph)} graph is not bipartite: an edge joins two nodes of one side")
    within = np.where(sides == 1, np.cumsum(sides), np.cumsum(1 - sides)) - 1  # number among those of its side
    swapped = sides[ends[:, 0]] == 1
    ends[swapped] = ends[swapped, ::-1]
    return _counted(within[ends], (int((sides == 0).sum()), int((sides == 1).sum())))


def _counted(pairs: Any, shape: tuple[int, int]) -> coo_array:
    return coo_array((np.ones(len(pairs), np.int64), (pairs[:, 0], pairs[:, 1])), shape=shape)
