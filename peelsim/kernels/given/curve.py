"""Peeling one given graph while its texts arrive in a random order: the whole curve against their number.

What peeling leaves does not depend on its order, and more texts teach no less: once a text has arrived and all that
follows is learnt, what is unknown is what peeling of the texts so far would leave. Texts still to come carry the mark
of absence, so that concepts leave them without being taught by them.

Tests: tests/models/test_matrix.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import DELETION
from peelsim.kernels.given.erasing import ABSENT, choose_texts, erase, is_deleted, lay_out
from peelsim.kernels.given.trials import BEGUN, LEFT, SEEN, STUCK_TEXTS, leave_texts
from peelsim.kernels.graph.learnt_queue import enqueue
from peelsim.kernels.graph.text_table import WIDE, singles

_STOP_EVERY = 1 << 14  # texts or concepts between two looks at the stop word


class Rows(NamedTuple):
    """The graph text by text."""

    starts: npt.NDArray[np.int64]  # [texts + 1]
    texts: npt.NDArray[np.uint32]  # what each text holds


class Curve(NamedTuple):
    """Where a curve is looked at, and what one thread needs for it."""

    arrivals: npt.NDArray[np.int64]  # [points] numbers of texts, ascending
    rows: Rows
    unseen: npt.NDArray[np.bool_]  # [concepts] scratch


@kernel
def learn_on(deleted, taken, found, graph, deletion, scratch, control):
    """Peel on from the concepts queue[taken:found]; returns their new number, and texts that are stuck no longer.

    The first is -1 if told to stop.
    """
    fewer = np.int64(0)
    while taken < found:
        if taken % _STOP_EVERY == 0 and control[0] != 0:
            return np.int64(-1), fewer
        degree = leave_texts(deleted, scratch.queue[np.uint64(taken)], graph, deletion, scratch, np.int64(0))
        count = singles(scratch.updates, np.int64(0), degree, WIDE, scratch.freed)
        fewer += count
        found = enqueue(scratch, found, count)
        taken += 1
    return found, fewer


@kernel
def notice(deleted, text, rows, texts, deletion, unseen):
    """Concepts that are seen for the first time in a text; unseen: bool[concepts]."""
    new = np.int64(0)
    for k in range(rows.starts[text], rows.starts[text + 1]):
        concept = rows.texts[np.uint64(k)]
        if unseen[concept] and (deletion == 0.0 or not is_deleted(deleted, text, concept, texts, deletion)):
            unseen[concept] = False
            new += 1
    return new


@kernel
def run_given_curves(key, first, graph, part, curve, scratch, counts, control):
    """Trials of whole curves; returns False if told to stop, the block then void.

    graph: Graph. part: Part, of which ``kept`` is not looked at. curve: Curve. scratch: Scratch. counts: int64[trials,
    points, COLUMNS].
    """
    deletion, texts, arrivals, unseen = part.deletion, graph.whole.size, curve.arrivals, curve.unseen
    for j in range(counts.shape[0]):
        stream = draw(key, first + j)
        unknown = erase(stream, graph, part.erasure, scratch)
        if not lay_out(stream, graph, deletion, unknown, scratch, control):
            return False
        if not choose_texts(stream, np.int64(0), scratch, control):
            return False
        for concept in range(unseen.size):
            unseen[concept] = not scratch.known[concept]
        deleted = draw(stream, DELETION)
        found, stuck, seen, i = np.int64(0), np.int64(0), np.int64(0), 0
        for point in range(arrivals.size):
            while i < arrivals[point]:
                if i % _STOP_EVERY == 0 and control[0] != 0:
                    return False
                text = scratch.order[i]
                word = scratch.table[text] & ~ABSENT
                scratch.table[text] = word
                i += 1
                seen += notice(deleted, np.int64(text), curve.rows, texts, deletion, unseen)
                stuck += np.int64(word >> WIDE.shift >= 2)
                if word >> WIDE.shift == 1:
                    scratch.freed[0] = np.uint32(word & WIDE.concept)
                    taken = found
                    found = enqueue(scratch, found, np.int64(1))
                    found, fewer = learn_on(deleted, taken, found, graph, deletion, scratch, control)
                    if found < 0:
                        return False
                    stuck -= fewer
            counts[j, point, LEFT], counts[j, point, BEGUN] = unknown - found, unknown
            counts[j, point, STUCK_TEXTS], counts[j, point, SEEN] = stuck, seen
        control[1] += graph.texts.size
    return True
