"""The verdicts of `peelsim check` as JSON: the numbers behind the words of ``report``.

Tests: tests/commands/test_check.py
"""

from typing import Any

from peelsim.judging.verdict import Judgement, Outcome, Verdict
from peelsim.plain_values import plain_value
from peelsim.results.compare import Comparison

Json = dict[str, Any]


def as_json(data: Comparison, judgement: Judgement, *, points: bool) -> Json:
    """What is said of one law; points: with every rejected test."""
    return {
        "law": judgement.law,
        "kind": judgement.law_kind,
        "source": judgement.source,
        "binding": judgement.binding,
        "fails": judgement.fails,
        "untested": judgement.untested,
        "observables": [_verdict(data, verdict, points=points) for verdict in judgement.verdicts],
        "says_the_same": dict(judgement.same),
        "silent": [
            {"reason": reason, "points": number, "observables": list(names)}
            for (reason, number), names in judgement.silent.items()
        ],
    }


def _verdict(data: Comparison, verdict: Verdict, *, points: bool) -> Json:
    measured = verdict.inside.tests.measured
    return {
        "observable": measured.name,
        "units": measured.units,
        "verdict": verdict.kind,
        "since": plain_value(verdict.since),
        "too_few_trials_since": verdict.blunt,
        "resolution": plain_value(verdict.resolution),
        "within_range": _outcome(data, verdict.inside, points=points),
        "outside_range": _outcome(data, verdict.outside, points=points),
    }


def _outcome(data: Comparison, outcome: Outcome, *, points: bool) -> Json:
    """How many tests there were, the one that says most, and that with the largest ratio of an event."""
    worst, most = outcome.worst, outcome.most
    said: Json = {
        "tests": len(outcome.tests),
        "rejected": int(outcome.rejected.sum()),
        "largest_deviation": None if worst is None else _test(data, outcome, worst),
        "largest_ratio": None if most is None else _test(data, outcome, most),
    }
    if points:
        said["rejected_tests"] = [_test(data, outcome, test) for test in outcome.rejected.nonzero()[0].tolist()]
    return said


def _test(data: Comparison, outcome: Outcome, test: int) -> Json:
    """One test: where, what was seen and predicted, and how far apart these are."""
    tests, measured = outcome.tests, outcome.tests.measured
    at = {name: values[tests.point[test]] for name, values in data.coordinates.items()}
    if measured.dimension is not None:
        at[measured.dimension] = measured.places[tests.place[test]]
    predicted = float(tests.predicted[test])
    ratio = outcome.ratio(test) if predicted > 0 else None
    return {
        "at": {name: plain_value(value) for name, value in at.items()},
        "trials": int(tests.seen.trials[test]),
        "seen": plain_value(tests.seen.mean[test]),
        "low": plain_value(tests.of(measured.low)[test]),
        "high": plain_value(tests.of(measured.high)[test]),
        "predicted": predicted,
        "deviation": plain_value(tests.agreement.deviation[test]),
        "standard_errors": plain_value(tests.agreement.standard_errors[test]),
        "ratio": plain_value(ratio),
        "p_corrected": plain_value(outcome.corrected[test]),
    }
