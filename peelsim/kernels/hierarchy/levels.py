"""The levels of skills of one trial, from the bottom: which are acquired, how they hang together, what they can do.

Definitions of Nayak and Varshney (2024, sec. 2.4): a skill is acquired by its prerequisites, acquired skills are linked
if enough of their concepts share a text, and a task needs skills of one component.
Floor: one skill drawn for each concept, or member of a text, and one update of a cached count for each pair, per level.

Tests: tests/models/test_skill_hierarchy.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import LABELS, PREREQUISITES
from peelsim.kernels.hierarchy.cooccurrence import count_level
from peelsim.kernels.hierarchy.labels import draw_labels
from peelsim.kernels.hierarchy.prerequisites import have_prerequisites, keep_taught
from peelsim.kernels.hierarchy.shared_texts import few_labels
from peelsim.kernels.hierarchy.skill_components import largest, success
from peelsim.kernels.hierarchy.tally import Level, Tally, link

GIANT, SECOND, ACQUIRED, LINKS = 0, 1, 2, 3  # columns of a level's counts


class Levels(NamedTuple):
    """The levels of a model; arrays of one entry per level, lowest first."""

    skills: npt.NDArray[np.int64]
    threshold: npt.NDArray[np.int64]  # connected pairs of concepts that link two skills
    prerequisites: npt.NDArray[np.int64]
    by_giant: bool  # prerequisites must lie in the giant component; else they must be acquired
    by_concept: bool  # and a skill must have a learnt concept
    sizes: npt.NDArray[np.int64]  # numbers of skills a task may need
    replacement: bool  # a task draws its skills with replacement


class Board(NamedTuple):
    """Scratch of one thread for the levels of up to S skills."""

    tally: Tally
    labels: npt.NDArray[np.uint16]  # [R]
    acquired: npt.NDArray[np.bool_]  # [S]
    held: npt.NDArray[np.bool_]  # [S] skills of the level below that serve as prerequisites
    taught: npt.NDArray[np.bool_]  # [S]
    usable: npt.NDArray[np.int64]  # [S] the acquired skills, ascending
    parent: npt.NDArray[np.int64]  # [S]
    chosen: npt.NDArray[np.int64]  # [most prerequisites]


@kernel
def list_usable(acquired, usable):
    """The acquired skills, ascending, into ``usable``; returns their number."""
    number = 0
    for skill in range(acquired.size):
        if acquired[skill]:
            usable[number] = skill
            number += 1
    return number


@kernel
def run_levels(stream, learnt, shared, levels, board, counts, chances, control):
    """All levels of one trial; False if told to stop.

    stream: uint64, of the trial. learnt: bool[R], concepts. shared: see ``share_texts``. counts: int64[L, 4] and
    chances: float64[L, sizes], out; the latter are probabilities that a task of the level succeeds.
    """
    counts[:] = 0
    chances[:] = 0.0
    for level in range(levels.skills.size):
        skills, eta, below = levels.skills[level], levels.threshold[level], levels.skills[max(0, level - 1)]
        own = draw(draw(stream, PREREQUISITES), level)
        acquired, held, parent = board.acquired[:skills], board.held, board.parent[:skills]
        if not have_prerequisites(own, below, levels.prerequisites[level], held, board.chosen, acquired, control):
            return False
        source, labels = draw(draw(stream, LABELS), level), board.labels
        number = list_usable(acquired, board.usable)
        if number > 0:
            every = levels.by_concept or not few_labels(shared, labels.size)
            if every and not draw_labels(source, skills, labels, control):
                return False
            if levels.by_concept and not keep_taught(labels, learnt, board.taught[:skills], acquired, control):
                return False
            number = list_usable(acquired, board.usable)
        usable = board.usable[:number]
        this = Level(source, skills, number, eta)
        if not count_level(shared, this, acquired, labels, board.tally, control):
            return False
        links = link(this, usable, board.tally, parent, control)
        if links < 0:
            return False
        held[:] = False
        counts[level, GIANT], counts[level, SECOND] = largest(parent, usable, held)
        counts[level, ACQUIRED], counts[level, LINKS] = number, links
        if not levels.by_giant:
            for skill in range(skills):  # element by element: a slice of a slice takes seconds to compile
                held[skill] = acquired[skill]
        for i in range(levels.sizes.size):
            chances[level, i] = success(parent, usable, skills, levels.sizes[i], levels.replacement)
    return True
