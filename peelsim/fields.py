"""Numbers as sweep files and callers may write them: pydantic field types.

Tests: tests/conformance/test_models.py
"""

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import numpy as np
from pydantic import BeforeValidator, Field


def _plain_number(value: Any) -> Any:
    """Whole floats such as 1e6 count as integers; strings and booleans are no numbers."""
    if isinstance(value, bool | np.bool_ | str):
        raise ValueError("not a number")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain_flag(value: Any) -> Any:
    """True of NumPy is true."""
    return bool(value) if isinstance(value, np.bool_) else value


Whole = Annotated[int, BeforeValidator(_plain_number)]
Real = Annotated[float, BeforeValidator(_plain_number), Field(allow_inf_nan=False)]
Flag = Annotated[bool, BeforeValidator(_plain_flag), Field(strict=True)]


class Rounded:
    """Marks a real parameter whose ranges in a sweep file are rounded, as it mostly is a whole number."""


def is_whole(annotation: Any, metadata: tuple[Any, ...] | list[Any] = ()) -> bool:
    """Whether ranges of a field with this type and metadata are rounded to whole numbers."""
    if annotation is int or Rounded in metadata:
        return True
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return is_whole(inner, more)
    return any(is_whole(inner) for inner in get_args(annotation) if get_origin(annotation) in (Union, UnionType))
