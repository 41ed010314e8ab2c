"""One round of peeling: the concepts taught before it leave their texts, and those then alone in a text are taught.

What a round frees does not depend on the order in which its concepts leave: a text that holds one concept alone on the
way holds one that is taught already, or one that the round frees.
Floor: one random update of the text table and half a SplitMix64 draw an edge of a taught concept.

Tests: tests/kernels/graph/test_blocks.py
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.graph.batches import redraw_rows
from peelsim.kernels.graph.frontier import begin_round, list_leaving, teach
from peelsim.kernels.graph.kept_rows import kept_rows
from peelsim.kernels.graph.text_blocks import leave_waiting, wait
from peelsim.kernels.graph.text_table import leave_all, singles

SCAN = 1024  # texts looked through at a time


@inner_kernel
def rows_again(stream, first, last, texts, scratch, control):
    """Rows of the concepts queue[first:last] into the batch; see ``redraw_rows``."""
    if scratch.kept.room > 0:
        return kept_rows(scratch.kept, scratch.queue, first, last, scratch.batch)
    return redraw_rows(stream, scratch.queue, first, last, texts, scratch.batch, control)


@inner_kernel
def leave_texts(size, scratch):
    """Take the rows of the batch, ``size`` texts in all, out of the text table; new words into updates."""
    batch = scratch.batch
    leave_all(scratch.table, scratch.packing, batch.rows, batch.owners, size, scratch.updates)


@inner_kernel
def free_now(size, found, scratch):
    """Take the rows of the batch out of their texts; returns how many concepts are taught then."""
    leave_texts(size, scratch)
    freed = singles(scratch.updates, np.int64(0), size, scratch.packing, scratch.freed)
    return teach(scratch.frontier, scratch.freed, found, freed)


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
def free_later(size, found, scratch, control):
    """Let the updates of the batch's rows wait for their blocks of texts, and carry out all when a block is full."""
    batch, blocks = scratch.batch, scratch.blocks
    if wait(blocks, batch.rows, batch.owners, size) > blocks.room - batch.room:
        found = free_waiting(found, scratch, control)
    return found


@inner_kernel
def peel_round(stream, found, live, texts, scratch, control):
    """Take all concepts that are taught and have not left out of their texts, and note whom that teaches.

    stream: uint64, of the rows. found: concepts taught. live: those of positive degree; once they are found, the rest
    stays in its texts. texts: Among. Returns how many are taught then, -1 if told to stop.
    """
    word, words, waits = 0, scratch.frontier.leaving.size, scratch.blocks.room > 0
    begin_round(scratch.frontier)
    while word < words and found < live:
        word, count = list_leaving(scratch.frontier, word, scratch.degree, scratch.queue)
        for first in range(0, count, scratch.batch.slots):
            last = min(count, first + scratch.batch.slots)
            size = rows_again(stream, first, last, texts, scratch, control)
            if size < 0:
                return -1
            control[1] += size
            found = free_later(size, found, scratch, control) if waits else free_now(size, found, scratch)
            if found < 0 or found == live:
                return found
    return free_waiting(found, scratch, control) if waits else found
