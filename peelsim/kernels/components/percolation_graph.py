"""The graph of a trial of percolation, sampled and kept, and the times at which its sites are occupied.

Tests: tests/models/test_percolation.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.components.packed_links import pack
from peelsim.kernels.components.random_graph import next_links
from peelsim.kernels.draws.shuffle import shuffle

_STOP_EVERY = 1 << 20  # nodes between two looks at the stop word


class Scratch(NamedTuple):
    """What one thread needs for a trial of n nodes and at most m links."""

    parent: npt.NDArray[np.int32]  # [n]
    tails: npt.NDArray[np.int32]  # [CHUNK]
    heads: npt.NDArray[np.int32]  # [CHUNK]
    links: npt.NDArray[np.uint64]  # [m]
    largest: npt.NDArray[np.int32]  # [m + 1], for sites [n + 1]
    rest: npt.NDArray[np.int64]  # as long
    time: npt.NDArray[np.int32]  # for sites [n], when each is occupied
    begins: npt.NDArray[np.int64]  # for sites [n + 2]
    earlier: npt.NDArray[np.int32]  # for sites [m]
    squares_unit: float  # in which mean sums of squared sizes are counted


@kernel
def sample_packed(stream, pairs, scratch, control):
    """All links of a graph, packed into scratch.links in the order of their pairs; returns how many, -1 if stopped."""
    links, drawn, pair = 0, 0, 0
    while pair < pairs.number:
        if control[0] != 0:
            return -1
        count, drawn, pair = next_links(stream, pairs, drawn, pair, scratch.tails, scratch.heads)
        pack(scratch.tails, scratch.heads, count, scratch.links, links)
        links += count
    return links


@kernel
def random_times(stream, time, control):
    """When each site is occupied, if all orders are alike: a random permutation. Returns False if told to stop."""
    for start in range(0, time.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        for site in range(start, min(time.size, start + _STOP_EVERY)):
            time[site] = site
    return shuffle(stream, time, time.size, control)
