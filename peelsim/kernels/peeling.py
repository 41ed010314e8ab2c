"""Peeling a sampled graph: a text with a single unlearnt concept teaches it, until there is no such text.

Concepts wait in one queue, first in, first out, so that those taught in one parallel round stand together; rows
are drawn again a batch ahead of their use, which hides the latency of the text table's random updates.
Floor: one random update of the text table and half a SplitMix64 draw an edge of a taught concept.
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.random import draw
from peelsim.kernels.rows import DEGREE
from peelsim.kernels.sampling import ROWS, load_row
from peelsim.kernels.text_table import leave, singles, stuck_texts

SCAN = 1024  # texts looked through at a time for the first round

_STOP_EVERY = 1 << 22  # texts between two looks at the stop word
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
def first_round(texts, scratch, control):
    """Queue the concepts that are alone in a text from the start; ends early if told to stop."""
    found = 0
    for start in range(0, texts, SCAN):
        if control[0] != 0:
            break
        count = singles(scratch.table, start, min(texts, start + SCAN), scratch.packing, scratch.freed)
        found = enqueue(scratch, found, count)
    return found


@inner_kernel
def peel(stream, live, texts, scratch, trajectory, control):
    """Peel the graph that ``sample_graph`` left in scratch.

    stream: uint64, of the trial. live: concepts of positive degree. trajectory: int64[rounds recorded], number
    learnt after each round, the final number after the last one. Stops early when every live concept is
    queued: the texts then hold none.

    Returns (learnt, rounds that taught something, texts with two or more unlearnt concepts), or -1s if stopped.
    """
    row_stream = draw(stream, ROWS)
    batch, mask = scratch.slots >> 1, scratch.slots - 1
    taken, drawn, rounds = 0, 0, 0
    found = first_round(texts, scratch, control)
    while taken < found:
        if rounds < trajectory.size:
            trajectory[rounds] = found
        rounds += 1
        if found == live:
            trajectory[rounds:] = live
            return live, rounds, 0
        end = found
        while taken < end:
            if control[0] != 0:
                return -1, -1, -1
            ahead = min(found, taken + scratch.slots)
            while drawn < ahead:
                entry = scratch.queue[drawn]
                at = (drawn & mask) * scratch.stride
                if not load_row(row_stream, np.uint32(entry), np.uint32(entry >> _32), texts, scratch, at, control):
                    return -1, -1, -1
                drawn += 1
            changed = 0
            for i in range(taken, min(end, taken + batch)):
                entry = scratch.queue[i]
                d = np.int64(np.uint32(entry >> _32) & DEGREE)
                at = (i & mask) * scratch.stride
                leave(scratch.table, scratch.packing, np.uint32(entry), scratch.rows, at, d, scratch.updates, changed)
                changed += d
            taken = min(end, taken + batch)
            control[1] += changed
            found = enqueue(scratch, found, singles(scratch.updates, 0, changed, scratch.packing, scratch.freed))
    trajectory[rounds:] = found
    stuck = 0
    for start in range(0, texts, _STOP_EVERY):
        if control[0] != 0:
            return -1, -1, -1
        stuck += stuck_texts(scratch.table, start, min(texts, start + _STOP_EVERY), scratch.packing)
    return found, rounds, stuck
