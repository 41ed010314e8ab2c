"""What is timed on G(n, p): sampling, components, a percolation curve; and how others do it on the same graph."""

from collections.abc import Callable

import igraph
import networkx as nx
import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from peelsim.kernels.components.packed_links import pack
from peelsim.kernels.components.percolation import bond_curve
from peelsim.kernels.components.random_graph import next_links, pairs_of
from peelsim.kernels.components.union_find import largest_component, separate
from peelsim.kernels.draws.shuffle import shuffle

SPARSE, DENSE = 1.5, 4.0  # mean degrees: 750,000 links of a million nodes for the components, 2e6 for the curve


class Graph:
    """G(n, c/n) and the scratch of all that is timed."""

    def __init__(self, nodes: int, mean_degree: float):
        self.nodes, self.pairs = nodes, pairs_of(nodes, mean_degree / nodes)
        most = int(nodes * mean_degree / 2 * 1.02) + 1000
        self.tails, self.heads = np.zeros(most, np.int32), np.zeros(most, np.int32)
        self.parent, self.control = np.zeros(nodes, np.int32), np.zeros(2, np.int64)
        self.links, self.rest = np.zeros(most, np.uint64), np.zeros(most + 1, np.int64)
        self.largest = np.zeros(most + 1, np.int32)
        self.count = 0
        self.sample()
        pack(self.tails, self.heads, self.count, self.links, 0)

    def sample(self) -> None:
        self.count = next_links(np.uint64(1), self.pairs, 0, 0, self.tails, self.heads)[0]

    def components(self) -> int:
        return int(largest_component(self.parent, self.tails[: self.count], self.heads[: self.count]))

    def curve(self) -> None:
        shuffle(np.uint64(2), self.links, self.count, self.control)
        separate(self.parent, self.nodes, self.control)
        bond_curve(self.parent, self.links, self.count, self.largest, self.rest, self.control)

    def adjacency(self) -> csr_array:
        ends = (self.tails[: self.count], self.heads[: self.count])
        return coo_array((np.ones(self.count), ends), shape=(self.nodes, self.nodes)).tocsr()


def elsewhere(adjacency: csr_array) -> dict[str, Callable[[], object]]:
    """The components of a graph as others find them, each from its own form of it, which is made before."""
    links, nodes = np.column_stack(adjacency.nonzero()), adjacency.shape[0]
    graph = nx.empty_graph(nodes)
    graph.add_edges_from(links.tolist())
    return {
        "SciPy": lambda: connected_components(adjacency, directed=False),
        "igraph": igraph.Graph(nodes, links.tolist()).connected_components,
        "networkx": lambda: list(nx.connected_components(graph)),
    }
