"""Stop rules that cannot be evaluated or can never fire, in words."""

from collections.abc import Iterator, Sequence

from peelsim.mistakes import Location, unknown
from peelsim.quoting import shown
from peelsim.stats.intervals import binomial_interval
from peelsim.stats.observable import Observable
from peelsim.sweep.file.grid import Axis
from peelsim.sweep.file.points import Point
from peelsim.sweep.rules.stopping import StopRules


def rule_mistakes(
    stop: StopRules, observables: Sequence[Observable], points: Sequence[Point]
) -> list[tuple[Location, str]]:
    """What is wrong with the rules for points that observe this; no points: they have mistakes of their own."""
    found = [*_of_events(stop, observables), *_of_precision(stop, observables), *_of_combination(stop)]
    found += _of_rate(stop, observables, points)
    endless = _of_edges(stop, points)
    capped = stop.max_trials is not None or stop.max_edges is not None
    if stop.goals and points and capped and not endless:
        found += _beyond_caps(stop, observables, points)
    return found + endless


def axis_mistakes(stop: StopRules, axes: Sequence[Axis]) -> list[tuple[Location, str]]:
    """Why min_rate may have no axis to go along."""
    rule, names = stop.min_rate, [axis.name for axis in axes]
    if rule is None or (names and rule.axis in (None, *names)):
        return []
    if not names:
        return [(("stop", "min_rate"), "leaves out points of an axis, and [grid] has none")]
    return [(("stop", "min_rate", "axis"), f"{shown(rule.axis)} is no axis; {unknown(str(rule.axis), names)}")]


def _of_events(stop: StopRules, observables: Sequence[Observable]) -> Iterator[tuple[Location, str]]:
    rule = stop.max_events
    events = [o.name for o in observables if o.kind == "event"]
    if rule is None or rule.observable in events:
        return
    number = any(o.name == rule.observable for o in observables)
    what = "is a number, not an event" if number else "is not observed here"
    cure = f"use {_either(events)}" if events else "output.observables has no event"
    yield ("stop", "max_events", "observable"), f"{shown(rule.observable)} {what}; {cure}"


def _of_rate(
    stop: StopRules, observables: Sequence[Observable], points: Sequence[Point]
) -> Iterator[tuple[Location, str]]:
    rule = stop.min_rate
    if rule is None:
        return
    events = [o.name for o in observables if o.kind == "event" and o.dimension is None]
    if rule.observable not in events:
        cure = f"use {_either(events)}" if events else "output.observables has no event"
        yield ("stop", "min_rate", "observable"), f"{shown(rule.observable)} is no event that is observed; {cure}"
    if points and any(point.curve is not None for point in points):
        yield ("stop", "min_rate"), "needs trials of each point; this engine has those of a whole axis at once"


def _of_precision(stop: StopRules, observables: Sequence[Observable]) -> Iterator[tuple[Location, str]]:
    known = {o.name: o for o in observables}
    single = [o.name for o in observables if o.dimension is None]
    for rule, asked in stop.precision.items():
        where: Location = ("stop", rule, "observable")
        observable = known.get(asked.observable)
        if observable is None or observable.dimension is not None:
            what = "is not observed here" if observable is None else "is a whole curve, not a number"
            cure = f"use {_either(single)}" if single else "output.observables has no single number"
            yield where, f"{shown(asked.observable)} {what}; {cure}"
        else:
            for event in (event for event in observable.jumps if event not in known):
                yield where, f"{shown(asked.observable)} needs a count of '{event}'; add it to output.observables"


def _of_combination(stop: StopRules) -> Iterator[tuple[Location, str]]:
    if stop.max_trials is None and stop.max_edges is None:
        set_rules = [*stop.goals, *(["max_seconds"] if stop.max_seconds is not None else [])]
        cure = "max_trials or max_edges"
        if stop.goals:
            yield ("stop",), f"{' and '.join(set_rules)} alone may never end a point; add {cure}"
        else:
            yield ("stop",), f"{'max_seconds alone sets no number of trials' if set_rules else 'no rule'}; give {cure}"
    if stop.until == "all" and len(stop.goals) < 2:
        yield ("stop", "until"), '"all" needs two of max_events, rel_error and abs_error; caps always end a point'
    if stop.min_trials is not None and not stop.precision:
        yield ("stop", "min_trials"), "says nothing without rel_error or abs_error"


def _of_edges(stop: StopRules, points: Sequence[Point]) -> list[tuple[Location, str]]:
    if stop.max_trials is None and stop.max_edges is not None and not all(point.edges_a_trial for point in points):
        return [(("stop", "max_edges"), "never ends a point without edges, and there is one; add max_trials")]
    return []


def _beyond_caps(
    stop: StopRules, observables: Sequence[Observable], points: Sequence[Point]
) -> Iterator[tuple[Location, str]]:
    """Goals that no point can reach before its cap."""
    most = max(stop.cap(point.edges_a_trial) for point in points)
    at_most = f"{most} trials" if most == stop.max_trials else f"at most {most} trials"
    if stop.max_events is not None and stop.max_events.count > most:
        yield ("stop", "max_events", "count"), f"{stop.max_events.count} events in {at_most}: never fires"
    if stop.precision and stop.least_trials > most:
        said = f"{stop.least_trials} trials where there are {at_most}: no precision rule ever fires; lower it"
        yield ("stop", "min_trials"), said
        return
    events = {o.name for o in observables if o.kind == "event"}
    shortest = float(binomial_interval(0, most)[1]) / 2
    for rule, asked in stop.precision.items():
        if asked.observable in events and asked.value < shortest * 0.9:  # after a rule a tail is a little longer
            said = (
                f"no interval of {at_most} is as short as {asked.value:g}: never fires; the shortest is {shortest:.2g}"
            )
            yield ("stop", rule, "value"), said


def _either(names: Sequence[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)
