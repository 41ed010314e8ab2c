"""Sampling G(n, p): each pair of n nodes is linked independently with probability p.

Pairs (a, b) with a > b are numbered a (a - 1) / 2 + b, and the number of unlinked pairs before the next link is
geometric (Batagelj and Brandes 2005): one draw, one logarithm and one square root a link, so that nothing depends on
the number of pairs. The law is exact up to the 52 bits of a uniform double, which tells neighbouring pairs apart for
p above 2^-52. Links come in the order of their pairs, and no pair comes twice.
"""

from math import inf, log, log1p, sqrt
from typing import NamedTuple

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw, unit

CHUNK = 1 << 16  # links sampled between two looks at the stop word


class Pairs(NamedTuple):
    """All pairs of nodes, and how likely a link is."""

    number: np.int64  # n (n - 1) / 2
    scale: np.float64  # 1 / ln(1 - p), minus the mean gap between links, nearly


@kernel
def pairs_of(nodes, p):
    """The pairs of 0 <= nodes <= 2^31 nodes, linked with probability p."""
    nodes = np.int64(nodes)
    number = (nodes >> 1) * (nodes - 1) if nodes & 1 == 0 else nodes * (nodes >> 1)
    return Pairs(number, 1.0 / log1p(-p) if p > 0.0 else -inf)


@kernel
def next_links(stream, pairs, drawn, pair, tails, heads):
    """The next links, as many as there is room for, into tails and heads: [room], tails[i] > heads[i].

    stream: uint64, of the links of one graph. drawn, pair: where the links before ended, 0 and 0 at first. Returns
    (links, drawn, pair); all links are out once pair = pairs.number.
    """
    count = 0
    while count < tails.size:
        gap = log(unit(draw(stream, drawn))) * pairs.scale
        drawn += 1
        if gap >= pairs.number - pair:
            return count, drawn, pairs.number
        pair += np.int64(gap)
        # never too small: where a row begins the root is whole, and rounding its square moves it by under half an ulp
        tail = np.int64(0.5 * (sqrt(8.0 * pair + 1.0) + 1.0))
        head = pair - (tail * (tail - 1) >> 1)
        if head < 0:  # the root was rounded up
            tail -= 1
            head += tail
        tails[np.uint64(count)] = tail
        heads[np.uint64(count)] = head
        count += 1
        pair += 1
    return count, drawn, pair
