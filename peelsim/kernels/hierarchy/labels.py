"""Which skill a concept belongs to: one uniform skill at each level, independently, from the level's own stream.

Tests: tests/models/test_skill_hierarchy.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import GAMMA, below, mix

_STOP_EVERY = 1 << 20  # concepts between two looks at the stop word


@kernel
def draw_labels(stream, skills, labels, control):
    """The skill of each concept at one level, into labels: uint16[R]; False if told to stop. stream: of the level."""
    for first in range(0, labels.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        for concept in range(first, min(labels.size, first + _STOP_EVERY)):
            labels[concept] = np.uint16(below(mix(stream + np.uint64(concept + 1) * GAMMA), skills))
    return True
