"""Union-find along the rows of a matrix that somebody gives, which are looked at on the way: nothing is believed."""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.components.union_find import AHEAD, find
from peelsim.kernels.draws.prefetch import prefetch
from peelsim.kernels.graph.given_matrix import BROKEN, OUTSIDE, TIDY, UNTIDY


@kernel
def unite(parent, a, b):
    """Unite the components of the roots ``a`` and ``b``; returns the root they have then."""
    if a == b:
        return a
    size_a, size_b = np.int64(parent[np.uint64(a)]), np.int64(parent[np.uint64(b)])
    if size_a > size_b:  # sizes are negative: a is the smaller one
        a, b = b, a
    parent[np.uint64(a)] = size_a + size_b
    parent[np.uint64(b)] = a
    return a


@kernel
def join_rows(parent, starts, columns):
    """Join each row's node with its columns' nodes; what the rows are, as ``given_matrix.look_at_rows`` has it.

    parent: [nodes], every node by itself at first; half done if the rows are OUTSIDE or BROKEN. starts: integer[nodes +
    1]. columns: integer[>= starts[nodes]]. Floor: one read per entry, one random read of the forest.
    """
    if starts[0] != 0:
        return BROKEN
    width, last = np.int64(parent.size), np.int64(columns.size - 1)
    found, end = TIDY, np.int64(0)
    for row in range(starts.size - 1):
        start, end = end, np.int64(starts[row + 1])
        if end < start or end > columns.size:
            return BROKEN
        before, root = np.int64(-1), find(parent, np.int64(row))
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
            root = unite(parent, root, find(parent, column))
    return found
