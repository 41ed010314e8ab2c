"""Components of a matrix that somebody gives, row by row; what it holds is looked at on the way: nothing is believed.

Rem's algorithm (Dijkstra 1976; Patwary, Blair and Manne 2010): parents have lower numbers than their nodes, a root is
its own, and joining climbs from both ends in turn, from the higher one, until they meet. So no root need be found, that
of a component is its smallest node, and one pass upwards makes all nodes point to theirs.
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
def flatten(parent, roots, sizes):
    """Make every node point to its root; returns how many roots there are.

    roots: [nodes], gets them, ascending. sizes: int64[nodes], zero, gets the size of each component at its root.
    """
    found = 0
    for node in range(parent.size):
        root = parent[np.uint64(parent[np.uint64(node)])]  # the parent was lower, and points to its root by now
        parent[np.uint64(node)] = root
        sizes[np.uint64(root)] += 1
        roots[np.uint64(found)] = node
        found += np.int64(root == node)
    return found


@kernel
def rank_by_size(roots, labels, sizes):
    """Put components into the order of their sizes, the largest first; equal ones stay in that of their roots.

    roots: [components], ascending. labels: int64[nodes], at each root the size of its component, its place afterwards.
    sizes: int64[components], out.
    """
    most = 0
    for root in roots:
        most = max(most, labels[root])
    ends = np.zeros(most + 2, np.int64)
    for root in roots:
        ends[labels[root]] += 1
    for size in range(ends.size - 2, -1, -1):  # how many are at least so large: behind them come smaller ones
        ends[size] += ends[size + 1]
    for root in roots:
        size = labels[root]
        place = ends[size + 1]
        ends[size + 1] = place + 1
        labels[root], sizes[place] = place, size


@kernel
def label_all(parent, labels):
    """Give every node the label of its root, which has it. parent: of a flat forest."""
    for node in range(parent.size):
        labels[np.uint64(node)] = labels[np.uint64(parent[np.uint64(node)])]
