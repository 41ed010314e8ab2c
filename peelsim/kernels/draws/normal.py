"""Standard normal numbers by the vector: the method of Box and Muller (1958), of a fixed number of draws.

Pair i of a stream comes from its draws 2 i and 2 i + 1: radius sqrt(-2 ln u), angle 2 pi v. So any number can be had
without the ones before it. Floor: one draw and half a logarithm, sine and cosine a number, several numbers at a time.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.elementary import logarithm, sine_cosine
from peelsim.kernels.draws.random import draw

_11, _12, _TWO = np.uint64(11), np.uint64(12), np.uint64(2)


class Normals(NamedTuple):
    """Room for the numbers of one call, and for what lies between."""

    values: npt.NDArray[np.float64]  # [n], n even
    radius: npt.NDArray[np.float64]  # [n / 2]
    turn: npt.NDArray[np.float64]  # [n / 2]


def room_for_normals(n: int) -> Normals:
    """Room for n numbers or, if n is odd, for one more."""
    pairs = (n + 1) // 2
    return Normals(np.zeros(2 * pairs), np.zeros(pairs), np.zeros(pairs))


@kernel
def normals(stream, pair, room):
    """Fill room.values with the pairs ``pair``, ``pair`` + 1, ... of a stream: first cosines, then sines.

    stream: uint64. pair: whole number >= 0. room: Normals.
    """
    pairs = room.radius.size
    first = _TWO * np.uint64(pair)
    for i in range(pairs):
        word = draw(stream, first + _TWO * np.uint64(i))
        room.radius[i] = (np.float64(word >> _12) + 0.5) * 2.0**-52
        room.turn[i] = np.float64(draw(stream, first + _TWO * np.uint64(i) + np.uint64(1)) >> _11) * 2.0**-53
    for i in range(pairs):
        room.radius[i] = np.sqrt(-2.0 * logarithm(room.radius[i]))
    for i in range(pairs):
        sine, cosine = sine_cosine(room.turn[i])
        room.values[i] = room.radius[i] * cosine
        room.values[pairs + i] = room.radius[i] * sine
