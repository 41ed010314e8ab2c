"""Blocks of trials of the graph engine: sample a graph, peel it, note what was learnt.

Tests: tests/models/test_concept_text.py
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.alias import binomial_table
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.text_number import number_of_texts
from peelsim.kernels.graph.peeling import peel
from peelsim.kernels.graph.sampling import sample_graph

LEARNT, ROUNDS, STUCK_TEXTS = 0, 1, 2  # columns of a block's counts


@inner_kernel
def run_block(key, first, ensemble, scratch, counts, trajectories, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    ensemble: Ensemble. counts: int64[trials, 3]; trajectories: int64[trials, rounds recorded], see ``peel``. control:
    int64[2].
    """
    texts, lowest = np.int64(-1), np.int64(0)
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        before, texts = texts, number_of_texts(stream, ensemble.number)
        if texts == 0:  # nothing teaches
            counts[j, :] = 0
            trajectories[j, :] = 0
            continue
        if texts != before:
            lowest = binomial_table(texts, ensemble.p, ensemble.degrees)
        live, _ = sample_graph(stream, texts, ensemble, lowest, scratch, control)
        if live < 0:
            return False
        learnt, rounds, stuck_texts = peel(stream, live, texts, scratch, trajectories[j], control)
        if learnt < 0:
            return False
        counts[j, LEARNT], counts[j, ROUNDS], counts[j, STUCK_TEXTS] = learnt, rounds, stuck_texts
    return True
