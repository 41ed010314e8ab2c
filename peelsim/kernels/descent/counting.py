"""Real numbers as counts.

Tests: tests/kernels/descent/test_softmax.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.stats.fixed_point import FRACTION

_MOST = 2.0**50 - 1.0  # what a sum of counts takes, see stats.tally


@kernel
def counted(value):
    """A number in units of 1 / FRACTION; below 0 it counts as 0, and what flew apart, or is no number, as 1024."""
    scaled = value * FRACTION
    if not scaled < _MOST:
        return np.int64(_MOST)
    return np.int64(np.floor(max(scaled, 0.0) + 0.5))
