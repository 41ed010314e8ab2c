"""Where paths begin that are written in a file: in its own folder, wherever the program runs.

Tests: tests/models/test_matrix.py
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from peelsim.arguments import path_of

__all__ = ["OutsideError", "found_at", "paths_begin_in", "paths_stay_in"]

_FOLDER: ContextVar[Path | None] = ContextVar("folder", default=None)
_WITHIN: ContextVar[tuple[Path, ...] | None] = ContextVar("within", default=None)


class OutsideError(Exception):
    """A path that leads out of the folders in which paths are to stay; no ValueError, so that no reader mends it."""


@contextmanager
def paths_begin_in(folder: Path) -> Iterator[None]:
    """Let relative paths begin in this folder, in place of the current one."""
    before = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(before)


@contextmanager
def paths_stay_in(folders: Sequence[Path]) -> Iterator[None]:
    """Let no path lead out of these folders, by whatever links."""
    before = _WITHIN.set(tuple(Path(os.path.realpath(folder)) for folder in folders))
    try:
        yield
    finally:
        _WITHIN.reset(before)


def found_at(path: str | Path) -> Path:
    """The path from the root; OutsideError if paths are to stay elsewhere.

    Examples
    --------
    >>> with paths_begin_in(Path("/sweeps")):
    ...     str(found_at("codes/H.alist"))
    '/sweeps/codes/H.alist'
    """
    folder = _FOLDER.get()
    found = (Path() if folder is None else folder).absolute() / path_of(path)
    within = _WITHIN.get()
    if within is not None and not any(Path(os.path.realpath(found)).is_relative_to(each) for each in within):
        raise OutsideError(str(found))
    return found
