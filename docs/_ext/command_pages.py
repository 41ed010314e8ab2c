"""The commands, as their own help says them."""

from contextlib import redirect_stdout, suppress
from importlib import import_module
from io import StringIO
from os import environ
from pathlib import Path

from peelsim.cli import VERBS


def pages(source: Path) -> dict[str, str]:
    """Path -> text."""
    text = ["# Commands", "", "`peelsim COMMAND`, or `python -m peelsim.run` for the first of them.", ""]
    text += ["Exit code 0: done; 1: a binding law fails; 2: a mistake, told in one line.", ""]
    for verb, purpose in VERBS.items():
        text += [f"## {verb}", "", f"{purpose[0].upper()}{purpose[1:]}.", "", "```text", _help(verb), "```", ""]
    return {"reference/commands.md": "\n".join(text)}


def _help(verb: str) -> str:
    environ["COLUMNS"] = "100"
    command = import_module(f"peelsim.commands.{verb.replace('-', '_')}")
    said = StringIO()
    with redirect_stdout(said), suppress(SystemExit):
        command.main(["--help"], f"peelsim {verb}")
    return said.getvalue().strip()
