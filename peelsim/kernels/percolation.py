"""Percolation on a graph, at every number of occupied bonds or sites in one pass (Newman and Ziff 2001).

Bonds, or sites with their bonds to sites already there, are added one by one in a random order, and union-find keeps
the components. Links are packed in one word, tail in the upper half and head in the lower, so that an order of them is
an order of words.
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.components import AHEAD, join
from peelsim.kernels.prefetch import prefetch

_STOP_EVERY = 1 << 18  # links or nodes between two looks at the stop word
_32, _LOW_32 = np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def pack(tails, heads, count, links, to):
    """The first ``count`` links (tails[i], heads[i]) as words, into links[to:]: uint64. Nodes are below 2^32."""
    for i in range(count):
        links[np.uint64(to + i)] = np.uint64(tails[np.uint64(i)]) << _32 | np.uint64(heads[np.uint64(i)])


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
def links_by_time(time, links, count, begins, earlier, control):
    """Sort links by when both ends are occupied: a bucket for each site, of its links to sites occupied before.

    time: integer[nodes], when a node is occupied, 0 .. nodes - 1. links: uint64[>= count]. begins: int64[nodes + 2];
    earlier: integer[>= count]: the links that come with the site of time t are to those of times
    earlier[begins[t] : begins[t + 1]]. Returns False if told to stop.
    """
    begins[:] = 0
    for counting in (True, False):
        for start in range(0, count, _STOP_EVERY):
            if control[0] != 0:
                return False
            for i in range(start, min(count, start + _STOP_EVERY)):
                link = links[np.uint64(i)]
                a, b = np.int64(time[link >> _32]), np.int64(time[link & _LOW_32])
                late = np.uint64(max(a, b))
                if counting:
                    begins[late + np.uint64(2)] += 1
                else:
                    at = begins[late + np.uint64(1)]
                    earlier[np.uint64(at)] = min(a, b)
                    begins[late + np.uint64(1)] = at + 1
        if counting:
            for t in range(1, begins.size):
                begins[t] += begins[t - 1]
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
