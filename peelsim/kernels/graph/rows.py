"""The texts of one concept: a uniform set of distinct texts, drawn from the concept's own stream.

A concept of degree d takes the first d distinct accepted draws of its stream: h T / 2^32 is a text for a draw h of 32
bits (Lemire 2019), and a draw is refused where that would favour some texts. The first ``words_of(d)`` words of 64 bits
give two draws each, all upper halves first; should these not do, later words give their upper halves.
Nothing is stored: a row is drawn again when the peeling needs it, which is cheaper than a cache miss.

Most rows hold no refused and no repeated draw; ``draw_row`` and ``may_repeat`` find them in vectorisable loops, and
``exact_row`` does the others one draw at a time. Both give the same row, so which one ran cannot be seen.
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.random import GAMMA, mix

REDRAW = np.uint32(1 << 31)  # set in a concept's degree: its row needs exact_row
DEGREE = np.uint32((1 << 31) - 1)
LONGEST_QUICK = 96  # of longer rows every other one or more meets a false alarm in may_repeat
STAMPS = 8192
_STOP_EVERY = 1 << 16  # draws between two looks at the stop word

_32, _LOW_32 = np.uint64(32), np.uint64(0xFFFFFFFF)
_6, _63, _1 = np.uint64(6), np.uint64(63), np.uint64(1)


@inner_kernel
def words_of(degree):
    """64-bit words drawn at once for a row: a multiple of 8, two draws each."""
    return ((np.int64(degree) + 15) >> 4) << 3


@inner_kernel
def draw_row(stream, words, texts, rows, at):
    """The first 2 * words draws into rows[at:], upper halves first; returns their smallest Lemire remainder.

    stream: uint64, of the concept. rows: uint32[>= at + 2 * words].
    """
    texts = np.uint64(texts)
    least = _LOW_32
    for i in range(words):
        word = mix(stream + np.uint64(i + 1) * GAMMA)
        upper = (word >> _32) * texts
        lower = (word & _LOW_32) * texts
        rows[np.uint64(at + i)] = np.uint32(upper >> _32)
        rows[np.uint64(at + words + i)] = np.uint32(lower >> _32)
        least = min(least, min(upper & _LOW_32, lower & _LOW_32))
    return least


@inner_kernel
def may_repeat(rows, at, degree, tag, stamps):
    """False only if the texts rows[at:at + degree] are distinct. stamps: uint16[STAMPS], tag: other than lately."""
    seen = False
    for j in range(degree):
        slot = rows[np.uint64(at + j)] & np.uint32(STAMPS - 1)
        seen |= stamps[slot] == tag
        stamps[slot] = tag
    return seen


@inner_kernel
def exact_row(stream, degree, texts, refuse_below, seen, rows, at, control):
    """The row, one draw at a time, into rows[at:at + degree]; returns False if told to stop.

    seen: uint64[texts / 64 + 1], all zero before and after. control[0]: stop word.
    """
    texts = np.uint64(texts)
    words = words_of(degree)
    found, i = 0, 0
    while found < degree:
        word = mix(stream + np.uint64((i if i < words else i - words) + 1) * GAMMA)
        half = word & _LOW_32 if words <= i < 2 * words else word >> _32
        i += 1
        product = half * texts
        text = product >> _32
        bit = _1 << (text & _63)
        if product & _LOW_32 >= refuse_below and not seen[text >> _6] & bit:
            seen[text >> _6] |= bit
            rows[np.uint64(at + found)] = np.uint32(text)
            found += 1
        if i % _STOP_EVERY == 0 and control[0] != 0:
            break
    for j in range(found):
        seen[rows[np.uint64(at + j)] >> np.uint32(6)] = np.uint64(0)
    return found == degree
