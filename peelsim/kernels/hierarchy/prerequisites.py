"""What a skill presupposes: distinct uniform skills of the level below, and whether all of them are held.

Tests: tests/models/test_skill_hierarchy.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import below, draw

_STOP_EVERY = 1 << 20  # concepts between two looks at the stop word


@kernel
def draw_prerequisites(stream, skills, chosen):
    """Distinct uniform numbers below ``skills``, as many as ``chosen`` has places: int64[<= skills].

    Floyd's algorithm (Bentley and Floyd 1987). stream: uint64, of the skill.
    """
    wanted = chosen.size
    for i in range(wanted):
        last = skills - wanted + i
        drawn = np.int64(below(draw(stream, i), last + 1))
        for j in range(i):
            if chosen[j] == drawn:
                drawn = last
                break
        chosen[i] = drawn


@kernel
def have_prerequisites(stream, skills_below, prerequisites, held, chosen, ready, control):
    """Which skills of a level have all their prerequisites held; False if told to stop.

    stream: uint64, of the level. held: bool[>= skills_below]. prerequisites: how many a skill has. chosen: int64[>=
    prerequisites], scratch. ready: bool[S], out.
    """
    there = 0
    for skill in range(skills_below):
        there += np.int64(held[skill])
    if there < prerequisites:  # then none has, whatever is drawn
        ready[:] = False
        return True
    for skill in range(ready.size):
        if control[0] != 0:
            return False
        draw_prerequisites(draw(stream, skill), skills_below, chosen[:prerequisites])
        ready[skill] = True
        for i in range(prerequisites):
            ready[skill] &= held[chosen[i]]
    return True


@kernel
def keep_taught(labels, learnt, taught, ready, control):
    """Of the ready skills, keep those of which a concept is learnt; False if told to stop.

    labels: uint16[R]; learnt: bool[R]. taught: bool[S], scratch.
    """
    taught[:] = False
    for first in range(0, labels.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        for concept in range(first, min(labels.size, first + _STOP_EVERY)):
            taught[labels[concept]] |= learnt[concept]
    for skill in range(ready.size):
        ready[skill] &= taught[skill]
    return True
