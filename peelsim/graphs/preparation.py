"""From whatever is given as a graph to one matrix: the preparation that peeling, components and percolation share.

A path is read, a graph of networkx or igraph made a matrix, a list of edges, too; a matrix is left as it is. What the
entries may be is checked afterwards, for all alike, see ``matrix``.
"""

from pathlib import Path
from typing import Any

from peelsim.graphs.edges import matrix_of_edges, sizes_of
from peelsim.graphs.files import read_file
from peelsim.graphs.objects import adjacency_of, biadjacency_of, library_of
from peelsim.graphs.value import GivenGraph

__all__ = ["matrix_of"]


def matrix_of(
    graph: Any, *, edges: Any = None, shape: tuple[int | None, int | None] = (None, None), square: bool = False
) -> Any:
    """The graph as a matrix that ``matrix.rows_of`` takes.

    Parameters
    ----------
    graph : a matrix, sparse or dense; a graph of networkx or igraph; the path of a file. None if edges are given.
    edges : pairs of whole numbers, in place of ``graph``.
    shape : numbers of rows and columns, for edges; None: one more than the largest number.
    square : whether rows and columns are the same things: an adjacency matrix, in place of texts x concepts.

    Raises
    ------
    ValueError : in one line, if both graph and edges are given, or what is given is none.
    """
    sizes = sizes_of(shape)
    if edges is not None:
        if graph is not None:
            raise ValueError("give a graph or edges, not both")
        return matrix_of_edges(edges, shape=sizes, square=square)
    if sizes != (None, None):
        raise ValueError("a size goes with edges; a matrix or a graph has one of its own")
    if isinstance(graph, str | Path):
        return read_file(graph, square=square).matrix
    if isinstance(graph, GivenGraph):
        return graph.matrix
    if library_of(graph) is not None:
        return adjacency_of(graph) if square else biadjacency_of(graph)
    return graph
