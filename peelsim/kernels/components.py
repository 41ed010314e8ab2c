"""Connected components by union-find.

Union by size with path halving (Tarjan and van Leeuwen 1984): near-linear in the number of links.
"""

from peelsim.jit import kernel


@kernel
def find(parent, node):
    """Root of ``node``; halves the path on the way. A root r holds -size in parent[r]."""
    while parent[node] >= 0:
        if parent[parent[node]] >= 0:
            parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@kernel
def join(parent, a, b):
    """Unite the components of ``a`` and ``b``; returns the size of the component they are now in."""
    a, b = find(parent, a), find(parent, b)
    if a != b:
        if parent[a] > parent[b]:  # sizes are negative: a is the smaller one
            a, b = b, a
        parent[a] += parent[b]
        parent[b] = a
    return -parent[a]


@kernel
def largest_component(parent, tails, heads):
    """Size of the largest component of the graph with links (tails[i], heads[i]).

    parent: int64[nodes], scratch, overwritten. tails, heads: int64[links].
    """
    parent[:] = -1
    largest = min(1, parent.size)
    for i in range(tails.size):
        largest = max(largest, join(parent, tails[i], heads[i]))
    return largest
