"""Numbers as sweep files and callers may write them: pydantic field types."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _plain_number(value: Any) -> Any:
    """Whole floats such as 1e6 count as integers; strings and booleans are no numbers."""
    if isinstance(value, bool | str):
        raise ValueError("not a number")
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_plain_number)]
Real = Annotated[float, BeforeValidator(_plain_number), Field(allow_inf_nan=False)]
