"""Graphs that share something with a part of a given one: its numbers of edges, or the degrees of its texts.

Tests: tests/models/test_matrix.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.random import below, draw
from peelsim.kernels.draws.streams import DELETION, NULL
from peelsim.kernels.given.erasing import ABSENT, choose_texts, erase, lay_out, row_of
from peelsim.kernels.given.trials import peel_rounds
from peelsim.kernels.graph.members import peel_members
from peelsim.kernels.graph.text_table import WIDE

BINOMIAL, TEXTS = 0, 1  # what is kept: the number of edges, or the degree of each text
_ABSENT_TEXT = -1  # for a degree


@kernel
def degrees_of_part(stream, graph, part, scratch, concepts, texts, control):
    """Degrees of what a trial has; returns its unknown concepts, and how many peeling leaves, -1s if told to stop.

    concepts: int64[concepts], -1 for a known one. texts: int64[texts], -1 for one that is not there.
    """
    unknown = erase(stream, graph, part.erasure, scratch)
    there = lay_out(stream, graph, part.deletion, unknown, scratch, control)
    if not there or not choose_texts(stream, part.kept, scratch, control):
        return np.int64(-1), np.int64(-1)
    for text in range(texts.size):
        word = scratch.table[text]
        texts[text] = np.int64(word >> WIDE.shift) if word < ABSENT else _ABSENT_TEXT
    deleted = draw(stream, DELETION)
    for concept in range(concepts.size):
        concepts[concept] = -1
        if not scratch.known[concept]:
            degree, left = row_of(deleted, concept, graph, part.deletion, scratch.row), 0
            for j in range(degree):
                left += np.int64(scratch.table[scratch.row[j]] < ABSENT)
            concepts[concept] = left
    learnt, _ = peel_rounds(stream, graph, part.deletion, unknown, scratch, np.zeros(0, np.int64), control)
    return (unknown, unknown - learnt) if learnt >= 0 else (np.int64(-1), np.int64(-1))


@kernel
def left_of_null(stream, keeps, degrees, unknown, control):
    """Concepts that peeling leaves of a graph of the null model; -1 if told to stop.

    stream: uint64, of the trial. keeps: BINOMIAL or TEXTS. degrees: int64[texts], -1 for one that is not there.
    """
    stream, texts, edges = draw(stream, NULL), 0, np.int64(0)
    for degree in degrees:
        texts += np.int64(degree >= 0)
        edges += max(degree, 0)
    p = min(1.0, edges / max(1.0, float(texts) * float(unknown)))
    starts, drawn, i = np.zeros(texts + 1, np.int64), np.uint64(0), 0
    for degree in degrees:
        if degree >= 0:
            if keeps == BINOMIAL:
                degree = np.int64(binomial(draw(stream, drawn), unknown, p)) if 0.0 < p < 1.0 else edges // texts
                drawn += np.uint64(1)
            starts[i + 1] = starts[i] + degree
            i += 1
    members, order = np.empty(starts[texts], np.uint32), np.arange(unknown).astype(np.uint32)
    for text in range(texts):
        if text % 4096 == 0 and control[0] != 0:
            return np.int64(-1)
        for k in range(starts[text + 1] - starts[text]):  # the first places of a shuffle are a uniform set
            j = np.uint64(k) + below(draw(stream, drawn), unknown - k)
            drawn += np.uint64(1)
            order[j], order[k] = order[k], order[j]
            members[starts[text] + k] = order[k]
    learnt = peel_members(starts, members, np.zeros(unknown, np.int64), control)[0]
    return np.int64(unknown - learnt) if learnt >= 0 else np.int64(-1)
