"""Graphs whose texts have listed degrees: sampled text by text, stored, and peeled.

A text draws its degree k from an alias table and then a uniform set of k concepts, by the same rows as the binomial
graph has for its concepts. Kept simple: this is the independent check of the rounds engine, not the fast way.
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.alias import draw_alias
from peelsim.kernels.draws.random import draw
from peelsim.kernels.graph.given_graph import peel_given
from peelsim.kernels.graph.rows import exact_row
from peelsim.kernels.graph.sampling import DEGREES, ROWS, refusal_bound
from peelsim.kernels.graph.trials import LEARNT, ROUNDS, STUCK_TEXTS, number_of_texts

_STOP_EVERY = 1 << 18  # texts or edges between two looks at the stop word


@kernel
def sample_texts(stream, concepts, texts, bits, threshold, alias, degrees, control):
    """Concepts of each text: (starts: int64[T + 1], members: uint32[edges], False if told to stop on the way).

    stream: uint64, of the trial. threshold, alias: table of places in ``degrees``: int64, the degrees that occur.
    """
    degree_stream, row_stream = draw(stream, DEGREES), draw(stream, ROWS)
    starts = np.zeros(texts + 1, np.int64)
    for text in range(texts):
        if text % _STOP_EVERY == 0 and control[0] != 0:
            return starts, np.empty(0, np.uint32), False
        starts[text + 1] = starts[text] + degrees[draw_alias(draw(degree_stream, text), bits, threshold, alias)]
    members = np.empty(starts[texts], np.uint32)
    seen = np.zeros(concepts // 64 + 1, np.uint64)
    refuse_below = refusal_bound(concepts)
    for text in range(texts):
        degree = starts[text + 1] - starts[text]
        own = draw(row_stream, text)
        stopped = control[0] != 0
        if stopped or not exact_row(own, degree, concepts, refuse_below, seen, members, starts[text], control):
            return starts, members, False
        control[1] += degree
    return starts, members, True


@kernel
def by_concept(starts, members, concepts, control):
    """The same edges sorted by concept: (starts: int64[R + 1], texts: int64[edges]); unfinished if told to stop."""
    concept_starts = np.zeros(concepts + 1, np.int64)
    for k in range(members.size):
        if k % _STOP_EVERY == 0 and control[0] != 0:
            break
        concept_starts[np.int64(members[k]) + 1] += 1
    for concept in range(concepts):
        concept_starts[concept + 1] += concept_starts[concept]
    place = concept_starts[:-1].copy()
    row_texts = np.empty(members.size, np.int64)
    for text in range(starts.size - 1):
        if text % _STOP_EVERY == 0 and control[0] != 0:
            break
        for k in range(starts[text], starts[text + 1]):
            row_texts[place[members[k]]] = text
            place[members[k]] += 1
    return concept_starts, row_texts


@kernel
def peel_members(starts, members, learnt_in, control):
    """Peel texts that are lists of concepts, none twice in a text.

    starts, members: as ``sample_texts`` returns them. learnt_in: int64[R], all zero; the round that taught each one.
    Returns (learnt, rounds that taught something, texts with two or more unlearnt concepts), or -1s if told to stop.
    """
    texts = starts.size - 1
    count, xor = np.zeros(texts, np.int64), np.zeros(texts, np.int64)
    for text in range(texts):
        if text % _STOP_EVERY == 0 and control[0] != 0:
            return -1, -1, -1
        count[text] = starts[text + 1] - starts[text]
        for k in range(starts[text], starts[text + 1]):
            xor[text] ^= members[k]
    concept_starts, row_texts = by_concept(starts, members, learnt_in.size, control)
    if control[0] != 0:
        return -1, -1, -1
    queue = np.empty(learnt_in.size, np.int64)
    learnt, rounds = peel_given(concept_starts, row_texts, count, xor, queue, learnt_in, control)
    if learnt < 0:
        return -1, -1, -1
    return learnt, rounds, np.sum(count >= 2)


@kernel
def peel_texts(starts, members, concepts, trajectory, control):
    """Peel; trajectory and returned values as in kernels/graph/peeling.py."""
    learnt_in = np.zeros(concepts, np.int64)
    learnt, rounds, stuck_texts = peel_members(starts, members, learnt_in, control)
    if learnt < 0:
        return -1, -1, -1
    trajectory[:] = 0
    for number in learnt_in:
        if 0 < number <= trajectory.size:
            trajectory[number - 1] += 1
    for i in range(1, trajectory.size):
        trajectory[i] += trajectory[i - 1]
    return learnt, rounds, stuck_texts


@kernel
def run_listed_graphs(
    key, first, concepts, mean_texts, texts_fixed, bits, threshold, alias, degrees, counts, trajectories, control
):
    """A block of trials, as kernels/graph/trials.py has it; False if told to stop."""
    for j in range(counts.shape[0]):
        stream = draw(key, first + j)
        texts = number_of_texts(stream, mean_texts, texts_fixed)
        starts, members, sampled = sample_texts(stream, concepts, texts, bits, threshold, alias, degrees, control)
        if not sampled:
            return False
        learnt, rounds, stuck_texts = peel_texts(starts, members, concepts, trajectories[j], control)
        if learnt < 0:
            return False
        counts[j, LEARNT], counts[j, ROUNDS], counts[j, STUCK_TEXTS] = learnt, rounds, stuck_texts
    return True
