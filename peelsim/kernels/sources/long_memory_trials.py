"""Blocks of trials of long memory.

Tests: tests/kernels/sources/test_long_memory.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.sources.long_memory import fit_orders, see_autocovariances, true_variance, write_series
from peelsim.stats.fixed_point import FRACTION

EXCESS, HORIZON = 0, 1  # columns of a block's counts
COLUMNS = 2


@kernel
def run_series(key, first, series, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    series: Series. counts: int64[trials, 2], excess in units of 2^-40 nat, order chosen. control: int64[2].
    """
    for trial in range(counts.shape[0]):
        if not write_series(draw(key, first + trial), series, control) or not see_autocovariances(series, control):
            return False
        order = fit_orders(series)
        excess = 0.5 * (true_variance(series, order) - 1.0)
        counts[trial, EXCESS] = np.int64(np.rint(excess * FRACTION))
        counts[trial, HORIZON] = order
        control[1] += series.samples
    return True
