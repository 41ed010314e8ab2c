"""What is looked at of texts that arrive one at a time: those that have arrived, and no others."""

import numpy as np

from peelsim.jit import inner_kernel


@inner_kernel
def next_single(table, packing, start, stop):
    """The first of the texts start .. stop - 1 with a single unlearnt concept, ``stop`` if there is none.

    Returns it, and how many texts before it have two or more.
    """
    several = 0
    for text in range(start, stop):
        count = table[np.uint64(text)] >> packing.shift
        if count == 1:
            return text, several
        several += np.int64(count > 1)
    return stop, several


@inner_kernel
def arrived_singles(scratch, at_word, at, degree, arrived, count):
    """Concepts now alone in one of the texts rows[at:at + degree] below ``arrived``, into freed from ``count`` on.

    scratch.updates[at_word:at_word + degree]: those texts' words. Returns the new count. Written without a branch.
    """
    packing = scratch.packing
    for j in range(degree):
        word = scratch.updates[np.uint64(at_word + j)]
        scratch.freed[np.uint64(count)] = np.uint32(word & packing.concept)
        here = np.int64(scratch.rows[np.uint64(at + j)]) < arrived
        count += np.int64(here & (word >> packing.shift == 1))
    return count
