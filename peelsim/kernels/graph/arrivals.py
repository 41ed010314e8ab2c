"""What is looked at of texts that arrive one at a time: those that have arrived, and no others."""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.jit.wide import VECTORS
from peelsim.kernels.graph.vectors import below_16, first_single_16, singles_16

_1, _16 = np.uint64(1), np.uint64(16)


@inner_kernel
def next_single_plainly(table, packing, start, stop):
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
def next_single_in_vectors(table, packing, start, stop):
    """As ``next_single_plainly``, sixteen texts at a time."""
    several, text = 0, start
    while text < stop and text + 16 <= table.size:
        lanes = min(16, stop - text)
        first, more = first_single_16(table, np.uint64(text), np.uint64(lanes))
        several += np.int64(more)
        if np.int64(first) < lanes:
            return text + np.int64(first), several
        text += lanes
    text, more_texts = next_single_plainly(table, packing, text, stop)
    return text, several + more_texts


next_single = next_single_in_vectors if VECTORS else next_single_plainly


@inner_kernel
def arrived_singles_plainly(scratch, size, arrived):
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


@inner_kernel
def arrived_singles_in_vectors(scratch, size, arrived):
    """As ``arrived_singles_plainly``, sixteen texts at a time."""
    count, end = np.uint64(0), np.uint64(size)
    for at in range(np.uint64(0), end, _16):
        of_batch = np.uint32((_1 << min(end - at, _16)) - _1)
        among = below_16(scratch.batch.rows, at, np.uint32(arrived)) & of_batch
        count += singles_16(scratch.updates, at, among, scratch.freed, count)
    return np.int64(count)


arrived_singles = arrived_singles_in_vectors if VECTORS else arrived_singles_plainly
