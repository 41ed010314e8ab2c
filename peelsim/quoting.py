"""Wrong values as they are quoted to the user, and the name that may have been meant.

Tests: tests/test_mistakes.py
"""

from collections.abc import Iterable
from datetime import date, time
from difflib import get_close_matches
from typing import Any

_LONGEST = 60  # characters of a wrong value that are shown


def shown(value: Any) -> str:
    """A wrong value as it is quoted to the user, whatever it is: one line, never long, never an error."""
    try:
        text = value.isoformat() if isinstance(value, date | time) else " ".join(repr(value).split())
    except Exception:  # of integers of more than 4300 digits; a class of the user's own may do anything
        return f"this {type(value).__name__}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def on_one_line(said: str) -> str:
    r"""A sentence whose names, as those of files, may hold ends of lines: these are written out.

    Examples
    --------
    >>> on_one_line("a\nb.h5 cannot be read")
    'a\\nb.h5 cannot be read'
    """
    return said.replace("\n", "\\n")


class OneLineError(ValueError):
    """One line for a person: where, what is the matter, what to do."""

    def __init__(self, said: str) -> None:
        super().__init__(on_one_line(said))


def article(noun: str) -> str:
    """A noun with its article: "a share", "an exponent"."""
    return f"{'an' if noun[:1] in 'aeio' else 'a'} {noun}"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like this one, if any is."""
    near = get_close_matches(name, known, n=1)
    return near[0] if near else None
