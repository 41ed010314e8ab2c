"""Wrong values as they are quoted to the user.

Tests: tests/test_mistakes.py
"""

from datetime import date, time
from typing import Any

_LONGEST = 60  # characters of a wrong value that are shown


def shown(value: Any) -> str:
    """A wrong value as it is quoted to the user, whatever it is: never long, never an error."""
    try:
        text = value.isoformat() if isinstance(value, date | time) else repr(value)
    except (ValueError, RecursionError):  # Python writes out no integer of more than 4300 digits
        return f"this {type(value).__name__}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
