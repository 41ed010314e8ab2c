"""The queue of what is learnt and has not left its texts yet, for peeling whose scratch has ``known`` and ``queue``.

Tests: tests/kernels/graph/test_given_graph.py
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.prefetch import prefetch
from peelsim.kernels.graph.text_table import WIDE, singles

SCAN = 1024  # texts looked through at a time, and room for what they free
_FAR, _NEAR = 16, 8  # concepts between asking for memory and using it


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


@inner_kernel
def ask_ahead(starts, rows, taken, end, scratch):
    """Ask for what concepts of the queue after number ``taken`` need, so that each does not wait for it in turn."""
    near = np.uint64(scratch.queue[np.uint64(min(taken + _NEAR, end - 1))])
    prefetch(starts, np.uint64(scratch.queue[np.uint64(min(taken + _FAR, end - 1))]))
    prefetch(rows, np.uint64(starts[near]))


@inner_kernel
def enqueue_changed(scratch, found, count):
    """Put those that scratch.updates[:count] has alone at the end of the queue; returns its new length."""
    return enqueue(scratch, found, singles(scratch.updates, np.int64(0), count, WIDE, scratch.freed))
