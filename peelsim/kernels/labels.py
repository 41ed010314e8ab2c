"""Which skill a concept belongs to: one uniform skill at each level, independently, from the level's own stream."""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.random import GAMMA, mix

_STOP_EVERY = 1 << 20  # concepts between two looks at the stop word
_32, _LOW_32 = np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def below(word, n):
    """A whole number below n from one uniform uint64: floor(word n / 2^64), 1 <= n < 2^32, as uint64.

    Off from uniform by n / 2^64 at most.
    """
    n = np.uint64(n)
    return ((word >> _32) * n + (((word & _LOW_32) * n) >> _32)) >> _32


@kernel
def draw_labels(stream, skills, labels, control):
    """The skill of each concept at one level, into labels: uint16[R]; False if told to stop. stream: of the level."""
    for first in range(0, labels.size, _STOP_EVERY):
        if control[0] != 0:
            return False
        for concept in range(first, min(labels.size, first + _STOP_EVERY)):
            labels[concept] = np.uint16(below(mix(stream + np.uint64(concept + 1) * GAMMA), skills))
    return True
