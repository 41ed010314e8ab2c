"""Reading what the range coder wrote, see kernels/coding/range_coder.py. Floor: two 64-bit divisions per symbol.

Tests: tests/kernels/coding/test_range_coder.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.coding.range_coder import FULL, LOW, PLACE, RANGE, TOP

_0, _1, _8 = np.uint64(0), np.uint64(1), np.uint64(8)


@kernel
def take_byte(coder):
    """The next byte of the message, 0 behind its end."""
    place = coder.state[PLACE]
    coder.state[PLACE] += _1
    return np.uint64(coder.data[place]) if place < np.uint64(coder.data.size) else _0


@kernel
def start_decoding(coder):
    """Begin to read a message."""
    coder.state[LOW], coder.state[RANGE], coder.state[PLACE] = _0, FULL, _0
    for _ in range(8):
        coder.state[LOW] = coder.state[LOW] << _8 | take_byte(coder)


@kernel
def next_number(coder, total):
    """Which of the numbers 0 .. total - 1 comes next; ``skip`` the symbol that has it."""
    return min(coder.state[LOW] // (coder.state[RANGE] // np.uint64(total)), np.uint64(total) - _1)


@kernel
def skip(coder, start, size, total):
    """Go past a symbol, given as ``encode`` wrote it."""
    part = coder.state[RANGE] // np.uint64(total)
    coder.state[LOW] -= part * np.uint64(start)
    coder.state[RANGE] = part * np.uint64(size)
    while coder.state[RANGE] < TOP:
        coder.state[LOW] = coder.state[LOW] << _8 | take_byte(coder)
        coder.state[RANGE] <<= _8
