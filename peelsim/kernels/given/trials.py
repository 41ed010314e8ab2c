"""Blocks of trials on one given graph: erase, choose, delete, and peel by rounds. No graph is sampled or built.

Tests: tests/models/test_matrix.py
"""

import numpy as np

from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import DELETION
from peelsim.kernels.given.erasing import ABSENT, choose_texts, erase, is_deleted, lay_out, row_of
from peelsim.kernels.graph.learnt_queue import ask_ahead, enqueue_all, enqueue_changed
from peelsim.kernels.graph.text_table import WIDE, leave

LEFT, ROUNDS, STUCK_TEXTS, BEGUN, SEEN = 0, 1, 2, 3, 4  # columns of a block's counts
COLUMNS = 5


@inner_kernel
def leave_texts(deleted, concept, graph, deletion, scratch, to):
    """A learnt concept leaves its texts, whose new words go to scratch.updates[to:]; returns how many these are."""
    at = graph.starts[np.int64(concept)]
    if deletion == 0.0:
        degree = graph.starts[np.int64(concept) + 1] - at
        leave(scratch.table, WIDE, np.uint64(concept), graph.texts, at, degree, scratch.updates, to)
        return degree
    degree = row_of(deleted, np.int64(concept), graph, deletion, scratch.row)
    leave(scratch.table, WIDE, np.uint64(concept), scratch.row, np.int64(0), degree, scratch.updates, to)
    return degree


@inner_kernel
def leave_batch(deleted, taken, end, graph, deletion, scratch):
    """Concepts queue[taken:end] leave their texts, as many as there is room for; (the next, how many words changed)."""
    count, room = np.int64(0), scratch.updates.size
    while taken < end:
        ask_ahead(graph.starts, graph.texts, taken, end, scratch)
        concept = np.int64(scratch.queue[np.uint64(taken)])
        if count + graph.starts[concept + 1] - graph.starts[concept] > room:
            break
        count += leave_texts(deleted, concept, graph, deletion, scratch, count)
        taken += 1
    return taken, count


@kernel
def peel_rounds(stream, graph, deletion, unknown, scratch, trajectory, control):
    """Peel what ``lay_out`` left; returns the concepts learnt and the rounds, -1s if told to stop.

    stream: uint64, of the trial. trajectory: int64[rounds recorded], unknown after each round, and at the end from
    there.
    """
    deleted = draw(stream, DELETION)
    taken, found, rounds = np.int64(0), enqueue_all(scratch), 0
    while taken < found:
        if rounds < trajectory.size:
            trajectory[rounds] = unknown - found
        rounds += 1
        end = found
        while taken < end:
            if control[0] != 0:
                return np.int64(-1), -1
            taken, count = leave_batch(deleted, taken, end, graph, deletion, scratch)
            found = enqueue_changed(scratch, found, count)
    trajectory[rounds:] = unknown - found
    return found, rounds


@kernel
def stuck_texts(table):
    """Texts that are there and have two or more unknown concepts."""
    count = np.int64(0)
    for word in table:
        count += np.int64((word < ABSENT) & (word >> WIDE.shift >= 2))
    return count


@inner_kernel
def is_seen(deleted, concept, graph, deletion, table):
    """Whether a text that is there holds a concept."""
    for k in range(graph.starts[concept], graph.starts[concept + 1]):
        text = graph.texts[np.uint64(k)]
        if table[text] < ABSENT and (deletion == 0.0 or not is_deleted(deleted, text, concept, table.size, deletion)):
            return True
    return False


@kernel
def out_of_reach(stream, graph, deletion, scratch):
    """Unknown concepts that no text which is there holds."""
    deleted, count = draw(stream, DELETION), np.int64(0)
    for concept in range(scratch.known.size):
        if not scratch.known[concept]:
            count += np.int64(not is_seen(deleted, concept, graph, deletion, scratch.table))
    return count


@kernel
def run_given(key, first, graph, part, scratch, counts, trajectories, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    graph: Graph; part: Part. counts: int64[trials, COLUMNS]; trajectories: int64[trials, rounds recorded], unknown
    concepts after each round; control: int64[2].
    """
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        unknown = erase(stream, graph, part.erasure, scratch)
        if not lay_out(stream, graph, part.deletion, unknown, scratch, control):
            return False
        if not choose_texts(stream, part.kept, scratch, control):
            return False
        learnt, rounds = peel_rounds(stream, graph, part.deletion, unknown, scratch, trajectories[j], control)
        if learnt < 0:
            return False
        counts[j, LEFT], counts[j, ROUNDS], counts[j, BEGUN] = unknown - learnt, rounds, unknown
        counts[j, STUCK_TEXTS] = stuck_texts(scratch.table)
        counts[j, SEEN] = unknown - out_of_reach(stream, graph, part.deletion, scratch)
        control[1] += graph.texts.size
    return True
