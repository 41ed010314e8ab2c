"""Percolation on a graph, at every number of occupied bonds or sites in one pass (Newman and Ziff 2001).

Bonds, or sites with their bonds to sites already there, are added one by one in a random order, and union-find keeps
the components. Links are packed in words, see kernels/components/packed_links.py.
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.components.union_find import AHEAD, join
from peelsim.kernels.draws.prefetch import prefetch

_STOP_EVERY = 1 << 18  # links or nodes between two looks at the stop word
_32, _LOW_32 = np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def bond_curve(parent, links, count, largest, rest, control):
    """Largest component after each bond; returns False if told to stop.

    parent: [nodes], every node by itself at first. links: uint64[>= count], in the order they come. largest: integer
    [count + 1], size of the largest component with k bonds; rest: int64[count + 1], sum of the squared sizes of the
    others. control: int64[2], stop word and bonds done so far.
    """
    most, squares = np.int64(min(1, parent.size)), np.int64(parent.size)
    largest[0], rest[0] = most, squares - most
    for start in range(0, count, _STOP_EVERY):
        if control[0] != 0:
            return False
        end = min(count, start + _STOP_EVERY)
        for i in range(start, end):
            ahead = links[np.uint64(min(i + AHEAD, count - 1))]
            prefetch(parent, ahead >> _32)
            prefetch(parent, ahead & _LOW_32)
            link = links[np.uint64(i)]
            a, b = join(parent, link >> _32, link & _LOW_32)
            squares += 2 * a * b
            most = max(most, a + b)
            largest[np.uint64(i + 1)] = most
            rest[np.uint64(i + 1)] = squares - most * most
        control[1] += end - start
    return True


@kernel
def site_curve(parent, begins, earlier, largest, rest, control):
    """Largest component after each site; returns False if told to stop.

    parent: [nodes], by time of occupation, every node by itself at first. begins, earlier: see ``links_by_time``.
    largest: integer[nodes + 1], size of the largest component with k sites; rest: int64[nodes + 1], sum of the squared
    sizes of the others. control: int64[2], stop word and bonds done so far.
    """
    most, squares = np.int64(0), np.int64(0)
    largest[0], rest[0] = 0, 0
    for start in range(0, parent.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        end = min(parent.size, start + _STOP_EVERY)
        for t in range(start, end):
            squares += 1
            most = max(most, 1)
            for k in range(begins[t], begins[t + 1]):
                a, b = join(parent, t, earlier[np.uint64(k)])
                squares += 2 * a * b
                most = max(most, a + b)
            largest[np.uint64(t + 1)] = most
            rest[np.uint64(t + 1)] = squares - most * most
        control[1] += begins[end] - begins[start]
    return True
