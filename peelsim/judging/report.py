"""The words of `peelsim check` for one law: its verdicts as a table, and what it says nothing of.

Tests: tests/commands/test_table.py
"""

from math import isfinite

from peelsim.aligned import aligned, terminal_width
from peelsim.judging.verdict import Judgement, Outcome, in_brief
from peelsim.results.compare import Comparison

Row = list[str]

_MOST_REASONS = 4  # that are listed
_LEAST_P = 1e-300  # below which a number has no digits left


def report(data: Comparison, judgement: Judgement, *, points: bool) -> str:
    """A line for each observable, and one for each rejected point if these are wanted.

    Observables that were tested within the law's range and outside have a line for each.
    """
    at = ", ".join(data.coordinates)
    heads = ["observable", "verdict", "rejected", "deviation", "95 % interval", "s.e.", f"at {at}"]
    rows = [[*heads, "ratio"]]
    for verdict in judgement.verdicts:
        measured = verdict.inside.tests.measured
        name = measured.name if measured.units == "1" else f"{measured.name} [{measured.units}]"
        if len(verdict.inside.tests) or not len(verdict.outside.tests):
            rows.append([name, verdict.words(data.size), *_numbers(data, verdict.inside)])
        if len(verdict.outside.tests):
            rows.append([name, _said_outside(verdict.outside), *_numbers(data, verdict.outside)])
    binding = ", binding" if judgement.binding else ""
    source = f", {judgement.source}" if judgement.source else ""
    lines = [f"{judgement.law} ({judgement.law_kind}{binding}){source}", *_aligned(rows)]
    lines += [f"  {other} says the same as {name}" for other, name in judgement.same]
    lines += _extrapolated(data, judgement)
    lines += _silences(data, judgement)
    if points:
        lines += _rejected(data, judgement, at)
    return "\n".join(lines)


def _said_outside(outcome: Outcome) -> str:
    if outcome.worst is None or not outcome.rejected.any():
        return "extrapolated"
    return f"extrapolated, off by {abs(float(outcome.tests.agreement.deviation[outcome.worst])):.3g}"


def _numbers(data: Comparison, outcome: Outcome) -> Row:
    """How many tests are rejected, and the one that says most."""
    rejected = f"{int(outcome.rejected.sum()):,} of {len(outcome.tests):,}"
    if outcome.worst is None:
        return [rejected, *["-"] * 5]
    return [rejected, *_deviation(data, outcome, outcome.worst), _ratio(data, outcome)]


def _ratio(data: Comparison, outcome: Outcome) -> str:
    """The largest ratio of what was seen of an event and what was predicted, and how likely chance makes such a one."""
    test = outcome.most
    if test is None:
        return "-"
    p = float(outcome.corrected[test])
    chance = f"p {p:.1g}" if p >= _LEAST_P else f"p < {_LEAST_P:g}"
    where = "" if test == outcome.worst else f" at {_place(data, outcome, test)}"
    return f"{outcome.ratio(test):.3g}{where} ({chance})"


def _deviation(data: Comparison, outcome: Outcome, test: int) -> Row:
    """Deviation of one test, its interval, in standard errors, and where."""
    tests, measured = outcome.tests, outcome.tests.measured
    predicted = tests.predicted[test]
    low, high = (float(tests.of(limits)[test] - predicted) for limits in (measured.low, measured.high))
    return [
        _signed(float(tests.agreement.deviation[test])),
        f"[{_signed(low)}, {_signed(high)}]",
        errors(float(tests.agreement.standard_errors[test])),
        _place(data, outcome, test),
    ]


def _place(data: Comparison, outcome: Outcome, test: int) -> str:
    tests, measured = outcome.tests, outcome.tests.measured
    place = [in_brief(values[tests.point[test]]) for values in data.coordinates.values()]
    if measured.dimension is not None:
        place.append(f"{measured.dimension} {in_brief(measured.places[tests.place[test]])}")
    return ", ".join(place) or "the point"


def _extrapolated(data: Comparison, judgement: Judgement) -> list[str]:
    """Why tests lie outside the law's range, a line for each reason."""
    found: dict[str, list[str]] = {}
    for verdict in judgement.verdicts:
        tests = verdict.outside.tests
        ranges = data.laws[judgement.law].ranges[verdict.name]
        where = ranges.because("extrapolated", "") & False
        where[tests.point, tests.place] = True
        for reason in ranges.reasons("extrapolated", where):
            found.setdefault(reason, []).append(verdict.name)
    return first_few([f"  extrapolated: {reason} ({', '.join(names)})" for reason, names in found.items()])


def _silences(data: Comparison, judgement: Judgement) -> list[str]:
    """What the law says nothing of though it was seen, a line for each reason and number of points."""
    tried = int((data.trials > 0).sum())
    lines = []
    for (reason, points), names in judgement.silent.items():
        where = "" if points == tried else f" at {points:,} of {tried:,} points"
        lines.append(f"  nothing said of {', '.join(names)}{where}{f': {reason}' if reason else ''}")
    return first_few(lines)


def first_few(lines: list[str]) -> list[str]:
    """The first lines of many that are alike but for a number, and how many more there are."""
    more = len(lines) - _MOST_REASONS
    return lines if more < 2 else [*lines[:_MOST_REASONS], f"  and {more:,} more such lines"]


def _rejected(data: Comparison, judgement: Judgement, at: str) -> list[str]:
    """Every rejected test, with what was seen and what was predicted."""
    rows = [["observable", f"at {at}", "trials", "seen", "predicted", "deviation", "95 % interval", "s.e.", "p"]]
    for outcome in (each for verdict in judgement.verdicts for each in (verdict.inside, verdict.outside)):
        tests = outcome.tests
        for test in outcome.rejected.nonzero()[0].tolist():
            deviation, interval, plain, place = _deviation(data, outcome, test)
            trials, p = f"{int(tests.seen.trials[test]):,}", f"{outcome.corrected[test]:.1g}"
            numbers = [f"{float(value):.3g}" for value in (tests.seen.mean[test], tests.predicted[test])]
            rows.append([tests.measured.name, place, trials, *numbers, deviation, interval, plain, p])
    return ["  rejected (p is corrected for the number of tests):", *_aligned(rows)] if len(rows) > 1 else []


def errors(value: float) -> str:
    """A deviation in standard errors; a dash where no spread was seen, impossible where a law allows none."""
    if value != value:
        return "-"
    return f"{value:+.1f}" if isfinite(value) else "impossible"


def _aligned(rows: list[Row]) -> list[str]:
    return aligned(rows, keys=1, indent="  ", width=terminal_width())


def _signed(value: float) -> str:
    return "-" if value != value else f"{value:+.3g}"
