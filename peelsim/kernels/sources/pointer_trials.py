"""Blocks of trials of pointers.

Tests: tests/kernels/sources/test_pointer.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.sources.pointer import missed, read_text
from peelsim.stats.fixed_point import FRACTION

EXCESS, PAIRS_SEEN = 0, 1  # columns of a block's counts
COLUMNS = 2


@kernel
def run_pointers(key, first, pointers, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    pointers: Pointers. counts: int64[trials, 2], excess in units of 2^-40 nat, pairs seen. control: int64[2].
    """
    for trial in range(counts.shape[0]):
        pointers.code[:] = 0
        pointers.seen[:] = 0
        pairs = read_text(draw(key, first + trial), pointers, pointers.said, control)
        if pairs < 0:
            return False
        counts[trial, EXCESS] = np.int64(np.rint(np.log(pointers.payloads) * missed(pointers) * FRACTION))
        counts[trial, PAIRS_SEEN] = pairs
    return True
