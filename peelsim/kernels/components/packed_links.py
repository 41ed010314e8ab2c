"""The links of a graph as words, tail in the upper half and head in the lower: an order of them is an order of words.

Bonds are occupied in such an order. Sites are occupied at times of their own, and a link comes with the later of its
ends: so links are sorted by that time.

Tests: tests/kernels/components/test_percolation.py
"""

import numpy as np

from peelsim.jit import kernel

_STOP_EVERY = 1 << 18  # links or nodes between two looks at the stop word
_32, _LOW_32 = np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def pack(tails, heads, count, links, to):
    """The first ``count`` links (tails[i], heads[i]) as words, into links[to:]: uint64. Nodes are below 2^32."""
    for i in range(count):
        links[np.uint64(to + i)] = np.uint64(tails[np.uint64(i)]) << _32 | np.uint64(heads[np.uint64(i)])


@kernel
def add_up(numbers, control):
    """Replace each number by the sum of those up to it; returns False if told to stop."""
    for start in range(1, numbers.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        for i in range(start, min(numbers.size, start + _STOP_EVERY)):
            numbers[i] += numbers[i - 1]
    return True


@kernel
def links_by_time(time, links, count, begins, earlier, control):
    """Sort links by when both ends are occupied: a bucket for each site, of its links to sites occupied before.

    time: integer[nodes], when a node is occupied, 0 .. nodes - 1. links: uint64[>= count]. begins: int64[nodes + 2];
    earlier: integer[>= count]: the links that come with the site of time t are to those of times
    earlier[begins[t] : begins[t + 1]]. Returns False if told to stop.
    """
    for start in range(0, begins.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        begins[start : min(begins.size, start + _STOP_EVERY)] = 0
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
        if counting and not add_up(begins, control):
            return False
    return True
