"""Sizes of the components of a forest, see union_find.py.

Tests: tests/kernels/components/test_union_find.py
"""

import numpy as np

from peelsim.jit import kernel

_STOP_EVERY = 1 << 20  # nodes between two looks at the stop word


@kernel
def sizes_of(parent, nodes, control):
    """Largest and second largest size, and the sum of squared sizes, of the components of the first ``nodes`` nodes.

    Sizes are 0 where there is no such component; the sum fits an int64 up to 2^31 nodes. Returns -1s if told to stop.
    """
    largest, second, squares = np.int64(0), np.int64(0), np.int64(0)
    for start in range(0, nodes, _STOP_EVERY):
        if control[0] != 0:
            return np.int64(-1), np.int64(-1), np.int64(-1)
        for node in range(start, min(nodes, start + _STOP_EVERY)):
            size = max(-np.int64(parent[np.uint64(node)]), np.int64(0))
            squares += size * size
            if size > second:
                largest, second = max(largest, size), min(largest, size)
    return largest, second, squares
