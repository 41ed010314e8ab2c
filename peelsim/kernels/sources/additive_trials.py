"""Blocks of trials of the additive source.

Tests: tests/kernels/sources/test_additive.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.sources.additive import best_horizon, learn_from_moments
from peelsim.kernels.sources.additive_text import learn_from_text
from peelsim.stats.fixed_point import FRACTION

EXCESS, HORIZON = 0, 1  # columns of a block's counts
COLUMNS = 2


@kernel
def run_moments(key, first, source, room, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    source: Additive. room: Normals. counts: int64[trials, 2], excess in units of 2^-40 nat, horizon. control: int64[2].
    """
    gains, risks = np.zeros(source.weight.size), np.zeros(source.weight.size)
    for trial in range(counts.shape[0]):
        if not learn_from_moments(draw(key, first + trial), source, room, gains, risks, control):
            return False
        horizon, excess = best_horizon(gains, risks, source)
        counts[trial, EXCESS] = np.int64(np.rint(excess * FRACTION))
        counts[trial, HORIZON] = horizon
    return True


@kernel
def run_texts(key, first, source, text, counts, control):
    """As ``run_moments``, from texts. text: Text."""
    gains, risks = np.zeros(source.weight.size), np.zeros(source.weight.size)
    for trial in range(counts.shape[0]):
        if not learn_from_text(draw(key, first + trial), source, text, gains, risks, control):
            return False
        horizon, excess = best_horizon(gains, risks, source)
        counts[trial, EXCESS] = np.int64(np.rint(excess * FRACTION))
        counts[trial, HORIZON] = horizon
    return True
