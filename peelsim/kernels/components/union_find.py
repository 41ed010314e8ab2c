"""Connected components by union-find.

Union by size with paths made shorter on the way (Tarjan and van Leeuwen 1984): a union hangs both of its ends below the
root, a search alone halves its path; near-linear in the number of links. The forest is one array ``parent``: the parent
of a node, or minus the size of its component where the node is a root. It may be int64, or int32 up to 2^31 nodes,
which keeps a million of them in 4 MB; links are whole numbers of any type.
Floor: two random reads of that array per link, and a random write where it unites.
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.prefetch import prefetch

AHEAD = 16  # links between asking for the memory of their ends and joining them

_STOP_EVERY = 1 << 20  # nodes between two looks at the stop word


@kernel
def separate(parent, nodes, control):
    """Make the first ``nodes`` nodes components of their own; returns False if told to stop."""
    for start in range(0, nodes, _STOP_EVERY):
        if control[0] != 0:
            return False
        parent[start : min(nodes, start + _STOP_EVERY)] = -1
    return True


@kernel
def find(parent, node):
    """Root of ``node``; halves the path on the way."""
    above = np.int64(parent[np.uint64(node)])
    while above >= 0:
        further = np.int64(parent[np.uint64(above)])
        if further < 0:
            return above
        parent[np.uint64(node)] = further
        node = further
        above = np.int64(parent[np.uint64(node)])
    return node


@kernel
def above(parent, node):
    """The parent of ``node``, or itself if it is a root."""
    up = np.int64(parent[np.uint64(node)])
    return up + ((node - up) & (up >> 63))


@kernel
def join(parent, a, b):
    """Unite the components of ``a`` and ``b``; returns their sizes before, both 0 if they were one already.

    Most nodes are a step or two below their root, and branches on how many cannot be foretold: so the first steps are
    taken by all, and where these do not meet all is written, also what is there. Both nodes end below the root. Choices
    are sums, as LLVM makes branches of choices, which takes twice the time.
    """
    top_a, top_b = above(parent, np.int64(a)), above(parent, np.int64(b))
    if top_a == top_b:
        return np.int64(0), np.int64(0)
    top_a, top_b = above(parent, top_a), above(parent, top_b)
    size_a, size_b = np.int64(parent[np.uint64(top_a)]), np.int64(parent[np.uint64(top_b)])
    while size_a >= 0:
        top_a, size_a = size_a, np.int64(parent[np.uint64(size_a)])
    while size_b >= 0:
        top_b, size_b = size_b, np.int64(parent[np.uint64(size_b)])
    one = np.int64(top_a == top_b)
    root = top_b + (top_a - top_b) * np.int64(size_a <= size_b)  # sizes are negative
    parent[np.uint64(a)], parent[np.uint64(b)] = root, root
    parent[np.uint64(top_a)], parent[np.uint64(top_b)] = root, root
    parent[np.uint64(root)] = size_a + size_b * (1 - one)
    return size_a * (one - 1), size_b * (one - 1)


@kernel
def join_all(parent, tails, heads, count):
    """Join the ends of the links (tails[i], heads[i]), i < count; returns how many components were lost by it."""
    lost = 0
    for i in range(count):
        ahead = np.uint64(min(i + AHEAD, count - 1))
        prefetch(parent, tails[ahead])
        prefetch(parent, heads[ahead])
        lost += np.int64(join(parent, tails[np.uint64(i)], heads[np.uint64(i)])[1] > 0)
    return lost


@kernel
def largest_component(parent, tails, heads):
    """Size of the largest component of the graph with links (tails[i], heads[i]).

    parent: [nodes], scratch, overwritten. tails, heads: [links].
    """
    parent[:] = -1
    largest = min(1, parent.size)
    for i in range(tails.size):
        ahead = np.uint64(min(i + AHEAD, tails.size - 1))
        prefetch(parent, tails[ahead])
        prefetch(parent, heads[ahead])
        size_a, size_b = join(parent, tails[np.uint64(i)], heads[np.uint64(i)])
        largest = max(largest, size_a + size_b)
    return largest
