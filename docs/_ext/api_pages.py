"""A page for each public name, and one for each theory."""

from inspect import isclass, ismodule
from pathlib import Path

import peelsim
import peelsim.theory

FOLDER = "reference/api"


def pages(source: Path) -> dict[str, str]:
    """Path -> text."""
    public = [name for name in peelsim.__all__ if name != "theory"]
    made = {f"{FOLDER}/{name}.rst": _public(name) for name in public}
    theories = sorted(dir(peelsim.theory))
    made |= {f"{FOLDER}/theory.{name}.rst": _theory(name) for name in theories}
    by_folder: dict[str, list[str]] = {}
    for name in theories:
        by_folder.setdefault(getattr(peelsim.theory, name).__name__.split(".")[-2], []).append(name)
    rows = [f"| [`{name}`]({name}.rst) | {_first_line(getattr(peelsim, name).__doc__)} |" for name in public]
    index = ["# Python interface", "", "Every name below is `peelsim.NAME`.", "", "| name | |", "|---|---|", *rows, ""]
    index += ["```{toctree}", ":hidden:", "", *public, "```", "", "## Theories", ""]
    index += ["Functions of plain numbers, `peelsim.theory.NAME`, imported when first used.", ""]
    for folder, names in by_folder.items():
        index += [f"**{folder}**", "", "| theory | |", "|---|---|"]
        index += [f"| [`{n}`](theory.{n}.rst) | {_first_line(getattr(peelsim.theory, n).__doc__)} |" for n in names]
        index += [""]
    index += ["```{toctree}", ":hidden:", "", *(f"theory.{name}" for name in theories), "```", ""]
    return made | {f"{FOLDER}/index.md": "\n".join(index)}


def _public(name: str) -> str:
    if ismodule(getattr(peelsim, name)):
        return f"{name}\n{'=' * len(name)}\n\n.. automodule:: peelsim.{name}\n   :members:\n"
    kind = "autoclass" if isclass(getattr(peelsim, name)) else "autofunction"
    members = "\n   :members:" if name in ("Sweep", "Results", "Trials", "TextCode") else ""
    return f"{name}\n{'=' * len(name)}\n\n.. currentmodule:: peelsim\n\n.. {kind}:: {name}{members}\n"


def _theory(name: str) -> str:
    module = getattr(peelsim.theory, name).__name__
    return f"{name}\n{'=' * len(name)}\n\n.. automodule:: {module}\n   :members:\n"


def _first_line(doc: str | None) -> str:
    return " ".join((doc or "").strip().split("\n\n")[0].split()).replace("|", "\\|").replace("``", "`")
