"""Blocks of trials of G(n, p): sample its links, join them as they come, note the sizes of the components.

Tests: tests/models/test_random_graph.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.components.random_graph import next_links, pairs_of
from peelsim.kernels.components.sizes import sizes_of
from peelsim.kernels.components.union_find import join_all, separate
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import KEEPING, LINKING

LARGEST, SECOND, OTHER_SQUARES, LINKS, COMPONENTS = 0, 1, 2, 3, 4  # columns of a block's counts
COLUMNS = 5


class RandomGraph(NamedTuple):
    """G(n, p), of whose nodes each is kept with probability ``occupation``."""

    nodes: int
    p: float
    occupation: float


class Forest(NamedTuple):
    """Scratch of one thread."""

    parent: npt.NDArray[np.int32]  # [nodes]
    tails: npt.NDArray[np.int32]  # [CHUNK]
    heads: npt.NDArray[np.int32]  # [CHUNK]


@kernel
def join_sampled(stream, pairs, parent, tails, heads, control):
    """Sample all links and join their ends; returns links, and components lost by joining, or -1s if told to stop.

    parent: the nodes, each by itself. tails, heads: [room], scratch for the links between two looks at the stop word.
    control: int64[2], stop word and links done so far.
    """
    links, lost, drawn, pair = 0, 0, 0, 0
    while pair < pairs.number:
        if control[0] != 0:
            return -1, -1
        count, drawn, pair = next_links(stream, pairs, drawn, pair, tails, heads)
        lost += join_all(parent, tails, heads, count)
        links += count
        control[1] += count
    return links, lost


@kernel
def run_components(key, first, graph, scratch, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    Occupied sites of G(nodes, p), each with probability ``occupation``, make a G(Bin(nodes, occupation), p), and that
    is what is sampled. graph: RandomGraph. scratch: Forest. counts: int64[trials, 5]. control: int64[2].
    """
    parent, tails, heads = scratch
    for j in range(counts.shape[0]):
        stream = draw(key, first + j)
        sites = binomial(draw(stream, KEEPING), graph.nodes, graph.occupation)
        if not separate(parent, sites, control):
            return False
        link_stream = draw(stream, LINKING)
        links, lost = join_sampled(link_stream, pairs_of(sites, graph.p), parent, tails, heads, control)
        if links < 0:
            return False
        largest, second, squares = sizes_of(parent, sites, control)
        if largest < 0:
            return False
        counts[j, LARGEST], counts[j, SECOND] = largest, second
        counts[j, OTHER_SQUARES] = squares - largest * largest
        counts[j, LINKS], counts[j, COMPONENTS] = links, sites - lost
    return True
