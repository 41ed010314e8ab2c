"""Laws of plain numbers that take arrays too: arguments are broadcast; numbers give a number, arrays an array.

Tests: tests/theory/sources/test_pointer.py
"""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["Numbers", "Real", "first", "numbers", "plain"]

Numbers = npt.NDArray[np.float64]
Real = TypeVar("Real", float, npt.NDArray[np.float64])


def numbers(*values: npt.ArrayLike) -> tuple[Numbers, ...]:
    """The values as arrays of one shape."""
    return tuple(np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in values)))


def plain(value: npt.ArrayLike) -> Any:
    """A float if it is one number, else the array. A ``Real``, which mypy cannot know."""
    array = np.asarray(value, dtype=float)
    return array if array.ndim else float(array)


def first(where: npt.NDArray[np.bool_], **values: npt.ArrayLike) -> str:
    """``name = value, ...`` at the first place where ``where`` holds, for a sentence about it."""
    at = int(np.argmax(where))
    return ", ".join(f"{k} = {np.broadcast_to(v, np.shape(where)).ravel()[at]:.12g}" for k, v in values.items())
