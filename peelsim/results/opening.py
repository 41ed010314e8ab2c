"""Open a result file for reading, with one clear line when that cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import h5py
import numpy as np

from peelsim.results.errors import ResultsError, reason, refused
from peelsim.results.schema import FILETYPE, FORMAT_VERSION

NO_CURE = "only whole files written by a sweep can be read"

_SIGNATURE = b"\x89HDF\r\n\x1a\n"


class MalformedError(Exception):
    """What is wrong inside a file of ours."""


@contextmanager
def opened(path: str | Path, *, cure: str = NO_CURE) -> Iterator[tuple[Any, BinaryIO]]:
    """The file as h5py and as Python see it. Whatever goes wrong while it is open is told as a ResultsError.

    HDF5 reads through Python's file object: so it takes no lock that a file system may lack, meets no other handle of
    this process on the same file, and sees one and the same snapshot however often a run replaces it.
    """
    path = Path(path)
    try:
        raw = open(path, "rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {reason(error)}") from error
    with raw:
        if raw.read(len(_SIGNATURE)) != _SIGNATURE:
            raise refused(path, "is not an HDF5 file", cure)
        try:
            with h5py.File(raw, "r") as file:
                yield file, raw
        except MalformedError as error:
            raise refused(path, f"is damaged ({error})", cure) from error
        except (OSError, RuntimeError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            raise refused(path, "is truncated or damaged", cure) from error  # HDF5 has many words for bad bytes


def check_header(path: str | Path, file: Any, *, cure: str = NO_CURE) -> None:
    """Refuse a file that is not ours, or of another format."""
    if plain(file.attrs.get("filetype")) != FILETYPE:
        raise refused(Path(path), "is no result file of peelsim", cure)
    version = plain(file.attrs.get("format_version"))
    if version != FORMAT_VERSION:
        raise refused(Path(path), f"has format {version}, this version of peelsim reads {FORMAT_VERSION}", cure)


def plain(value: Any) -> Any:
    """An attribute as a plain Python value."""
    if isinstance(value, bytes):
        return value.decode()
    return value.item() if isinstance(value, (np.generic, np.ndarray)) and value.size == 1 else value
