"""`peelsim init NAME`: one of peelsim's own experiments, copied to start from."""

import argparse
import os
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from peelsim.arguments import path_of
from peelsim.commands.written import write_file
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_CLAUSE_END = re.compile(r"(?<!Fig)(?<!sec)[.:] (?![^({]*[)}])")  # of no clause within brackets


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Copy one of peelsim's experiments, a sweep file to change and to run. Without a name: list them.",
    )
    p.add_argument("name", nargs="?", metavar="NAME", help="an experiment, such as sweep")
    p.add_argument("-o", "--output", type=path_of, metavar="FILE", help="the copy (default: NAME.toml here)")
    p.add_argument("--fresh", action="store_true", help="overwrite the file")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results.errors import ResultsError

    known = experiments()
    if options.name is None:
        width = max(map(len, known))
        say("\n".join(f"{name:{width}}  {_about(file)}" for name, file in known.items()))
        return 0
    name = options.name.removesuffix(".toml")
    try:
        say(_copied(known, name, options.output or Path(f"{name}.toml"), fresh=options.fresh))
    except ResultsError as error:
        complain(error)
        return 2
    return 0


def experiments() -> dict[str, "Traversable"]:
    """The sweep files that come with the package, by name."""
    found = {file.name: file for file in (files("peelsim") / "experiments").iterdir()}
    return {name.removesuffix(".toml"): found[name] for name in sorted(found) if name.endswith(".toml")}


def _about(file: "Traversable") -> str:
    """The first clause of the remark that a sweep file begins with."""
    lines = file.read_text(encoding="utf-8").splitlines()
    remark = []
    for line in lines:
        if not line.startswith("#"):
            break
        remark.append(line.lstrip("# "))
    return _CLAUSE_END.split(" ".join(remark))[0].rstrip(".")


def _copied(known: dict[str, "Traversable"], name: str, output: Path, *, fresh: bool) -> str:
    """Write the copy; what to say of it."""
    from peelsim.mistakes import unknown
    from peelsim.results.errors import ResultsError, refused

    if name not in known:
        raise ResultsError(f"unknown experiment {name!r}; {unknown(name, known)}")
    if os.path.exists(output) and not fresh:
        raise refused(output, "exists")
    write_file(output, known[name].read_bytes())
    return f"{output}: {_about(known[name])}\nrun it with: peelsim run {output} --smoke, and then without --smoke"
