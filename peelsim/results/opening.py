"""Open a result file for reading, with one clear line when that cannot be.

Tests: tests/results/test_restore.py
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import h5py
import numpy as np

from peelsim.arguments import path_of
from peelsim.results.errors import ANOTHER_NAME, OVERWRITE, Cure, KeptError, ResultsError, reason, refused
from peelsim.results.guard import MalformedError, members
from peelsim.results.schema import FILETYPE, READABLE

NO_CURE = Cure(*2 * ("only whole files written by a sweep can be read",))

_SIGNATURE = b"\x89HDF\r\n\x1a\n"


@contextmanager
def opened(path: str | Path, *, cure: Cure = NO_CURE) -> Iterator[tuple[Any, BinaryIO]]:
    """The file as h5py and as Python see it. Whatever goes wrong while it is open is told as a ResultsError.

    HDF5 reads through Python's file object: so it takes no lock that a file system may lack, meets no other handle of
    this process on the same file, and sees one and the same snapshot however often a run replaces it. What the root,
    the laws and the sums are made of is looked at before anything is read (see ``guard``); kept trials, of which there
    may be a million, when they are.
    """
    path = path_of(path)
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):  # to read it may be to wait
        raise KeptError(f"{path} is a pipe or a device: ", _of_foreign(cure))
    try:
        raw = open(path, "rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise KeptError(f"{path} cannot be read: {reason(error)}") from error
    with raw:
        start = raw.read(len(_SIGNATURE))
        if start != _SIGNATURE:
            said = f"{path} is not an HDF5 file: "
            raise KeptError(said, _of_foreign(cure)) if start else ResultsError(said, cure)
        try:
            with h5py.File(raw, "r") as file:
                _check_parts(file)
                yield file, raw
        except MalformedError as error:
            raise refused(path, f"is damaged ({error})", cure) from error
        except MemoryError as error:
            raise refused(path, "holds more than fits into memory", cure) from error
        except (OSError, RuntimeError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            raise refused(path, "is truncated or damaged", cure) from error  # HDF5 has many words for bad bytes


def check_header(path: str | Path, file: Any, *, cure: Cure = NO_CURE) -> None:
    """Refuse a file that is not ours, or of another format."""
    if plain(file.attrs.get("filetype")) != FILETYPE:
        raise KeptError(f"{path} is no result file of peelsim: ", _of_foreign(cure))
    version = format_of(file)
    if version not in READABLE:
        known = ", ".join(map(str, READABLE[:-1])) + f" and {READABLE[-1]}"
        raise refused(Path(path), f"has format {version}, this version of peelsim reads {known}", cure)


def check_may_be_replaced(path: Path) -> None:
    """Refuse to overwrite what no run has written. An empty file, and one of HDF5 that is damaged, may go."""
    try:
        with opened(path, cure=OVERWRITE) as (file, _):
            check_header(path, file, cure=OVERWRITE)
    except KeptError:
        raise
    except ResultsError:
        return


def is_hdf5(path: Path) -> bool:
    """Whether a file, which may be none, begins as those of HDF5 do. ResultsError if that cannot be seen."""
    if not os.path.isfile(path):  # to read a pipe is to wait
        return False
    try:
        with open(path, "rb") as raw:
            return raw.read(len(_SIGNATURE)) == _SIGNATURE
    except OSError as error:
        raise ResultsError(f"{path} cannot be read: {reason(error)}") from error


def _of_foreign(cure: Cure) -> Cure:
    """The cure where the file is of something else, which no run overwrites."""
    return ANOTHER_NAME if cure is OVERWRITE else cure


def format_of(file: Any) -> Any:
    """The format that a file says it has."""
    return plain(file.attrs.get("format_version"))


def _check_parts(file: Any) -> None:
    """MalformedError if a file of ours reaches outside itself, as far as can be seen without its kept trials."""
    if plain(file.attrs.get("filetype")) != FILETYPE:
        return
    seen: set[int] = set()
    for name, item in members(file, seen):
        if isinstance(item, h5py.Group) and name != "per_trial":
            for _, inner in members(item, seen):
                if isinstance(inner, h5py.Group):
                    members(inner, seen)


def plain(value: Any) -> Any:
    """An attribute as a plain Python value."""
    if isinstance(value, bytes):
        return value.decode()
    return value.item() if isinstance(value, (np.generic, np.ndarray)) and value.size == 1 else value
