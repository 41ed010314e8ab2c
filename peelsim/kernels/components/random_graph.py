"""Sampling G(n, p): each pair of n nodes is linked independently with probability p.

Pairs (a, b) with a > b are numbered a (a - 1) / 2 + b, and the number of unlinked pairs before the next link is
geometric (Batagelj and Brandes 2005): one draw, one logarithm and one square root a link, so that nothing depends on
the number of pairs. The law is exact up to the 52 bits of a uniform double, which tells neighbouring pairs apart for
p above 2^-52. Links come in the order of their pairs, and no pair comes twice.

Gaps, and the ends of pairs, are computed some hundred at a time in loops that become vectors.
"""

from math import floor, inf, log, log1p, sqrt
from typing import NamedTuple

import numpy as np

from peelsim.jit import kernel, lent_kernel
from peelsim.kernels.draws.elementary import logarithm
from peelsim.kernels.draws.random import draw, unit

_AT_A_TIME = 512  # links
_ROUNDING = 1e-14  # of two logarithms that are right to 1e-15

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


@lent_kernel
def is_near_whole(gap):
    """Whether two logarithms may tell different whole parts of a gap."""
    return abs(gap - floor(gap + 0.5)) <= _ROUNDING * (gap + 1.0)


@lent_kernel
def draw_gaps(stream, first, scale, gaps):
    """Gaps before links, from draws number ``first`` on, into gaps: float64[links]; their whole parts are what counts.

    They are those of the mathematical library's logarithm, which has no vectors: it is asked where it might matter.
    """
    near = 0
    for k in range(gaps.size):
        gaps[k] = logarithm(unit(draw(stream, first + k))) * scale
        near += np.int64(is_near_whole(gaps[k]))
    if near > 0:
        for k in range(gaps.size):
            if is_near_whole(gaps[k]):
                gaps[k] = log(unit(draw(stream, first + k))) * scale


@lent_kernel
def ends_of(numbers, tails, heads, first):
    """The ends of pairs: int64[links], into tails[first:] and heads[first:]."""
    for k in range(numbers.size):
        pair = numbers[k]
        # never too small: where a row begins the root is whole, and rounding its square moves it by under half an ulp
        tail = np.int64(0.5 * (sqrt(8.0 * pair + 1.0) + 1.0))
        head = pair - (tail * (tail - 1) >> 1)
        over = np.int64(head < 0)  # the root was rounded up
        tail -= over
        tails[np.uint64(first + k)] = tail
        heads[np.uint64(first + k)] = head + over * tail


@kernel
def next_links(stream, pairs, drawn, pair, tails, heads):
    """The next links, as many as there is room for, into tails and heads: [room], tails[i] > heads[i].

    stream: uint64, of the links of one graph. drawn, pair: where the links before ended, 0 and 0 at first. Returns
    (links, drawn, pair); all links are out once pair = pairs.number.
    """
    count = 0
    gaps, numbers = np.empty(_AT_A_TIME, np.float64), np.empty(_AT_A_TIME, np.int64)
    while count < tails.size:
        wanted, found = min(_AT_A_TIME, tails.size - count), 0
        draw_gaps(stream, drawn, pairs.scale, gaps[:wanted])
        while found < wanted and gaps[found] < pairs.number - pair:
            pair += np.int64(gaps[found])
            numbers[found] = pair
            pair += 1
            found += 1
        ends_of(numbers[:found], tails, heads, count)
        count += found
        drawn += found
        if found < wanted:
            return count, drawn + 1, pairs.number
    return count, drawn, pair
