"""`peelsim export RESULTS.h5 --csv|--json|--latex`: what a result file says of its points, as a table."""

import argparse
from collections.abc import Sequence

from peelsim.arguments import path_of
from peelsim.commands.written import write_file
from peelsim.printing import complain, say

_FORMS = {"csv": ".csv", "json": ".json", "latex": ".tex"}  # and how the names of their files end


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Write what a result file says of its points, a row per point: coordinates, quantities, trials, "
        "every observable with its 95 % interval, and what the laws say. CSV and JSON have all digits, LaTeX a table "
        "for a paper (it needs the package booktabs).",
    )
    p.add_argument("results", type=path_of, metavar="RESULTS.h5", help="a result file of peelsim run")
    form = p.add_mutually_exclusive_group()
    for name, ending in _FORMS.items():
        words = f"as {name.upper()}, which a FILE that ends in {ending} says, too"
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=words)
    p.add_argument("--observable", action="extend", nargs="+", metavar="NAME", help="only these observables")
    p.add_argument("--law", action="extend", nargs="+", metavar="NAME", help="only these laws")
    p.add_argument("-o", "--output", type=path_of, metavar="FILE", help="where it goes (default: standard output)")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    parsing = parser(prog)
    options = parsing.parse_args(arguments)
    if options.form is None:
        options.form = next((name for name, ending in _FORMS.items() if _ending(options) == ending), None)
    if options.form is None:
        parsing.error(f"give one of {', '.join(f'--{name}' for name in _FORMS)}, or a FILE whose ending says which")
    from peelsim.results.errors import ResultsError

    try:
        text = _text(options)
        if options.output is None:
            say(text.rstrip("\n"))
        else:
            write_file(options.output, text.encode())
    except ResultsError as error:
        complain(error)
        return 2
    return 0


def _ending(options: argparse.Namespace) -> str:
    return "" if options.output is None else options.output.suffix.lower()


def _text(options: argparse.Namespace) -> str:
    from peelsim.commands import exported
    from peelsim.results.compare import compared

    data = compared(options.results)
    forms = {"csv": exported.csv_text, "json": exported.json_text, "latex": exported.latex_text}
    observables = _chosen(options, "observable", list(data.measured))
    return forms[options.form](data, observables, _chosen(options, "law", list(data.laws)))


def _chosen(options: argparse.Namespace, what: str, known: list[str]) -> list[str]:
    """The names asked for, all of the file if none is."""
    from peelsim.results.errors import ResultsError

    asked = list(dict.fromkeys(getattr(options, what) or known))
    for name in asked:
        if name not in known:
            raise ResultsError(f"{options.results} has no {what} {name!r}, it has {', '.join(known) or 'none'}")
    return asked
