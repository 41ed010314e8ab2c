"""A uniformly random order (Fisher and Yates 1938; Durstenfeld 1964): one draw and one random swap per item.

Tests: tests/kernels/components/test_percolation.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.prefetch import prefetch
from peelsim.kernels.draws.random import below, draw

_AHEAD = 16  # items between asking for memory and swapping
_AT_A_TIME = 256  # places drawn in a loop of their own, which becomes vectors
_STOP_EVERY = 1 << 18  # items between two looks at the stop word


@kernel
def shuffle(stream, items, count, control):
    """Bring items[:count] into a random order, in place; returns False if told to stop. count: below 2^32."""
    places = np.empty(_AT_A_TIME, np.uint64)
    for last in range(count - 1, 0, -_AT_A_TIME):
        if (count - 1 - last) % _STOP_EVERY == 0 and control[0] != 0:
            return False
        number = min(_AT_A_TIME, last)
        for k in range(number):
            i = np.uint64(last - k)
            places[k] = below(draw(stream, i), i + np.uint64(1))
        for k in range(number):
            prefetch(items, places[min(k + _AHEAD, number - 1)])
            i, j = np.uint64(last - k), places[k]
            items[i], items[j] = items[j], items[i]
    return True
