"""Short rows that hold a refused or a repeated draw: the same rows as ``exact_row`` gives, within the nearest cache.

Where texts are many a draw is refused with probability up to T / 2^32, so at 5e7 texts every third row comes here; a
bit set of the texts would cost a cache miss a draw.
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.random import GAMMA, mix
from peelsim.kernels.graph.rows import STAMPS, words_of

_32, _LOW_32 = np.uint64(32), np.uint64(0xFFFFFFFF)


@inner_kernel
def holds(rows, at, count, text):
    """Whether ``text`` is one of rows[at:at + count]."""
    found = False
    for j in range(count):
        found |= rows[np.uint64(at + j)] == text
    return found


@inner_kernel
def short_row(stream, degree, texts, refuse_below, tag, stamps, rows, at):
    """The first ``degree`` distinct accepted draws of a concept's stream into rows[at:at + degree].

    tag: uint16, other than lately; a slot of stamps: uint16[STAMPS] that bears it may hold a text of this row, and any
    other holds none, so that rows are looked through only then.
    """
    texts = np.uint64(texts)
    words = words_of(degree)
    found, i = np.int64(0), 0
    while found < degree:
        word = mix(stream + np.uint64((i if i < words else i - words) + 1) * GAMMA)
        product = (word & _LOW_32 if words <= i < 2 * words else word >> _32) * texts
        i += 1
        if product & _LOW_32 >= refuse_below:
            text = np.uint32(product >> _32)
            slot = text & np.uint32(STAMPS - 1)
            if stamps[slot] != tag or not holds(rows, at, found, text):
                stamps[slot] = tag
                rows[np.uint64(at + found)] = text
                found += 1
