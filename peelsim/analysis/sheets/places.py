"""Places along the axes of results, in words.

Tests: tests/api/test_plotting.py
"""

from collections.abc import Mapping
from typing import Any

from peelsim.analysis.figures.style import number
from peelsim.analysis.results import Results

__all__ = ["plain_name", "said"]


def said(results: Results, places: Mapping[str, int]) -> str:
    """The coordinates at places along axes, as a title or a legend has them."""
    words = []
    for dimension, place in places.items():
        for name, values in results.data.coords.items():
            if values.dims == (dimension,):
                words.append(f"{plain_name(str(name))} {_value(values.values[place].item())}")
    return ", ".join(words)


def plain_name(name: str) -> str:
    """The name of a parameter as it is read.

    Examples
    --------
    >>> plain_name("text_degree.mean")
    'text degree mean'
    """
    return name.replace("_", " ").replace(".", " ")


def _value(value: Any) -> str:
    return number(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
