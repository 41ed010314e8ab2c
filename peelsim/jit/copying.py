"""Values of one array into another.

Numba's own assignment to a slice can say in words which shapes do not fit: in each process that compiles one, strings,
their joining and their printing are compiled for it, three seconds of them.
"""

from typing import Any

import numpy.typing as npt

from peelsim.jit import inner_kernel


@inner_kernel
def copy(source: npt.NDArray[Any], target: npt.NDArray[Any]) -> None:
    """source[i] into target[i] for all i of ``source``; of one axis each, ``target`` at least as long."""
    for i in range(source.size):
        target[i] = source[i]
