"""The text of a sweep file as tables, as far as TOML goes: nothing in them is a sweep yet.

Tests: tests/sweep/file/test_spec.py
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from peelsim.mistakes import SweepError

_DEEPEST = 20  # levels of tables and lists; real files have 5
_TOO_DEEP = "tables and lists are nested too deeply"
# a key of so many parts takes tomllib time in proportion to the square of their number, before anything is known of it
_DOTTED = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){200}""")


def table_of(text: str, source: Path) -> dict[str, Any]:
    """The TOML in a text, said to be that of ``source``; SweepError for what is none, or what no sweep could hold."""
    if _DOTTED.search(text):
        raise SweepError(str(source), [_TOO_DEEP])
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise SweepError(str(source), [_TOO_DEEP]) from None
    except tomllib.TOMLDecodeError as error:
        raise SweepError(str(source), [f"not valid TOML: {error}"]) from None
    except ValueError:  # Python reads no integer of more than 4300 digits
        raise SweepError(str(source), ["holds a number of thousands of digits"]) from None
    if _depth(table) > _DEEPEST:
        raise SweepError(str(source), [_TOO_DEEP])
    if _holds_zero(table):
        raise SweepError(str(source), ["a name or a word holds a zero character, which no result file can"])
    return table


def _holds_zero(value: Any) -> bool:
    """Whether some text within a table or list has a zero character."""
    if isinstance(value, dict):
        return any("\0" in key or _holds_zero(inner) for key, inner in value.items())
    if isinstance(value, list):
        return any(map(_holds_zero, value))
    return isinstance(value, str) and "\0" in value


def _depth(value: Any) -> int:
    """Levels of tables and lists within each other."""
    level, depth = [value], 0
    while level:
        inner = [v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        level, depth = [v for values in inner for v in values], depth + 1
    return depth


def values_in(value: Any) -> int:
    """Numbers and words in tables and lists."""
    if isinstance(value, dict | list):
        return sum(values_in(inner) for inner in (value.values() if isinstance(value, dict) else value))
    return 1
