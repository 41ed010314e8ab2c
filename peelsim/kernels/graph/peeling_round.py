"""One round of peeling: the concepts it was taught leave their texts, and those then alone in a text join the queue.

What a round frees does not depend on the order in which its concepts leave: a text that holds one concept alone on the
way holds one that is queued already, or one that the round frees.
Floor: one random update of the text table and half a SplitMix64 draw an edge of a taught concept.

Tests: tests/kernels/graph/test_blocks.py
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.graph.batches import redraw_rows
from peelsim.kernels.graph.frontier import begin_round, list_leaving, teach
from peelsim.kernels.graph.text_blocks import leave_waiting, wait
from peelsim.kernels.graph.text_table import leave_all, singles

SCAN = 1024  # texts looked through at a time

_32 = np.uint64(32)


@inner_kernel
def enqueue(scratch, found, count):
    """Put the concepts freed[:count] that are not in the queue yet at its end; returns its new length."""
    for i in range(count):
        concept = scratch.freed[np.uint64(i)]
        degree = scratch.degree[concept]
        scratch.queue[np.uint64(found)] = np.uint64(degree) << _32 | np.uint64(concept)
        scratch.degree[concept] = 0
        found += np.int64(degree != 0)
    return found


@inner_kernel
def leave_texts(size, scratch):
    """Take the rows of the batch, ``size`` texts in all, out of the text table; new words into updates."""
    batch = scratch.batch
    leave_all(scratch.table, scratch.packing, batch.rows, batch.owners, size, scratch.updates)


@inner_kernel
def direct_round(stream, taken, found, live, texts, scratch, control):
    """Take the concepts queue[taken:found] out of their texts, a batch at a time, and queue whom that frees.

    stream: uint64, of the rows. live: concepts in all; once they are found, the rest stays in its texts. texts: Among.
    Returns the queue's length, -1 if told to stop.
    """
    batch, end = scratch.batch, found
    for first in range(taken, end, batch.slots):
        last = min(end, first + batch.slots)
        size = redraw_rows(stream, scratch.queue, first, last, texts, batch, control)
        if size < 0:
            return -1
        leave_texts(size, scratch)
        control[1] += size
        found = enqueue(scratch, found, singles(scratch.updates, np.int64(0), size, scratch.packing, scratch.freed))
        if found == live:
            break
    return found


@inner_kernel
def free_waiting(found, scratch, control):
    """Carry out the updates that wait; returns how many concepts are taught then, -1 if told to stop."""
    blocks = scratch.blocks
    for block in range(blocks.fill.size):
        fill = blocks.fill[block]
        for first in range(0, fill, SCAN):
            count = min(SCAN, fill - first)
            leave_waiting(scratch.table, scratch.packing, blocks, block, first, count, scratch.updates)
            freed = singles(scratch.updates, np.int64(0), count, scratch.packing, scratch.freed)
            found = teach(scratch.frontier, scratch.freed, found, freed)
        blocks.fill[block] = 0
        if control[0] != 0:
            return -1
    return found


@inner_kernel
def leave_later(stream, first, last, texts, scratch, control):
    """Let the updates of the concepts queue[first:last] wait; returns 1 if a block is full, 0 if not, -1 if stopped."""
    batch, blocks = scratch.batch, scratch.blocks
    size = redraw_rows(stream, scratch.queue, first, last, texts, batch, control)
    if size < 0:
        return -1
    control[1] += size
    return np.int64(wait(blocks, batch.rows, batch.owners, size) > blocks.room - batch.room)


@inner_kernel
def blocked_round(stream, found, live, texts, scratch, control):
    """As ``direct_round``, of all concepts that are taught and have not left, updates waiting for their block."""
    begin_round(scratch.frontier)
    word, words = 0, scratch.frontier.leaving.size
    while word < words and found < live:
        word, count = list_leaving(scratch.frontier, word, scratch.degree, scratch.queue)
        for first in range(0, count, scratch.batch.slots):
            last = min(count, first + scratch.batch.slots)
            full = leave_later(stream, first, last, texts, scratch, control)
            if full > 0:
                found = free_waiting(found, scratch, control)
            if full < 0 or found < 0:
                return -1
    return free_waiting(found, scratch, control) if found < live else found
