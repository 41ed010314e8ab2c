"""What goes wrong with a result file and is not a mistake of the program.

Tests: tests/results/test_refusals.py
"""

from pathlib import Path
from typing import NamedTuple

from peelsim.quoting import on_one_line


class Cure(NamedTuple):
    """What to do, in the words of Python, and in those of the command line."""

    python: str
    command: str


ANOTHER_NAME = Cure("give another path", "give another name with -o")
OVERWRITE = Cure(
    f"{ANOTHER_NAME.python}, or fresh=True to overwrite it", f"{ANOTHER_NAME.command}, or --fresh to overwrite it"
)
TRUST = Cure("give trust=True", "say --trust")
_NONE = Cure("", "")


class ResultsError(Exception):
    """One line for a person: which file, what is the matter, what to do.

    Attributes
    ----------
    in_command : the same in the words of the command line.
    """

    def __init__(self, said: str, cure: Cure = _NONE, then: str = "") -> None:
        said, then = on_one_line(said), on_one_line(then)
        super().__init__(said + cure.python + then)
        self.in_command = said + cure.command + then


class KeptError(ResultsError):
    """The file is of something else, or nobody can see of what it is: no run overwrites it."""


def reason(error: OSError) -> str:
    """Why the operating system refused, in its own few words."""
    if isinstance(error, FileExistsError):  # of a folder that was to be made
        return "a file is in the place of a folder"
    return error.strerror or " ".join(str(error).split())


def refused(path: Path, what: str, cure: Cure = OVERWRITE) -> ResultsError:
    """The error that says ``what`` is the matter with the file at ``path``."""
    return ResultsError(f"{path} {what}: ", cure)
