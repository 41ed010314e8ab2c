"""Where paths begin that are written in a file: in its own folder, wherever the program runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from peelsim.arguments import path_of

__all__ = ["found_at", "paths_begin_in"]

_FOLDER: ContextVar[Path | None] = ContextVar("folder", default=None)


@contextmanager
def paths_begin_in(folder: Path) -> Iterator[None]:
    """Let relative paths begin in this folder, in place of the current one."""
    before = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(before)


def found_at(path: str | Path) -> Path:
    """The path from the root.

    Examples
    --------
    >>> with paths_begin_in(Path("/sweeps")):
    ...     str(found_at("codes/H.alist"))
    '/sweeps/codes/H.alist'
    """
    folder = _FOLDER.get()
    return (Path() if folder is None else folder).absolute() / path_of(path)
