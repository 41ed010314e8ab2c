"""Files of a command that makes no result file, such as figures: all of them are written, or none.

Tests: tests/commands/test_text.py
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelsim.printing import complain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("pdf", "png", "svg")


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
    from peelsim.results.atomic import replace_file
    from peelsim.results.errors import ResultsError, reason

    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            replace_file(path, content)
    except OSError as error:
        raise ResultsError(f"{path} cannot be written: {reason(error)}") from error


def write_file(path: Path, content: bytes) -> None:
    """Write the one file that a user named; ResultsError, which asks for another name, if that cannot be."""
    from peelsim.results.atomic import replace_file
    from peelsim.results.errors import ANOTHER_NAME, ResultsError, reason

    try:
        replace_file(path, content)
    except OSError as error:
        raise ResultsError(f"{path} cannot be written: {reason(error)}; ", ANOTHER_NAME) from error
