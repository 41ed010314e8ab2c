"""A uniformly random order (Fisher and Yates 1938; Durstenfeld 1964): one draw and one random swap per item."""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.prefetch import prefetch
from peelsim.kernels.draws.random import below, draw

_AHEAD = 16  # items between asking for memory and swapping
_STOP_EVERY = 1 << 18  # items between two looks at the stop word


@kernel
def shuffle(stream, items, count, control):
    """Bring items[:count] into a random order, in place; returns False if told to stop. count: below 2^32."""
    for last in range(count - 1, 0, -_STOP_EVERY):
        if control[0] != 0:
            return False
        for i in range(last, max(0, last - _STOP_EVERY), -1):
            ahead = max(1, i - _AHEAD)
            prefetch(items, below(draw(stream, ahead), np.uint64(ahead + 1)))
            j = below(draw(stream, i), np.uint64(i + 1))
            items[np.uint64(i)], items[j] = items[j], items[np.uint64(i)]
    return True
