"""Replace a file so that it is, at every moment, either the old one or the new one (Pillai et al. 2014).

Tests: tests/results/test_store.py
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Write ``content`` to a temporary file beside ``path``, then put it in its place.

    A link stays a link: what it leads to is replaced. A pipe or a device, such as /dev/stdout, is no file that could
    be replaced, and gets the content itself.

    The caller holds a lock on ``path``: the temporary file has one name, so that what a killed process left of it is
    written over. Raises OSError and leaves ``path`` alone when the disk is full or the folder cannot be written.
    """
    replace_files({path: content})


def replace_files(files: Mapping[Path, bytes]) -> None:
    """The same for several files: the first is put in its place when the last is written.

    Raises OSError, whose ``filename`` is that of the file, and leaves all of them alone when one cannot be written.
    """
    written: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, content in files.items():
            if os.path.exists(path) and not os.path.isfile(path):
                with open(path, "wb") as stream:  # an error of a folder
                    stream.write(content)
                continue
            target = Path(os.path.realpath(path))
            temporary = target.with_name(f".{target.name}.tmp")
            written.append((temporary, target))
            with open(temporary, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for temporary, target in written:
            os.replace(temporary, target)
    except BaseException as error:
        for temporary, _ in written:
            with suppress(OSError):  # of a folder that cannot be written
                temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)
        raise
    for folder in {target.parent for _, target in written}:
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where folders can be opened and synced: not everywhere."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
