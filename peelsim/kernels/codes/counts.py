"""Arrays of counts: what NumPy's own words would do, which compile ten times as long.

Tests: tests/kernels/codes/test_engines.py
"""

import numpy as np

from peelsim.jit import inner_kernel


@inner_kernel
def total(counts):
    """Sum of whole numbers: int64[:]."""
    number = np.int64(0)
    for count in counts:
        number += count
    return number


@inner_kernel
def fill_from(source, target):
    """Copy as many of ``source`` as ``target`` has."""
    for i in range(target.size):
        target[i] = source[i]
