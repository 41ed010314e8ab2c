"""Blocks of trials of the skill hierarchy: sample a graph, peel it, list which concepts share a text, build the levels.

The graph is that of the concept-text model with this key and trial.

Tests: tests/models/test_skill_hierarchy.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.alias import binomial_table
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.text_number import number_of_texts
from peelsim.kernels.graph.frontier import is_known
from peelsim.kernels.graph.peeling import peel
from peelsim.kernels.graph.sampling import Ensemble, Scratch, sample_graph
from peelsim.kernels.hierarchy.levels import Pairs, run_levels
from peelsim.kernels.hierarchy.neighbours import clear_shelves, list_neighbours

_STOP_EVERY = 1 << 20  # concepts between two looks at the stop word


class Wiring(NamedTuple):
    """A binomial concept-text graph, and the scratch of one thread for R concepts and at most T texts."""

    ensemble: Ensemble
    learnt_only: bool  # pairs of learnt concepts alone
    scratch: Scratch
    shelves: npt.NDArray[np.uint64]  # [T]
    seen: npt.NDArray[np.uint64]  # [R / 64 + 1]
    learnt: npt.NDArray[np.bool_]  # [R]
    every: npt.NDArray[np.bool_]  # [R] all true
    begins: npt.NDArray[np.int64]  # [R + 1]
    members: npt.NDArray[np.uint32]  # [edges, of nearly every trial]
    neighbours: npt.NDArray[np.uint32]  # [pairs in texts, of nearly every trial]


class Found(NamedTuple):
    """What a block of trials counts."""

    learnt: npt.NDArray[np.int64]  # [trials] concepts
    counts: npt.NDArray[np.int64]  # [trials, L, 4] see ``run_levels``
    chances: npt.NDArray[np.float64]  # [trials, L, sizes] that a task of the level succeeds


@kernel
def mark_learnt(frontier, learnt, control):
    """Which concepts peeling taught; False if told to stop."""
    for first in range(0, learnt.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        for concept in range(first, min(learnt.size, first + _STOP_EVERY)):
            learnt[concept] = is_known(frontier, concept)
    return True


@kernel
def at_least(room, size):
    """``room`` if it has so many places, else a new array: a trial may be larger than any that was planned for."""
    return room if size <= room.size else np.empty(size, room.dtype)


@kernel
def connect(stream, texts, lowest, w, control):
    """Sample the graph of a trial, peel it into w.learnt, and list its connected pairs from w.begins.

    Returns the number of concepts learnt, -1 if told to stop, and the neighbours, void then; see ``list_neighbours``.
    """
    live, edges = sample_graph(stream, texts, w.ensemble, lowest, w.scratch, control)
    if live < 0:
        return -1, w.neighbours
    most = clear_shelves(texts, w.scratch.table, w.scratch.packing, w.shelves, control)
    if most < 0:
        return -1, w.neighbours
    found, _, _ = peel(stream, live, texts, w.scratch, np.empty(0, np.int64), control)
    if found < 0 or not mark_learnt(w.scratch.frontier, w.learnt, control):
        return -1, w.neighbours
    members, neighbours = at_least(w.members, edges), at_least(w.neighbours, most + 1)
    counted = w.learnt if w.learnt_only else w.every
    pairs = list_neighbours(stream, texts, lowest, w, members, counted, neighbours, control)
    return (found if pairs >= 0 else -1), neighbours


@kernel
def run_hierarchies(key, first, w, levels, board, found, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    w: Wiring. found: Found, filled. control: int64[2].
    """
    learnt = found.learnt
    for j in range(learnt.size):
        stream = draw(key, first + j)
        texts = number_of_texts(stream, w.ensemble.number)
        if texts > 0:
            lowest = binomial_table(texts, w.ensemble.p, w.ensemble.degrees)
            learnt[j], neighbours = connect(stream, texts, lowest, w, control)
            if learnt[j] < 0:
                return False
        else:  # nothing teaches, nothing is connected
            learnt[j], neighbours = 0, w.neighbours
            w.learnt[:] = False
            w.begins[:] = 0
        pairs = Pairs(w.learnt, w.begins, neighbours)
        if not run_levels(stream, pairs, levels, board, found.counts[j], found.chances[j], control):
            return False
    return True
