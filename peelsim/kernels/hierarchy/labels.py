"""Which skill a concept belongs to: one uniform skill at each level, independently, from the level's own stream.

To draw a skill again takes as long as a look into the second cache, and a third of one into the last.

Tests: tests/kernels/hierarchy/test_cooccurrence.py
"""

import numpy as np

from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.draws.random import GAMMA, below, mix

_STOP_EVERY = 1 << 20  # concepts between two looks at the stop word


@inner_kernel
def skill_of(concept, stream, skills):
    """The skill of a concept, uint64. stream: uint64, of the level; skills: uint64 < 2^32, see ``as_number``."""
    return below(mix(stream + (np.uint64(concept) + np.uint64(1)) * GAMMA), skills)


@inner_kernel
def as_number(skills):
    """A number of skills, known to the compiler to be below 2^32: products with it are those of 32 bits."""
    return np.uint64(skills) & np.uint64(0xFFFFFFFF)


@kernel
def draw_labels(stream, skills, labels, control):
    """The skill of each concept at one level, into labels: uint16[R]; False if told to stop. stream: of the level."""
    number = as_number(skills)
    for first in range(0, labels.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        for concept in range(first, min(labels.size, first + _STOP_EVERY)):
            labels[concept] = np.uint16(skill_of(concept, stream, number))
    return True


@inner_kernel
def draw_place(concept, level, place, labels):
    """The place of the skill of a concept, for its label."""
    labels[concept] = np.uint16(place[skill_of(concept, level.stream, as_number(level.skills))])


@kernel
def place_listed(listed, level, place, labels):
    """The places of the skills of listed concepts alone, into labels: uint16[R]. place: uint32[S]."""
    for r in range(listed.number):
        draw_place(listed.rows[2 * r], level, place, labels)
    for k in range(listed.pairs):
        draw_place(listed.lower[k], level, place, labels)


@kernel
def into_places(labels, place, control):
    """Put the place of its skill for the label of each concept; False if told to stop. place: uint32[S]."""
    for first in range(0, labels.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        for concept in range(first, min(labels.size, first + _STOP_EVERY)):
            labels[concept] = np.uint16(place[labels[concept]])
    return True
