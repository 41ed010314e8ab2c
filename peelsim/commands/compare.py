"""`peelsim compare A.h5 B.h5`: whether two result files agree at the points that both have.

Tests: tests/judging/test_two_files.py
"""

import argparse
from collections.abc import Sequence

from peelsim.arguments import path_of
from peelsim.printing import complain, say


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    from peelsim.commands.check import level

    p = argparse.ArgumentParser(
        prog=prog,
        description="Hold two result files against each other at the points that both have: equal parameters, whatever "
        "engine, seed or version made them. Exit code 1 if they differ by more than chance.",
    )
    p.add_argument("first", type=path_of, metavar="A.h5", help="a result file of peelsim run")
    p.add_argument("second", type=path_of, metavar="B.h5", help="another one")
    p.add_argument("--points", action="store_true", help="list every point at which they differ")
    p.add_argument(
        "--level", type=level, default=1e-3, metavar="P", help="chance that equal laws differ (default: 0.001)"
    )
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.judging.two_files import differences
    from peelsim.results.compare import compared
    from peelsim.results.errors import ResultsError

    try:
        both = compared(options.first), compared(options.second)
        found = differences(*both, names=(str(options.first), str(options.second)), level=options.level)
        if not found.points:
            raise ResultsError(f"{options.first} and {options.second} have no point in common: nothing to compare")
    except ResultsError as error:
        complain(error)
        return 2
    say(str(found))
    if options.points and found.differ:
        say(str(found.listed()))
    return int(found.differ)
