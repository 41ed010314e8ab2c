"""Figures and numbers of commands that make no result file, written to a folder: all of them, or none."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelsim.printing import complain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_KINDS = ("pdf", "png")


def write_figure(folder: Path, stem: str, figure: "Figure", plain: dict[str, Any]) -> None:
    """Write STEM.pdf, STEM.png and STEM.json, and say so on stderr.

    Raises ResultsError if the folder cannot be written.
    """
    from peelsim.analysis.figures.style import encode
    from peelsim.results.atomic import replace_file
    from peelsim.results.errors import ResultsError, reason

    files = {folder / f"{stem}.{kind}": encode(figure, kind) for kind in _KINDS}
    files[folder / f"{stem}.json"] = (json.dumps(plain, indent=2) + "\n").encode()
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            replace_file(path, content)
    except OSError as error:
        raise ResultsError(f"{path} cannot be written: {reason(error)}") from None
    for path in files:
        complain(str(path))
