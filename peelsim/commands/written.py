"""Files of a command that makes no result file, such as figures: all of them are written, or none.

Tests: tests/commands/test_text.py
"""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelsim.arguments import path_of
from peelsim.printing import complain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("pdf", "png", "svg")
_OTHERS = ("bmp", "eps", "gif", "htm", "html", "jpeg", "jpg", "ps", "tif", "tiff", "webp")  # that are not made


def kind_named(path: Path) -> str | None:
    """The kind of figure that the name of a file says; None for what is a folder, or to be one."""
    kind = path.suffix.lower()[1:]
    return kind if kind in KINDS and not os.path.isdir(path) else None


def place_of(value: str) -> Path:
    """As ``path_of``, of a folder for figures or of the file of one."""
    path = path_of(value)
    if path.suffix.lower()[1:] in _OTHERS and not os.path.isdir(path):
        raise argparse.ArgumentTypeError(f"{value} is neither a folder nor one of {', '.join(KINDS)}")
    return path


def folder_of(value: str) -> Path:
    """As ``path_of``, of a folder for several files: what is named like a figure is none."""
    path = place_of(value)
    if kind_named(path) is not None:
        raise argparse.ArgumentTypeError(f"{value} would be a folder: the figure and its numbers get their names there")
    return path


def encoded(path: Path, figure: "Figure", kinds: Sequence[str] = KINDS[:2]) -> dict[Path, bytes]:
    """The files of a figure, of these kinds; path: without an ending."""
    from peelsim.analysis.figures.style import encode

    return {path.with_name(f"{path.name}.{kind}"): encode(figure, kind) for kind in kinds}


def write_figure(folder: Path, stem: str, figure: "Figure", plain: dict[str, Any]) -> None:
    """Write STEM.pdf, STEM.png and STEM.json, and say so on stderr.

    Raises ResultsError if the folder cannot be written.
    """
    files = encoded(folder / stem, figure)
    files[folder / f"{stem}.json"] = (json.dumps(plain, indent=2) + "\n").encode()
    write_files(folder, files)
    for path in files:
        complain(str(path))


def write_files(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Write files, all of whose contents are there, into a folder that is made if need be.

    Raises ResultsError if that cannot be.
    """
    from peelsim.results.atomic import replace_files
    from peelsim.results.errors import ResultsError, reason

    for path in files:
        _check_is_no_result(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_files(files)
    except OSError as error:
        raise ResultsError(f"{error.filename} cannot be written: {reason(error)}") from error


def write_file(path: Path, content: bytes) -> None:
    """Write the one file that a user named; ResultsError, which asks for another name, if that cannot be."""
    from peelsim.results.atomic import replace_file
    from peelsim.results.errors import ANOTHER_NAME, ResultsError, reason

    _check_is_no_result(path)
    try:
        replace_file(path, content)
    except OSError as error:
        raise ResultsError(f"{path} cannot be written: {reason(error)}; ", ANOTHER_NAME) from error


def _check_is_no_result(path: Path) -> None:
    """ResultsError if a file of HDF5 is there, which may hold trials of days."""
    from peelsim.results.errors import ANOTHER_NAME, refused
    from peelsim.results.opening import is_hdf5

    if is_hdf5(path):
        raise refused(path, "is a file of HDF5, such as results are", ANOTHER_NAME)
