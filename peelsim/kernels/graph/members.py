"""Texts as lists of what they hold: turned round into lists of texts, and peeled.

Tests: tests/kernels/listed/test_weighted_texts.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.graph.given_graph import peel_given

_STOP_EVERY = 1 << 18  # texts or edges between two looks at the stop word


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

    starts, members: int64[T + 1], uint32[edges], where each text begins and what it holds. learnt_in: int64[R], all
    zero; the round that taught each one.
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
