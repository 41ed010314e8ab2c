"""What a forest of components holds: their sizes, and which component a node is in (see union_find.py)."""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.components.union_find import find

_STOP_EVERY = 1 << 20  # nodes between two looks at the stop word


@kernel
def sizes_of(parent, nodes, control):
    """Largest and second largest size, and the sum of squared sizes, of the components of the first ``nodes`` nodes.

    Sizes are 0 where there is no such component; the sum fits an int64 up to 2^31 nodes. Returns -1s if told to stop.
    """
    largest, second, squares = np.int64(0), np.int64(0), np.int64(0)
    for start in range(0, nodes, _STOP_EVERY):
        if control[0] != 0:
            return np.int64(-1), np.int64(-1), np.int64(-1)
        for node in range(start, min(nodes, start + _STOP_EVERY)):
            size = max(-np.int64(parent[np.uint64(node)]), np.int64(0))
            squares += size * size
            if size > second:
                largest, second = max(largest, size), min(largest, size)
    return largest, second, squares


@kernel
def number_components(parent, number, sizes):
    """Number the components in the order of their smallest nodes; returns how many there are.

    number: int64[nodes], of each node's component. sizes: int64[nodes], nodes of component k at k.
    """
    number[:] = -1
    found = 0
    for node in range(parent.size):
        root = find(parent, np.int64(node))
        if number[root] < 0:
            number[root] = found
            sizes[found] = -parent[root]
            found += 1
        number[node] = number[root]
    return found


@kernel
def renumber(number, rank):
    """Give every node the rank of its component in place of its number."""
    for node in range(number.size):
        number[node] = rank[number[node]]


@kernel
def rank_by_size(sizes, ends, rank):
    """Put components, given in some order, into that of their sizes, the largest first; equal ones stay in order.

    sizes: int64[components]. ends: int64[largest size + 2], all zero, scratch. rank: int64[components], gets the place
    of each.
    """
    for size in sizes:
        ends[size] += 1
    for size in range(ends.size - 2, -1, -1):  # how many are at least so large: behind them come smaller ones
        ends[size] += ends[size + 1]
    for k in range(sizes.size):
        rank[k] = ends[sizes[k] + 1]
        ends[sizes[k] + 1] += 1
