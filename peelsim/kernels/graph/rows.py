"""The texts of one concept: a uniform set of distinct texts, drawn from the concept's own stream.

A concept of degree d takes the first d distinct accepted draws of its stream: h T / 2^32 is a text for a draw h of 32
bits (Lemire 2019), and a draw is refused where that would favour some texts. Each word of 64 bits gives two draws, its
lower half first; eight words, 16 draws, are made at a time (``draw_texts``).
Nothing is stored, but for small graphs (kept_rows.py): a row is drawn again when the peeling needs it, which is
cheaper than a cache miss.

Most rows hold no refused and no repeated draw, and are as they were drawn; ``mark_repeats`` finds the others, from
which ``short_row`` or ``distinct_row`` takes out what is too many. Which one ran cannot be seen.
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.random import GAMMA
from peelsim.kernels.graph.text_draws import REFUSED, draw_texts

REDRAW = np.uint32(1 << 31)  # set in a concept's degree: its row holds a refused or a repeated draw
DEGREE = np.uint32((1 << 31) - 1)
LONGEST_QUICK = 96  # of longer rows every other one or more meets a false alarm in may_repeat
SPARE = 128  # draws at a time, at most, of a row that holds some too many
_STOP_EVERY = 1 << 10  # of these, between two looks at the stop word

_6, _63, _1 = np.uint64(6), np.uint64(63), np.uint64(1)


@inner_kernel
def groups_of(degree):
    """Groups of 16 draws for a row, as few as hold it."""
    return (np.int64(degree) + 15) >> 4


@inner_kernel
def groups_at_hand(degree, found):
    """Groups to draw next where ``found`` texts of a row are known, as many as ``spare`` holds at most."""
    return min(groups_of(degree - found), SPARE >> 4)


@inner_kernel
def distinct_row(stream, degree, texts, seen, spare, rows, at, control):
    """The row, whatever it holds, into rows[at:at + degree]; returns False if told to stop.

    stream: uint64, of the concept. texts: Among. seen: uint64[T / 64 + 1], all zero before and after. spare:
    uint32[>= SPARE], scratch. control[0]: stop word.
    """
    found, turn = np.int64(0), 0
    while found < degree:
        groups = groups_at_hand(degree, found)
        draw_texts(stream, groups, texts, spare, 0)
        stream += np.uint64(8 * groups) * GAMMA
        for j in range(16 * groups):
            text = spare[np.uint64(j)]
            place, bit = np.uint64(text) >> _6, _1 << (np.uint64(text) & _63)
            if text != REFUSED and found < degree and not seen[place] & bit:
                seen[place] |= bit
                rows[np.uint64(at + found)] = text
                found += 1
        turn += 1
        if turn % _STOP_EVERY == 0 and control[0] != 0:
            break
    for j in range(found):
        seen[rows[np.uint64(at + j)] >> np.uint32(6)] = np.uint64(0)
    return found == degree
