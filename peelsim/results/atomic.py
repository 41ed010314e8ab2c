"""Replace a file so that it is, at every moment, either the old one or the new one (Pillai et al. 2014).

Tests: tests/results/test_store.py
"""

import os
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Write ``content`` to a temporary file beside ``path``, then put it in its place.

    A link stays a link: what it leads to is replaced. A pipe or a device, such as /dev/stdout, is no file that could
    be replaced, and gets the content itself.

    The caller holds a lock on ``path``: the temporary file has one name, so that what a killed process left of it is
    written over. Raises OSError and leaves ``path`` alone when the disk is full or the folder cannot be written.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as stream:  # an error of a folder
            stream.write(content)
        return
    path = Path(os.path.realpath(path))
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where folders can be opened and synced: not everywhere."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
