"""Blocks of trials of the skill hierarchy: sample a graph, peel it, see which concepts share a text, build the levels.

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
from peelsim.kernels.hierarchy.levels import run_levels
from peelsim.kernels.hierarchy.listed_pairs import Listed
from peelsim.kernels.hierarchy.meetings import AT_ONCE, Desk
from peelsim.kernels.hierarchy.places import lay_out, leave_out_stuck, read_degrees
from peelsim.kernels.hierarchy.shared_texts import Shared, share_texts

_STOP_EVERY = 1 << 20  # concepts between two looks at the stop word


class Wiring(NamedTuple):
    """A binomial concept-text graph, and the scratch of one thread for R concepts and at most T texts."""

    ensemble: Ensemble
    scratch: Scratch
    desk: Desk
    learnt: npt.NDArray[np.bool_]  # [R]
    counted: npt.NDArray[np.bool_]  # [R] that may be connected: all, or those learnt, then the same array
    learnt_only: bool
    members: npt.NDArray[np.uint32]  # [edges + AT_ONCE, of nearly every trial]
    lower: npt.NDArray[np.uint32]  # [pairs to be listed, of nearly every trial] see ``Listed``
    rows: npt.NDArray[np.uint32]  # [2 rows of these]


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
    """Sample the graph of a trial, peel it into w.learnt, and see which concepts share a text.

    Returns the number of concepts learnt, -1 if told to stop, and what is shared, void then; see ``share_texts``.
    """
    none, packing, shelves = np.zeros(0, np.int64), w.scratch.packing, w.desk.shelves
    nothing = Shared(w.members, none, none, Listed(w.lower, w.rows, 0, 0))
    if texts == 0:
        w.learnt[:] = False
        return 0, nothing
    live, edges = sample_graph(stream, texts, w.ensemble, lowest, w.scratch, control)
    if live < 0:
        return -1, nothing
    highest = read_degrees(texts, w.scratch.table, packing, shelves, control)
    if highest < 0:
        return -1, nothing
    found, _, _ = peel(stream, live, texts, w.scratch, none, control)
    if found < 0 or not mark_learnt(w.scratch.frontier, w.learnt, control):
        return -1, nothing
    if w.learnt_only and found < live and not leave_out_stuck(texts, w.scratch.table, packing, shelves, control):
        return -1, nothing
    starts = lay_out(texts, highest, shelves, control)
    if starts.size == 0:
        return -1, nothing
    shared = share_texts(stream, texts, w, starts, at_least(w.members, edges + AT_ONCE), control)
    return (found if shared.listed.pairs >= 0 else -1), shared


@kernel
def run_hierarchies(key, first, w, levels, board, found, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    w: Wiring. found: Found, filled. control: int64[2].
    """
    learnt = found.learnt
    for j in range(learnt.size):
        stream = draw(key, first + j)
        texts = number_of_texts(stream, w.ensemble.number)
        lowest = binomial_table(texts, w.ensemble.p, w.ensemble.degrees) if texts > 0 else 0
        learnt[j], shared = connect(stream, texts, lowest, w, control)
        if learnt[j] < 0:
            return False
        if not run_levels(stream, w.learnt, shared, levels, board, found.counts[j], found.chances[j], control):
            return False
    return True
