"""`peelsim plot RESULTS.h5 ...`: draw the figures that suit result files."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from peelsim.arguments import path_of
from peelsim.commands.written import KINDS, encoded, kind_named, place_of, write_files
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from peelsim.analysis.results import Results


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Draw every figure that suits result files: the simulated points with their 95 % intervals, and "
        "what the laws of the files say. Where none suits, 'curves' draws any observable against any axis; axes that a "
        "figure has no place for make panels, as several files do.",
    )
    p.add_argument("results", type=path_of, nargs="+", metavar="RESULTS.h5", help="result files of peelsim run")
    p.add_argument("--figure", action="extend", nargs="+", metavar="NAME", help="only these figures")
    p.add_argument(
        "--select",
        action="append",
        type=_pair,
        metavar="AXIS=VALUE",
        help="only this value",
    )
    p.add_argument("--x", metavar="NAME", help="of 'curves': the axis or quantity along which it goes")
    p.add_argument("--y", metavar="NAME", help="of 'curves': the observable")
    p.add_argument("--hue", metavar="AXIS", help="the axis that differs in colour, or file")
    p.add_argument("--log", metavar="AXES", help="logarithmic axes: x, y, xy, or none")
    words = "only this law, of the file or a function, module:function; may be repeated; none: no law"
    p.add_argument("--law", action="append", metavar="NAME", help=words)
    p.add_argument(
        "--trust",
        action="store_true",
        help="with a function: import those, and open files elsewhere, that the files name, too",
    )
    p.add_argument("--title", metavar="TEXT", help="above the figure")
    p.add_argument("--width", type=float, metavar="INCHES", help="of the figure")
    p.add_argument(
        "--format",
        action="extend",
        nargs="+",
        choices=KINDS,
        help="kinds of file (default: pdf and png)",
    )
    where = "a folder for figures, or NAME.png for one of them (default: beside the first file)"
    p.add_argument("-o", "--output", type=place_of, metavar="PLACE", help=where)
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results.errors import ResultsError

    try:
        _plot(options)
    except (ResultsError, ImportError) as error:
        complain(error)
        return 2
    return 0


def _plot(options: argparse.Namespace) -> None:
    from peelsim.analysis.results import needed, read
    from peelsim.analysis.sheets.drawing import Options, drawings

    needed("matplotlib", "drawing")
    asked = Options(
        select=dict(options.select or ()),
        x=options.x,
        y=options.y,
        hue=options.hue,
        log="" if options.log == "none" else options.log,
        laws=[] if options.law == ["none"] else options.law,
        title=options.title,
        width=options.width,
    )
    results = [_with_functions(options, path, read(path)) for path in options.results]
    drawn = drawings(results, options.figure or (), asked)
    folder = options.results[0].parent if options.output is None else options.output
    stem, kinds = "+".join(path.stem for path in options.results), tuple(dict.fromkeys(options.format or KINDS[:2]))
    own = kind_named(folder)
    if own is not None:
        _check_one(folder, [drawing.name for drawing in drawn], options.format or [own])
        folder, kinds = folder.parent, (own,)
    files: dict[Path, bytes] = {}
    said: list[str] = []
    for drawing in drawn:  # all are drawn before the first is written
        contents = encoded(folder / f"{stem}-{drawing.name}", drawing.draw(), kinds)
        if own is not None:
            contents = dict(zip([options.output], contents.values(), strict=True))
        files |= contents
        said += [str(path) for path in contents]
        said += [drawing.summary] if drawing.summary else []
    write_files(folder, files)
    say("\n".join(said))


def _check_one(path: Path, figures: Sequence[str], kinds: Sequence[str]) -> None:
    """ResultsError if the file of a figure that was named cannot be the one that there is to write."""
    from peelsim.results.errors import ResultsError

    if len(figures) > 1:
        raise ResultsError(f"{path} is one figure, of {', '.join(figures)}: name one by --figure, or give a folder")
    if set(kinds) != {kind_named(path)}:
        raise ResultsError(f"{path} says its own format: leave --format out, or give a folder")


def _with_functions(options: argparse.Namespace, path: Path, results: "Results") -> "Results":
    """The results with the laws that are functions of the command line."""
    if not any(":" in law for law in options.law or ()):
        return results
    from peelsim.analysis.added_laws import with_added
    from peelsim.campaign.asked_laws import named_laws, with_laws
    from peelsim.results.compare import compared

    asked = named_laws(options.law, results.laws)
    if not asked:
        return results
    said = with_laws(path, compared(path), asked, trust=options.trust).laws
    return with_added(results, {law: said[law] for law in asked})


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r} selects nothing; give AXIS=VALUE")
    return name, value
