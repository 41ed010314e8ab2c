"""`peelsim check RESULTS.h5`: hold every law of a result file against all that was seen."""

import argparse
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from peelsim.printing import complain, say

if TYPE_CHECKING:
    from peelsim.commands.verdict import Judgement, Verdict
    from peelsim.results.compare import Comparison


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="Hold every law of a result file against what was seen, at every point and in every observable: "
        "where it holds, by how much it fails, and how small a deviation could have been seen. Exit code 1 if a law "
        "fails, or was never tested, that the sweep file names in laws.binding.",
    )
    p.add_argument("results", type=Path, metavar="RESULTS.h5", help="a result file of peelsim run")
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
    from peelsim.commands.verdict import judge
    from peelsim.results.compare import compared

    data = compared(options.results)
    judgements = [judge(data, law, level=options.level) for law in _laws(options, data)]
    say(_headline(options, data))
    for judgement in judgements:
        say("\n" + _report(data, judgement, points=options.points))
    bound = [judgement for judgement in judgements if judgement.binding]
    for judgement in bound:
        if judgement.untested:
            say(f"\n{judgement.law} is binding and was never tested")
    return int(any(judgement.fails or judgement.untested for judgement in bound))


def _laws(options: argparse.Namespace, data: "Comparison") -> list[str]:
    """The laws asked for, all of the file if none is named."""
    from peelsim.results.errors import ResultsError

    cure = "add it to laws.compare and run again"
    if not data.predictions:
        raise ResultsError(f"{options.results} has no laws to check: name some in laws.compare and run again")
    for law in options.law or ():
        if law not in data.predictions:
            raise ResultsError(f"{options.results} has no law {law!r}, it has {', '.join(data.predictions)}: {cure}")
    return list(dict.fromkeys(options.law or data.predictions))


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
    ]
    if data.correlated:
        lines.append(f"points along {', '.join(data.correlated)} come from the same trials; the chance allows for it")
    return "\n".join(lines)


def _report(data: "Comparison", judgement: "Judgement", *, points: bool) -> str:
    """A line for each observable, and one for each rejected point if these are wanted."""
    at = ", ".join(data.coordinates)
    rows = [
        ["observable", "verdict", "rejected", "largest deviation", "95 % interval", "s.e.", f"at {at}", "could see"]
    ]
    for verdict in judgement.verdicts:
        measured = verdict.tests.measured
        name = measured.name if measured.units == "1" else f"{measured.name} [{measured.units}]"
        rejected = f"{int(verdict.rejected.sum()):,} of {len(verdict.tests):,}"
        seen = [] if verdict.worst is None else _deviation(data, verdict, verdict.worst)
        rows.append(
            [name, _said(verdict, data.size), rejected, *(seen or ["-"] * 4), _signed(verdict.resolution).lstrip("+")]
        )
    lines = [f"{judgement.law}{' (binding)' if judgement.binding else ''}", *_aligned(rows)]
    lines += [f"  {other} says the same as {name}" for other, name in judgement.same]
    if points:
        lines += _rejected(data, judgement, at)
    return "\n".join(lines)


def _said(verdict: "Verdict", size: str | None) -> str:
    since = "" if verdict.since is None else f"from {size} >= {_value(verdict.since)}"
    if verdict.kind != "fails" or verdict.worst is None:
        return f"holds {since}" if verdict.kind == "holds from" else verdict.kind
    by = abs(float(verdict.tests.agreement.deviation[verdict.worst]))
    return f"fails by {by:.3g}" + (f"; too few trials {since}" if since else "")


def _deviation(data: "Comparison", verdict: "Verdict", test: int) -> list[str]:
    """Deviation of one test, its interval, in standard errors, and where."""
    tests, measured = verdict.tests, verdict.tests.measured
    predicted = tests.predicted[test]
    low, high = (float(tests.of(limits)[test] - predicted) for limits in (measured.low, measured.high))
    place = [_value(values[tests.point[test]]) for values in data.coordinates.values()]
    if measured.dimension is not None:
        place.append(f"{measured.dimension} {_value(measured.places[tests.place[test]])}")
    return [
        _signed(float(tests.agreement.deviation[test])),
        f"[{_signed(low)}, {_signed(high)}]",
        _errors(float(tests.agreement.standard_errors[test])),
        ", ".join(place) or "the point",
    ]


def _rejected(data: "Comparison", judgement: "Judgement", at: str) -> list[str]:
    """Every rejected test, with what was seen and what was predicted."""
    rows = [["observable", f"at {at}", "trials", "seen", "predicted", "deviation", "95 % interval", "s.e.", "p"]]
    for verdict in judgement.verdicts:
        tests = verdict.tests
        for test in verdict.rejected.nonzero()[0].tolist():
            deviation, interval, errors, place = _deviation(data, verdict, test)
            seen, predicted = float(tests.of(tests.measured.mean)[test]), float(tests.predicted[test])
            trials, p = f"{int(data.trials[tests.point[test]]):,}", f"{verdict.corrected[test]:.1g}"
            numbers = [_signed(value).lstrip("+") for value in (seen, predicted)]
            rows.append([tests.measured.name, place, trials, *numbers, deviation, interval, errors, p])
    return ["  rejected (p is corrected for the number of tests):", *_aligned(rows)] if len(rows) > 1 else []


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _value(value: object) -> str:
    """A coordinate; a number as briefly as it can be said exactly."""
    if isinstance(value, str):
        return str(value)
    number = float(value)  # type: ignore[arg-type]
    return f"{number:,.0f}" if number.is_integer() and abs(number) < 1e7 else f"{number:.12g}"


def _signed(value: float) -> str:
    return "-" if value != value else f"{value:+.3g}"


def _errors(value: float) -> str:
    return f"{value:+.1f}" if abs(value) < inf else f"{'-' if value < 0 else ''}impossible"


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
