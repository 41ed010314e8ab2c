"""Texts of as many members in blocks, that of the first members, then that of the second ones, and so on.

What is done to a pair of members is then done to those of many texts side by side. Long texts are blocks of their own.

Tests: tests/kernels/hierarchy/test_shared_texts.py
"""

import numpy as np

from peelsim.jit import kernel

AT_HAND = 4096  # members of a block of short texts, at most
_LONG = 64  # members of a long text


@kernel
def lanes_of(k):
    """Texts of a block, of k members each."""
    return AT_HAND // k if k < _LONG else 1


@kernel
def into_blocks(members, k, control):
    """Put texts of k members each, end to end in ``members``, into blocks; returns False if told to stop."""
    if k >= _LONG:
        return True
    step = k * lanes_of(k)
    own = np.empty(step, np.uint32)
    for first in range(0, members.size, step):
        if control[0] != 0:
            return False
        size = min(members.size - first, step)
        lanes = size // k
        for i in range(size):
            own[i] = members[first + i]
        for text in range(lanes):
            for i in range(k):
                members[first + i * lanes + text] = own[text * k + i]
    return True
