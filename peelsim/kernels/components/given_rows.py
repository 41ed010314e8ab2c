"""Components of a matrix that somebody gives, row by row; what it holds is looked at on the way: nothing is believed.

Rem's algorithm (Dijkstra 1976; Patwary, Blair and Manne 2010): parents have lower numbers than their nodes, a root is
its own, and joining climbs from both ends in turn, from the higher one, until they meet. So no root need be found, that
of a component is its smallest node, and one pass upwards numbers the components.
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.components.union_find import AHEAD
from peelsim.kernels.draws.prefetch import prefetch
from peelsim.kernels.graph.given_matrix import BROKEN, OUTSIDE, TIDY, UNTIDY


@kernel
def splice(parent, a, b):
    """Unite the components of ``a`` and ``b``; what lies on the way comes to point lower."""
    above_a, above_b = np.int64(parent[np.uint64(a)]), np.int64(parent[np.uint64(b)])
    while above_a != above_b:
        if above_a < above_b:
            a, b, above_a, above_b = b, a, above_b, above_a
        parent[np.uint64(a)] = above_b
        if a == above_a:  # it was a root
            return
        a, above_a = above_a, np.int64(parent[np.uint64(above_a)])


@kernel
def join_rows(parent, starts, columns):
    """Join each row's node with its columns' nodes; what the rows are, as ``given_matrix.look_at_rows`` has it.

    parent: [nodes], 0, 1, ... at first; half done if the rows are OUTSIDE or BROKEN. starts: integer[nodes + 1].
    columns: integer[>= starts[nodes]]. Floor: one read per entry, one random read of the forest.
    """
    if starts[0] != 0:
        return BROKEN
    width, last = np.int64(parent.size), np.int64(columns.size - 1)
    found, end = TIDY, np.int64(0)
    for row in range(starts.size - 1):
        start, end = end, np.int64(starts[row + 1])
        if end < start or end > columns.size:
            return BROKEN
        before = np.int64(-1)
        for k in range(start, end):
            ahead = np.int64(columns[np.uint64(min(k + AHEAD, last))])
            if 0 <= ahead < width:
                prefetch(parent, np.uint64(ahead))
            column = np.int64(columns[np.uint64(k)])
            if column < 0 or column >= width:
                return OUTSIDE
            if column <= before:
                found = UNTIDY
            before = column
            splice(parent, np.int64(row), column)
    return found


@kernel
def number_components(parent, sizes):
    """Replace every node's parent by the number of its component, 0, 1, ... by smallest nodes; returns how many.

    sizes: [nodes], zero, gets the size of each component.
    """
    found = 0
    for node in range(parent.size):
        above = np.uint64(parent[np.uint64(node)])
        is_root = above == np.uint64(node)
        number = np.int64(parent[above])  # of what is above, lower and numbered by now; unless that is the node itself
        number = found if is_root else number
        found += np.int64(is_root)
        parent[np.uint64(node)] = number
        sizes[np.uint64(number)] += 1
    return found


@kernel
def rank_by_size(places, sizes):
    """Put components into the order of their sizes, the largest first; equal ones stay in that of their numbers.

    places: integer[components], the size of each, its place afterwards. sizes: int64[components], out.
    """
    most = np.int64(0)
    for size in places:
        most = max(most, np.int64(size))
    ends = np.zeros(most + 2, np.int64)
    for size in places:
        ends[np.uint64(size)] += 1
    for size in range(ends.size - 2, -1, -1):  # how many are at least so large: behind them come smaller ones
        ends[size] += ends[size + 1]
    for number in range(places.size):
        size = np.uint64(places[number])
        place = ends[size + np.uint64(1)]
        ends[size + np.uint64(1)] = place + 1
        places[number], sizes[np.uint64(place)] = place, size


@kernel
def label_all(numbers, places, labels):
    """Give every node the place of its component. numbers: [nodes], as ``number_components`` has them; labels: out."""
    for node in range(numbers.size):
        labels[node] = places[np.uint64(numbers[node])]
