"""Peeling a sampled graph: a text with a single unlearnt concept teaches it, until there is no such text.

Those taught in one parallel round leave in the next one; their rows are drawn again, or were kept.
Floor: one random update of the text table and half a SplitMix64 draw an edge of a taught concept; the table twice.

Tests: tests/models/test_concept_text.py
"""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import ROWS
from peelsim.kernels.graph.frontier import clear, teach
from peelsim.kernels.graph.peeling_round import SCAN, peel_round
from peelsim.kernels.graph.text_draws import among
from peelsim.kernels.graph.text_table import singles, stuck_texts

_STOP_EVERY = 1 << 22  # texts between two looks at the stop word


@inner_kernel
def first_round(texts, scratch, control):
    """Take note of the concepts that are alone in a text from the start; ends early if told to stop."""
    found = np.int64(0)
    clear(scratch.frontier, control)
    for start in range(0, texts, SCAN):
        if control[0] != 0:
            break
        count = singles(scratch.table, start, min(texts, start + SCAN), scratch.packing, scratch.freed)
        found = teach(scratch.frontier, scratch.freed, found, count)
    return found


@inner_kernel
def peel(stream, live, texts, scratch, trajectory, control):
    """Peel the graph that ``sample_graph`` left in scratch.

    stream: uint64, of the trial. live: concepts of positive degree. trajectory: int64[rounds recorded], number
    learnt after each round, the final number after the last one. Stops early when every live concept is
    taught: the texts then hold none.

    Returns (learnt, rounds that taught something, texts with two or more unlearnt concepts), or -1s if stopped.
    """
    row_stream = draw(stream, ROWS)
    numbers, taken, rounds = among(texts), np.int64(0), 0
    found = first_round(texts, scratch, control)
    while taken < found:
        if rounds < trajectory.size:
            trajectory[rounds] = found
        rounds += 1
        if found == live:
            trajectory[rounds:] = live
            return live, rounds, 0
        taken, found = found, peel_round(row_stream, found, live, numbers, scratch, control)
        if found < 0:
            return -1, -1, -1
    trajectory[rounds:] = found
    stuck = 0
    for start in range(0, texts, _STOP_EVERY):
        if control[0] != 0:
            return -1, -1, -1
        stuck += stuck_texts(scratch.table, start, min(texts, start + _STOP_EVERY), scratch.packing)
    return found, rounds, stuck
