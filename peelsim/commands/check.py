"""`peelsim check RESULTS.h5`: hold every law of a result file against all that was seen."""

import argparse
import json
from collections.abc import Sequence

from peelsim.arguments import path_of
from peelsim.printing import complain, say


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Hold every law of a result file against what was seen, at every point and in every observable: "
        "where it holds and how small a deviation could have been seen, or by how much it fails. A bound fails where "
        "it is crossed, a limit where it is off at the largest size; outside its range a law is extrapolated and "
        "cannot fail. Exit code 1 if a law fails, or was never tested, that the sweep file names in laws.binding.",
    )
    p.add_argument("results", type=path_of, metavar="RESULTS.h5", help="a result file of peelsim run")
    words = "only this law, of the file or a function, module:function; may be given more than once"
    p.add_argument("--law", action="append", metavar="NAME", help=words)
    p.add_argument(
        "--trust",
        action="store_true",
        help="with a function: import those, and open files elsewhere, that the file names, too",
    )
    p.add_argument("--points", action="store_true", help="list every point at which a law is rejected")
    p.add_argument("--json", action="store_true", help="print JSON instead of tables")
    p.add_argument(
        "--level", type=level, default=1e-3, metavar="P", help="chance that a true law is rejected (default: 0.001)"
    )
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results.errors import ResultsError

    try:
        return _check(options)
    except ResultsError as error:
        complain(error)
        return 2


def _check(options: argparse.Namespace) -> int:
    from peelsim.judging.judged import judged
    from peelsim.results.compare import compared

    data = compared(options.results)
    if any(":" in law for law in options.law or ()):
        from peelsim.campaign.asked_laws import named_laws, with_laws

        asked = named_laws(options.law, data.laws)
        data = with_laws(options.results, data, asked, trust=options.trust) if asked else data
    found = judged(data, name=str(options.results), laws=options.law, level=options.level)
    plain = {"file": str(options.results), **found.as_json(points=options.points)} if options.json else None
    say(found.report(points=options.points) if plain is None else json.dumps(plain, indent=2, allow_nan=False))
    return int(found.fails)


def level(text: str) -> float:
    """A chance, as an argument of a command."""
    try:
        chance = float(text)
    except ValueError:
        chance = 0.0
    if not 0 < chance < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a chance; give a number between 0 and 1")
    return chance
