"""One round of peeling: the concepts it was taught leave their texts, and those then alone in a text join the queue.

What a round frees does not depend on the order in which its concepts leave: a text that holds one concept alone on the
way holds one that is queued already, or one that the round frees.
Floor: one random update of the text table and half a SplitMix64 draw an edge of a taught concept.
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.graph.rows import DEGREE
from peelsim.kernels.graph.sampling import load_row
from peelsim.kernels.graph.text_blocks import leave_waiting, wait
from peelsim.kernels.graph.text_table import leave, singles

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
def draw_ahead(stream, drawn, ahead, texts, scratch, control):
    """Draw the rows of queue[drawn:ahead] into their slots, of which there are enough; returns False if told to stop.

    stream: uint64, of the rows.
    """
    for i in range(drawn, ahead):
        entry = scratch.queue[i]
        at = (i & (scratch.slots - 1)) * scratch.stride
        if not load_row(stream, np.uint32(entry), np.uint32(entry >> _32), texts, scratch, at, control):
            return False
    return True


@inner_kernel
def leave_batch(taken, end, scratch):
    """Take the concepts queue[taken:end], whose rows are drawn, out of their texts; returns how many words changed.

    The new words are in scratch.updates, in order.
    """
    changed = np.int64(0)
    for i in range(taken, end):
        entry = scratch.queue[i]
        d = np.int64(np.uint32(entry >> _32) & DEGREE)
        at = (i & (scratch.slots - 1)) * scratch.stride
        leave(scratch.table, scratch.packing, np.uint32(entry), scratch.rows, at, d, scratch.updates, changed)
        changed += d
    return changed


@inner_kernel
def direct_round(stream, taken, drawn, found, texts, scratch, control):
    """Take queue[taken:found] out, rows drawn a batch ahead of their use: that hides the latency of the updates.

    stream: uint64, of the rows. drawn: concepts of the queue whose rows were drawn, ``slots`` ahead of taken at most.
    Returns (drawn, found) after the round; found is -1 if told to stop.
    """
    batch, end = scratch.slots >> 1, found
    while taken < end:
        ahead = min(found, taken + scratch.slots)
        if control[0] != 0 or not draw_ahead(stream, drawn, ahead, texts, scratch, control):
            return drawn, -1
        drawn, stop = ahead, min(end, taken + batch)
        changed = leave_batch(taken, stop, scratch)
        taken = stop
        control[1] += changed
        found = enqueue(scratch, found, singles(scratch.updates, np.int64(0), changed, scratch.packing, scratch.freed))
    return drawn, found


@inner_kernel
def free_waiting(found, scratch, control):
    """Carry out the updates that wait and queue whom they free; returns the queue's length, -1 if told to stop."""
    blocks = scratch.blocks
    for block in range(blocks.fill.size):
        fill = blocks.fill[block]
        for first in range(0, fill, SCAN):
            count = min(SCAN, fill - first)
            leave_waiting(scratch.table, scratch.packing, blocks, block, first, count, scratch.updates)
            found = enqueue(
                scratch, found, singles(scratch.updates, np.int64(0), count, scratch.packing, scratch.freed)
            )
        blocks.fill[block] = 0
        if control[0] != 0:
            return -1
    return found


@inner_kernel
def blocked_round(stream, taken, found, texts, scratch, control):
    """As ``direct_round``, updates waiting for their block; returns the queue's length, -1 if told to stop."""
    end, limit = found, scratch.blocks.room - scratch.stride
    for i in range(taken, end):
        entry = scratch.queue[i]
        concept, degree = np.uint32(entry), np.uint32(entry >> _32)
        if control[0] != 0 or not load_row(stream, concept, degree, texts, scratch, np.int64(0), control):
            return -1
        d = np.int64(degree & DEGREE)
        fullest = wait(scratch.blocks, concept, scratch.rows, np.int64(0), d)
        control[1] += d
        if fullest > limit or i == end - 1:
            found = free_waiting(found, scratch, control)
            if found < 0:
                return -1
    return found
