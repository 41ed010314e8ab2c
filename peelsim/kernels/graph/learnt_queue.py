"""The queue of what is learnt and has not left its texts yet, for peeling whose scratch has ``known`` and ``queue``."""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.graph.text_table import WIDE, singles

SCAN = 1024  # texts looked through at a time, and room for what they free


@inner_kernel
def enqueue(scratch, found, count):
    """Put the concepts freed[:count] that are unknown at the end of the queue; returns its new length."""
    for i in range(count):
        concept = scratch.freed[np.uint64(i)]
        scratch.queue[np.uint64(found)] = concept
        found += np.int64(not scratch.known[concept])
        scratch.known[concept] = True
    return found


@inner_kernel
def enqueue_all(scratch):
    """Fill the empty queue from all texts of the table; returns its length."""
    found = np.int64(0)
    for start in range(0, scratch.table.size, SCAN):
        end = min(scratch.table.size, start + SCAN)
        found = enqueue(scratch, found, singles(scratch.table, start, end, WIDE, scratch.freed))
    return found
