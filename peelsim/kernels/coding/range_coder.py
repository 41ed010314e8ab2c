"""A range coder: symbols of given frequencies to bytes and back, at the cost of their entropy (Martin 1979).

The coder narrows an interval of 64-bit numbers, low .. low + range, to the part of each symbol. Whenever range has
fallen below 2^56 the top byte is settled but for a carry, which goes back into the bytes written, and the interval
grows by 2^8. So range stays above 2^56, and dividing it by a total of up to 2^32 wastes less than 1e-7 bit per symbol.
A message costs a byte at its end; kernels/coding/range_decoder.py reads it. Floor: one 64-bit division per symbol.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel

LOW, RANGE, PLACE = 0, 1, 2  # in a coder's state

FULL = np.uint64(0xFFFFFFFFFFFFFFFF)
TOP, _BELOW_TOP = np.uint64(1 << 56), np.uint64((1 << 56) - 1)
_8, _56, _0, _1, _255 = np.uint64(8), np.uint64(56), np.uint64(0), np.uint64(1), np.uint64(255)


class Coder(NamedTuple):
    """An encoder or a decoder on the way through its message."""

    state: npt.NDArray[np.uint64]  # [3] low, or for a decoder the message less low; range; bytes written or read
    data: npt.NDArray[np.uint8]  # [room] for the message, or the message


@kernel
def start_encoding(coder):
    """Begin a message."""
    coder.state[LOW], coder.state[RANGE], coder.state[PLACE] = _0, FULL, _0


@kernel
def put_byte(coder, word):
    """Write the top byte of a word."""
    coder.data[coder.state[PLACE]] = np.uint8(word >> _56)
    coder.state[PLACE] += _1


@kernel
def add_to_low(coder, more):
    """Raise low; a carry goes into the bytes written, of which one is below 255 as the message is below 1."""
    low = coder.state[LOW] + more
    if low < more:
        place = coder.state[PLACE] - _1
        while np.uint64(coder.data[place]) == _255:
            coder.data[place] = np.uint8(0)
            place -= _1
        coder.data[place] += np.uint8(1)
    coder.state[LOW] = low


@kernel
def encode(coder, start, size, total):
    """Write a symbol that has the numbers start .. start + size - 1 of 0 .. total - 1; total is 2^32 at most."""
    part = coder.state[RANGE] // np.uint64(total)
    add_to_low(coder, part * np.uint64(start))
    coder.state[RANGE] = part * np.uint64(size)
    while coder.state[RANGE] < TOP:
        put_byte(coder, coder.state[LOW])
        coder.state[LOW] <<= _8
        coder.state[RANGE] <<= _8


@kernel
def finish_encoding(coder):
    """End the message; returns its length in bytes. What would follow is read as zeros."""
    add_to_low(coder, _BELOW_TOP)  # then the top byte alone names a number of the interval
    put_byte(coder, coder.state[LOW])
    return np.int64(coder.state[PLACE])
