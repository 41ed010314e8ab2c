"""What goes wrong with a result file and is not a mistake of the program."""

from pathlib import Path


class ResultsError(Exception):
    """One line for a person: which file, what is the matter, what to do."""


OVERWRITE = "give another name with -o, or --fresh to overwrite it"


def reason(error: OSError) -> str:
    """Why the operating system refused, in its own few words."""
    return error.strerror or " ".join(str(error).split())


def refused(path: Path, what: str, cure: str = OVERWRITE) -> ResultsError:
    """The error that says ``what`` is the matter with the file at ``path``."""
    return ResultsError(f"{path} {what}: {cure}")
