"""Whole numbers on a command line.

Tests: tests/commands/test_run.py
"""

import argparse
from collections.abc import Callable


def whole_number(what: str, *, least: int = 0, most: int = 10**15) -> Callable[[str], int]:
    """A type for an option of argparse: a whole number between both ends, which is ``what``.

    Examples
    --------
    >>> whole_number("number of threads", least=1)("4")
    4
    """

    def read(text: str) -> int:
        number = int(text) if text.isdecimal() and len(text) < 100 else -1
        if not least <= number <= most:
            cure = f"give {most} at most" if number > most else f"give {least} or more"
            raise argparse.ArgumentTypeError(f"{text!r} is not a {what}; {cure}")
        return number

    return read
