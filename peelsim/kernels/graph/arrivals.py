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
def arrived_singles(scratch, size, arrived):
    """Concepts now alone in one of the batch's texts below ``arrived``, into freed; returns how many.

    size: texts of the batch, whose words are scratch.updates. Written without a branch.
    """
    packing, rows = scratch.packing, scratch.batch.rows
    count = np.int64(0)
    for j in range(np.uint64(size)):
        word = scratch.updates[j]
        scratch.freed[np.uint64(count)] = np.uint32(word & packing.concept)
        count += np.int64((np.int64(rows[j]) < arrived) & (word >> packing.shift == 1))
    return count
