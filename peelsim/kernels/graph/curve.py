"""Peeling while texts arrive one at a time: what the first texts teach, for any number of them, from one graph.

What peeling leaves does not depend on its order, and more texts teach no less. So once a text has arrived and all
that follows from it is learnt, what is unlearnt is what peeling of the texts so far would leave by itself.
Concepts leave the texts to come at once, too: these are looked at when they arrive.
Updates do not wait for blocks of texts here, however large the table: a text teaches too little at a time.
Floor: that of kernels/graph/peeling.py, and one look at each text in turn.

Tests: tests/models/test_curves.py
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import ROWS
from peelsim.kernels.graph.arrivals import arrived_singles, next_single
from peelsim.kernels.graph.peeling_round import leave_texts, rows_again
from peelsim.kernels.graph.text_draws import among

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
def learn_on(row_stream, live, taken, found, arrived, texts, scratch, control):
    """Peel on from the concepts queue[taken:found], by texts below ``arrived``; ends when all ``live`` are queued.

    Returns (concepts found in all, texts that got a single unlearnt concept on the way), or -1s if stopped.
    """
    batch, single = scratch.batch, 0
    while taken < found < live:
        end = min(found, taken + batch.slots)
        size = rows_again(row_stream, taken, end, texts, scratch, control)
        if size < 0:
            return -1, -1
        leave_texts(size, scratch)
        control[1] += size
        taken, count = end, arrived_singles(scratch, size, arrived)
        single += count
        found = enqueue(scratch, found, count)
    return found, single


@inner_kernel
def peel_arriving(stream, live, arrivals, scratch, learnt, stuck, control):
    """Peel the graph that ``sample_graph`` left in scratch, text by text; returns False if told to stop.

    stream: uint64, of the trial. live: concepts of positive degree. arrivals: int64[points], numbers of texts,
    ascending, the last of which is that of the graph. learnt, stuck: int64[points], concepts learnt and texts with two
    or more unlearnt ones, after so many texts. Once every live concept is found, the texts hold none.
    """
    row_stream, numbers = draw(stream, ROWS), among(arrivals[-1])
    found, several, text = 0, 0, 0
    for k in range(arrivals.size):
        while text < arrivals[k] and found < live:
            if control[0] != 0:
                return False
            stop = min(arrivals[k], text + _STOP_EVERY)
            text, more = next_single(scratch.table, scratch.packing, text, stop)
            several += more
            if text < stop:
                scratch.freed[0] = np.uint32(scratch.table[np.uint64(text)] & scratch.packing.concept)
                text += 1
                taken = found
                found = enqueue(scratch, found, 1)
                found, single = learn_on(row_stream, live, taken, found, text, numbers, scratch, control)
                if found < 0:
                    return False
                several -= single
        learnt[k] = found
        stuck[k] = several if found < live else 0
    return True
