"""`peelsim report RESULTS.h5 ... -o REPORT.html`: figures, verdicts and provenance on one page."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from peelsim.arguments import path_of
from peelsim.commands.written import write_files
from peelsim.printing import complain, say


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Make one page of result files for a browser or a printer: figures, what the laws are worth, every "
        "point with its interval, and how each number can be had again. It needs no other file and no network.",
    )
    p.add_argument("results", type=path_of, nargs="+", metavar="RESULTS.h5", help="result files of peelsim run")
    p.add_argument(
        "-o", "--output", type=path_of, metavar="REPORT.html", help="default: beside the first file, with its name"
    )
    p.add_argument("--title", metavar="TEXT", help="heading of the page")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results.errors import ResultsError

    try:
        path = _report(options)
    except (ResultsError, ImportError) as error:
        complain(error)
        return 2
    say(str(path))
    return 0


def _report(options: argparse.Namespace) -> Path:
    from peelsim.analysis.results import needed
    from peelsim.results.errors import ResultsError

    needed("matplotlib", "a report")
    from peelsim.analysis.sheets.page import page

    first: Path = options.results[0]
    path: Path = first.parent / f"{first.stem}.html" if options.output is None else options.output
    is_folder = os.path.isdir(path)
    if path in options.results or is_folder:
        raise ResultsError(f"{path} is {'a folder' if is_folder else 'a result file'}: name a page, -o REPORT.html")
    if options.output is not None and path.suffix.lower() not in (".html", ".htm"):
        raise ResultsError(f"a report is a page for a browser: name it {path.with_suffix('.html')}, not {path.name}")
    write_files(path.parent, {path: page(options.results, title=options.title).encode()})
    return path
