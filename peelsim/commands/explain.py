"""`peelsim explain FILE.csv`: which theory explains a measured loss curve."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from peelsim.arguments import path_of
from peelsim.commands.written import folder_of, write_figure
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from peelsim.fits.measured import Measured, Surface


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Hold theories of scaling against measured losses. FILE.csv has a line of names and a line per "
        "point: x and loss, with or without error (standard errors); or parameters (N), tokens (D) and loss, which are "
        "fitted by E + A N^-alpha + B D^-beta with and without the largest losses.",
    )
    p.add_argument(
        "file", type=path_of, metavar="FILE.csv", help="measured losses; lines that begin with # are remarks"
    )
    p.add_argument("--x", metavar="NAME", help="the column that was scaled (default: the first that is no loss)")
    p.add_argument("--loss", metavar="NAME", help="the column of losses (default: loss)")
    p.add_argument("--error", metavar="NAME", help="the column of standard errors (default: error, if there is one)")
    p.add_argument("--theories", nargs="+", metavar="NAME", help="only these theories of a curve")
    p.add_argument(
        "--horizon",
        nargs=2,
        type=float,
        metavar=("GAMMA", "BETA"),
        help="statistics of the corpus, which fix the exponent of the theory horizon; see peelsim text",
    )
    p.add_argument("--held-out", type=float, default=0.2, metavar="SHARE", help="of a curve, foretold (default: 0.2)")
    p.add_argument("--leave-out", type=int, default=5, metavar="K", help="largest losses of a surface (default: 5)")
    p.add_argument("-o", "--output", type=folder_of, metavar="FOLDER", help="write figure (pdf, png) and JSON there")
    p.add_argument("--json", action="store_true", help="print JSON instead of the table")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.fits.measured import Measured, MeasurementError, read
    from peelsim.results.errors import ResultsError

    try:
        _check(options)
        given = read(options.file, x=options.x, loss=options.loss, error=options.error)
        if isinstance(given, Measured):
            text, plain, figure = _curve(given, options)
        else:
            text, plain, figure = _surface(given, options)
        if options.output is not None:
            from peelsim.analysis.results import needed

            needed("matplotlib", "drawing")
            write_figure(options.output, f"{options.file.stem}-explained", figure(), plain)
    except (MeasurementError, ResultsError, ImportError) as error:
        complain(error)
        return 2
    say(json.dumps(plain, indent=2) if options.json else text)
    return 0


def _check(options: argparse.Namespace) -> None:
    from peelsim.fits.measured import MeasurementError

    if not 0 <= options.held_out < 1:
        raise MeasurementError(f"--held-out {options.held_out:g} is no share; give 0 to 0.9")
    if options.leave_out < 0:
        raise MeasurementError(f"--leave-out {options.leave_out} is no number of points; give 0 or more")
    if options.horizon and min(options.horizon) <= 0:
        raise MeasurementError(f"--horizon {options.horizon[0]:g} {options.horizon[1]:g}: both must be above 0")


def _curve(measured: "Measured", options: argparse.Namespace) -> tuple[str, dict[str, Any], Any]:
    from peelsim.fits import report
    from peelsim.fits.explanation import explain_curve
    from peelsim.fits.measured import MeasurementError
    from peelsim.fits.theories import THEORIES, horizon

    known = dict(THEORIES)
    if options.horizon:
        known["horizon"] = horizon(*options.horizon)
    for name in options.theories or ():
        if name not in known:
            raise MeasurementError(f"unknown theory {name!r}; known are {', '.join(known)}")
    chosen = [theory for name, theory in known.items() if not options.theories or name in options.theories]
    explanation = explain_curve(measured, chosen, held_out=options.held_out)

    def figure() -> "Figure":
        from peelsim.analysis import explained

        return explained.of_curve(explanation)

    return report.of_curve(explanation), explanation.as_json(), figure


def _surface(given: "Surface", options: argparse.Namespace) -> tuple[str, dict[str, Any], Any]:
    from peelsim.fits import report
    from peelsim.fits.two_sizes import sum_of_powers

    fits, names = [sum_of_powers(given.without_largest(options.leave_out))], ["all points"]
    if options.leave_out:
        fits.append(sum_of_powers(given))
        names = [f"without the {options.leave_out} largest losses", "all points"]
    plain = {name: fit.as_json() for name, fit in zip(names, fits, strict=True)}

    def figure() -> "Figure":
        from peelsim.analysis import explained

        return explained.of_surface(given.without_largest(options.leave_out), fits[0])

    return report.of_surface(fits, names), plain, figure
