"""`peelsim check RESULTS.h5`: hold every law of a result file against all that was seen."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from peelsim.arguments import path_of
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from peelsim.results.compare import Comparison


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
    p.add_argument("--law", action="append", metavar="NAME", help="only this law; may be given more than once")
    p.add_argument("--points", action="store_true", help="list every point at which a law is rejected")
    p.add_argument(
        "--level", type=_level, default=1e-3, metavar="P", help="chance that a true law is rejected (default: 0.001)"
    )
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.results.errors import ResultsError

    try:
        return _check(options)
    except ResultsError as error:
        complain(str(error))
        return 2


def _check(options: argparse.Namespace) -> int:
    from peelsim.judging.report import report
    from peelsim.judging.verdict import judge
    from peelsim.results.compare import compared

    data = compared(options.results)
    judgements = [judge(data, law, level=options.level) for law in _laws(options, data)]
    say(_headline(options, data))
    for judgement in judgements:
        say("\n" + report(data, judgement, points=options.points))
    bound = [judgement for judgement in judgements if judgement.binding]
    for judgement in bound:
        if judgement.untested:
            say(f"\n{judgement.law} is binding and was never tested")
        elif judgement.only_outside:
            say(f"\n{judgement.law} is binding and was tested outside its range only")
    return int(any(judgement.fails or judgement.untested for judgement in bound))


def _laws(options: argparse.Namespace, data: "Comparison") -> list[str]:
    """The laws asked for, all of the file if none is named."""
    from peelsim.results.errors import ResultsError

    cure = "add it to laws.compare and run again"
    if not data.laws:
        raise ResultsError(f"{options.results} has no laws to check: name some in laws.compare and run again")
    for law in options.law or ():
        if law not in data.laws:
            raise ResultsError(f"{options.results} has no law {law!r}, it has {', '.join(data.laws)}: {cure}")
    return list(dict.fromkeys(options.law or data.laws))


def _headline(options: argparse.Namespace, data: "Comparison") -> str:
    tried = data.trials[data.trials > 0]
    trials = "no trials"
    if len(tried):
        least, most = int(tried.min()), int(tried.max())
        trials = f"{least:,} trials each" if least == most else f"{least:,} to {most:,} trials each"
        if len(tried) < len(data.trials):
            trials += f", {len(data.trials) - len(tried):,} without any"
    if data.unfinished:
        trials += f"; the trials of {data.unfinished:,} have not ended"
    lines = [
        f"{options.results}: {_counted(len(data.trials), 'point')}, {trials}",
        f"a true law is rejected with chance {options.level:g} at most, over all its points and observables (Holm)",
        "holds within x: nothing speaks against it, and half of the tests would have seen a deviation of x",
        "fails by x: the largest deviation that chance does not explain",
    ]
    if data.correlated:
        lines.append(f"points along {', '.join(data.correlated)} come from the same trials; the chance allows for it")
    return "\n".join(lines)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _level(text: str) -> float:
    try:
        level = float(text)
    except ValueError:
        level = 0.0
    if not 0 < level < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a chance; give a number between 0 and 1")
    return level
