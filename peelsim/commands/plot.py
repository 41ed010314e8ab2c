"""`peelsim plot RESULTS.h5`: draw the figures that suit a result file."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from peelsim.arguments import path_of
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from peelsim.analysis.figures import FigureKind
    from peelsim.analysis.results import Results

_KINDS = ("pdf", "png")


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Draw every figure that suits a result file, as PDF and as PNG (300 dpi): the simulated points "
        "with their 95 % intervals, and what the file's laws say.",
    )
    p.add_argument("results", type=path_of, metavar="RESULTS.h5", help="a result file of peelsim run")
    p.add_argument("--figure", action="extend", nargs="+", metavar="NAME", help="only these figures")
    p.add_argument(
        "-o", "--output", type=path_of, metavar="FOLDER", help="where figures go (default: beside the result file)"
    )
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results.errors import ResultsError

    try:
        _plot(options)
    except (ResultsError, ImportError) as error:
        complain(str(error))
        return 2
    return 0


def _plot(options: argparse.Namespace) -> None:
    from peelsim.analysis.figures import figures_of
    from peelsim.analysis.results import read

    results = read(options.results)
    chosen = _chosen(options, results, figures_of(results.kind))
    files: dict[Path, bytes] = {}
    said: list[str] = []
    folder = options.results.parent if options.output is None else options.output
    for name, kind_of in chosen.items():  # all are drawn before the first is written: all of them are there, or none
        contents, text = _drawn(options.results, kind_of, results)
        for kind, content in contents.items():
            path = folder / f"{options.results.stem}-{name}.{kind}"
            files[path] = content
            said.append(str(path))
        said += [text] if text else []
    _write(folder, files)
    say("\n".join(said))


def _chosen(
    options: argparse.Namespace, results: "Results", known: Mapping[str, "FigureKind"]
) -> dict[str, "FigureKind"]:
    """The figures asked for, all that suit if none is."""
    from peelsim.mistakes import unknown
    from peelsim.results.errors import ResultsError

    where = options.results
    if not known:
        raise ResultsError(f"{where}: there are no figures of {results.kind or 'a model it does not name'}")
    for name in options.figure or ():
        if name not in known:
            raise ResultsError(f"unknown figure {name!r}; {unknown(name, known)}")
        lacking = known[name].unmet(results)
        if lacking is not None:
            raise ResultsError(f"{where} does not suit figure {name}, which needs {lacking}")
    chosen = {n: each for n, each in known.items() if (n in options.figure if options.figure else each.suits(results))}
    if not chosen:
        needs = "".join(f"\n  {name}: {figure.unmet(results)}" for name, figure in known.items())
        raise ResultsError(f"{where} suits no figure; they need{needs}")
    return chosen


def _drawn(path: Path, kind_of: "FigureKind", results: "Results") -> tuple[dict[str, bytes], str]:
    """A figure as files, by kind, and the lines of text that go with it."""
    from peelsim.analysis.figures.style import encode
    from peelsim.results.errors import ResultsError

    try:
        figure = kind_of.draw(results)
        return {kind: encode(figure, kind) for kind in _KINDS}, kind_of.summary(results)
    except ValueError as error:
        raise ResultsError(f"{path}: figure {kind_of.name} cannot be drawn: {error}") from error


def _write(folder: Path, files: Mapping[Path, bytes]) -> None:
    from peelsim.results.atomic import replace_file
    from peelsim.results.errors import ResultsError, reason

    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            replace_file(path, content)
    except OSError as error:
        raise ResultsError(f"{path} cannot be written: {reason(error)}") from error
