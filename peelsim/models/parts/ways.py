"""Parameters that can be said in several ways, and numbers that must be whole where they are fixed.

Tests: tests/models/parts/test_sizes.py
"""

from math import ceil, sqrt
from typing import Any

from peelsim.models.base import ParameterError


def exactly_one(**ways: Any) -> str:
    """The one of these keys that is given; ParameterError unless exactly one is not None."""
    given = [name for name, value in ways.items() if value is not None]
    if len(given) != 1:
        said = "none of them" if not given else "both" if len(ways) == 2 else " and ".join(given)
        raise ParameterError("model", f"give exactly one of {', '.join(ways)}; here there is {said}")
    return given[0]


def check_whole(number: float, *, key: str, fixed: bool, switch: str = "texts_fixed") -> None:
    """ParameterError if a number that is fixed is not whole; switch: the parameter that makes it a mean."""
    if fixed and number != int(number):
        raise ParameterError(key, f"{number!r} is not a whole number; {switch} = false takes a mean")


def most(mean: float, *, fixed: bool = False) -> int:
    """No trial has more: a Poisson number exceeds this with probability below 1e-80."""
    return int(mean) if fixed else ceil(mean + 20 * sqrt(mean) + 100)
