"""What peeling and components say of a graph that somebody gives.

Tests: tests/test_components.py
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from peelsim.arguments import whole
from peelsim.graphs.matrix import pattern, pattern_of, rows_of
from peelsim.graphs.multiplicity import MultiEdges, with_multiplicity
from peelsim.graphs.preparation import matrix_of
from peelsim.kernels.components.given_rows import join_rows, label_all, number_components, rank_by_size
from peelsim.kernels.graph.given_graph import peel_given
from peelsim.tables import Table

__all__ = ["Components", "Peeled", "components", "peel"]


@dataclass(frozen=True, repr=False)
class Peeled:
    """Outcome of peeling a given graph."""

    learnt: npt.NDArray[np.bool_]  # [concepts]
    learnt_in: npt.NDArray[np.int64]  # [concepts] round that taught it, from 1; 0 if it was not learnt
    stuck_texts: npt.NDArray[np.int64]  # texts with two or more unlearnt concepts, ascending

    @property
    def rounds(self) -> int:
        """Rounds that taught something."""
        return int(self.learnt_in.max(initial=0))

    def __repr__(self) -> str:
        learnt, stuck = int(self.learnt.sum()), len(self.stuck_texts)
        return f"<Peeled: {learnt:,} of {len(self.learnt):,} learnt in {self.rounds:,} rounds, {stuck:,} texts stuck>"

    def _repr_html_(self) -> str:
        taught = np.bincount(self.learnt_in)[1:]
        rows = [(str(i), f"{each:,}") for i, each in enumerate(taught.tolist(), start=1)]
        return Table(repr(self)[1:-1], ("round", "concepts taught"), rows).html()


def peel(
    graph: Any = None,
    *,
    edges: Any = None,
    shape: tuple[int | None, int | None] = (None, None),
    multi_edges: MultiEdges = "single",
) -> Peeled:
    """Peel any graph of texts and concepts: a text with a single unlearnt concept teaches it, until there is none.

    Parameters
    ----------
    graph : a texts x concepts matrix, sparse or dense: every non-zero entry is an edge, and entries given twice add up;
        or a bipartite graph of networkx (node attribute ``bipartite``: 0 texts, 1 concepts) or igraph (vertex attribute
        ``type``), its nodes in their order; or the path of a file, see ``read_matrix``.
    edges : pairs (text, concept) of whole numbers from 0, in place of a graph.
    shape : numbers of texts and concepts, for edges; None: one more than the largest.
    multi_edges : what a whole number above 1 is: ``"single"``, one edge; ``"count"``, so many edges, of which a text
        must have exactly one left to teach, as in the configuration model; ``"parity"``, an edge if it is odd, as over
        GF(2).

    Returns
    -------
    Peeled : which concepts are learnt, in which rounds, and which texts are stuck.

    Raises
    ------
    ValueError : in one line, for what is no graph or holds what is no number, or if entries that must count are not
        whole numbers from 0 on.

    Examples
    --------
    >>> import numpy as np
    >>> import peelsim
    >>> peelsim.peel([[1, 0, 0], [1, 1, 0], [0, 1, 1]]).learnt_in.tolist()
    [1, 2, 3]
    >>> peelsim.peel(edges=[(0, 0), (1, 0), (1, 1)]).rounds
    2
    >>> graph = np.array([[2, 0, 0], [0, 1, 0]])
    >>> [peelsim.peel(graph, multi_edges=each).learnt.tolist() for each in ("single", "count", "parity")]
    [[True, True, False], [False, True, False], [False, True, False]]
    """
    graph = matrix_of(graph, edges=edges, shape=shape)
    given = with_multiplicity(pattern(graph), graph, multi_edges)
    texts, concepts = given.shape
    ones = np.ones(len(given.columns), np.int8)
    by_concept = csr_array((ones, given.columns, given.starts), shape=given.shape).tocsc()
    count = np.diff(given.starts).astype(np.int64)
    xor = np.zeros(texts, np.int64)
    filled = np.flatnonzero(count)
    if len(filled):
        xor[filled] = np.bitwise_xor.reduceat(given.columns.astype(np.int64), given.starts[filled])
    learnt_in = np.zeros(concepts, np.int64)
    starts, row_texts = by_concept.indptr.astype(np.int64), by_concept.indices.astype(np.int64)
    peel_given(starts, row_texts, count, xor, np.zeros(concepts, np.int64), learnt_in, np.zeros(2, np.int64))
    return Peeled(learnt_in > 0, learnt_in, np.flatnonzero(count > 1))


@dataclass(frozen=True, repr=False)
class Components:
    """Connected components of a given graph, largest first; of equal ones the one with the smallest node first."""

    sizes: npt.NDArray[np.int64]  # [components] nodes, descending
    labels: npt.NDArray[np.int64]  # [nodes] place in ``sizes`` of each node's component

    def __repr__(self) -> str:
        largest = int(self.sizes.max(initial=0))
        return f"<Components: {len(self.sizes):,} of {len(self.labels):,} nodes, the largest of {largest:,}>"

    def _repr_html_(self) -> str:
        found, number = np.unique(self.sizes, return_counts=True)
        rows = [(f"{s:,}", f"{n:,}") for s, n in zip(found[::-1].tolist(), number[::-1].tolist(), strict=True)]
        return Table(repr(self)[1:-1], ("nodes", "components"), rows).html()


def components(graph: Any = None, *, edges: Any = None, nodes: int | None = None) -> Components:
    """Connected components of a graph; directions do not matter, and a link from a node to itself joins nothing.

    Parameters
    ----------
    graph : an adjacency matrix, sparse or dense: every non-zero entry is a link; or a graph of networkx or igraph, its
        nodes in their order; or the path of a file, see ``read_matrix``.
    edges : pairs of nodes, whole numbers from 0, in place of a graph.
    nodes : how many there are, for edges; None: one more than the largest.

    Returns
    -------
    Components : sizes, descending, and the component of each node.

    Raises
    ------
    ValueError : in one line, for what is no graph, no square matrix, or holds what is no number.

    Examples
    --------
    >>> import peelsim
    >>> parts = peelsim.components([[0, 0, 1], [0, 0, 0], [0, 0, 0]])
    >>> parts.sizes.tolist(), parts.labels.tolist()
    ([2, 1], [0, 1, 0])
    >>> peelsim.components(edges=[(0, 1), (1, 2)], nodes=5).sizes.tolist()
    [3, 1, 1]
    """
    size = None if nodes is None else whole(nodes, "number of nodes", least=0)
    rows = rows_of(matrix_of(graph, edges=edges, shape=(size, size), square=True), square=True)
    number_of_nodes = rows.shape[0]
    parent = np.arange(number_of_nodes, dtype=np.int32 if number_of_nodes < 2**31 else np.int64)
    found = join_rows(parent, rows.starts, rows.columns)
    given = pattern_of(rows, found)
    if len(given.columns) != rows.starts[-1]:  # not all entries that were joined are links
        parent[:] = np.arange(number_of_nodes)
        join_rows(parent, given.starts, given.columns)
    places = np.zeros(number_of_nodes, parent.dtype)
    places = places[: number_components(parent, places)]
    sizes, labels = np.empty(len(places), np.int64), np.empty(number_of_nodes, np.int64)
    rank_by_size(places, sizes)
    label_all(parent, places, labels)
    return Components(sizes, labels)
