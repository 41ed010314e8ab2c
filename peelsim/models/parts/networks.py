"""Networks as simulators show them: their links, both ways.

Tests: tests/models/test_random_graph.py
"""

import numpy as np
import numpy.typing as npt

from peelsim.kernels.components.random_graph import CHUNK, next_links, pairs_of
from peelsim.models.base import Graph

Links = npt.NDArray[np.int64]  # [links, 2], the ends of each


def network_of(links: Links, nodes: int) -> Graph:
    """The graph of these links, none of them twice."""
    from scipy.sparse import csr_array  # here, as loading it takes a while

    ends = np.concatenate([links, links[:, ::-1]])
    both = csr_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    return both.indptr.astype(np.int64), both.indices.astype(np.int64), (nodes, nodes)


def sampled_links(stream: np.uint64, nodes: int, p: float) -> Links:
    """The links of G(nodes, p) that a trial draws from this stream."""
    tails, heads = np.zeros(CHUNK, np.int32), np.zeros(CHUNK, np.int32)
    pairs, drawn, pair = pairs_of(nodes, p), 0, 0
    parts = [np.zeros((0, 2), np.int64)]
    while pair < pairs.number:
        count, drawn, pair = next_links(stream, pairs, drawn, pair, tails, heads)
        parts.append(np.stack([tails[:count], heads[:count]], axis=1).astype(np.int64))
    return np.concatenate(parts)


def unpacked(links: npt.NDArray[np.uint64]) -> Links:
    """Links that are words, see ``kernels.components.packed_links``."""
    return np.stack([links >> np.uint64(32), links & np.uint64(0xFFFFFFFF)], axis=1).astype(np.int64)
