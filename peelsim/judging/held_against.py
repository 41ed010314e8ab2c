"""The tests of a law: each observable at each point, those that say the same once.

Tests: tests/judging/test_verdict.py
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.results.compare import Comparison, Measured, Said
from peelsim.stats.agreement import Agreement, Floats
from peelsim.stats.comparison import Seen, agreement, unrounded
from peelsim.stats.law import Status

Where = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tests:
    """The tests of one observable: a law's word at some points, and at some places along the observable's dimension."""

    measured: Measured
    point: Where
    place: Where
    predicted: Floats
    seen: Seen
    agreement: Agreement

    def __len__(self) -> int:
        return len(self.point)

    def of(self, values: Floats) -> Floats:
        """The entries of an array [points, places] that were tested."""
        return np.asarray(values[self.point, self.place])


def tests_of(data: Comparison, law: Said, name: str, status: Status) -> Tests:
    """All tests of an observable where the law has this status, those of equal trials once."""
    measured, predicted = data.measured[name], law.values[name]
    here = np.isfinite(predicted) & (data.trials > 0)[:, None] & law.ranges[name].status(status)
    point, place = _once(data, measured, predicted, *np.nonzero(here))
    tests = _made(data, law, measured, point, place)
    some = ~np.isnan(tests.agreement.p_value)
    return tests if some.all() else _made(data, law, measured, point[some], place[some])


def _once(data: Comparison, measured: Measured, predicted: Floats, point: Where, place: Where) -> tuple[Where, Where]:
    """Points of equal identity hold the same trials: the first of them stands for all."""
    if len(set(data.hashes)) == len(data.hashes):
        return point, place
    values = (data.hashes[point], place, data.trials[point], measured.mean[point, place], predicted[point, place])
    first: dict[tuple[object, ...], int] = {}
    for i, row in enumerate(zip(*(v.tolist() for v in values), strict=True)):
        first.setdefault(row, i)
    kept = np.fromiter(first.values(), np.int64)
    return point[kept], place[kept]


def seen_at(data: Comparison, measured: Measured, point: Where, place: Where) -> Seen:
    """What was seen of an observable at some points, and at some places along its dimension."""
    return Seen(
        mean=measured.mean[point, place],
        spread=measured.spread[point, place],
        trials=data.trials[point],
        events=None if measured.events is None else measured.events[point, place],
        one=measured.one[point, place],
        jumps=measured.jumps,
        highest=measured.highest,
    )


def _made(data: Comparison, law: Said, measured: Measured, point: Where, place: Where) -> Tests:
    seen = seen_at(data, measured, point, place)
    said = law.values[measured.name][point, place]
    return Tests(measured, point, place, unrounded(seen, said), seen, agreement(seen, said, kind=law.kind))


def distinct(data: Comparison, law: Said) -> tuple[list[str], list[tuple[str, str]]]:
    """Observables that say something of their own, and those left out with what says the same; a fraction stays."""
    chosen: list[str] = []
    same: list[tuple[str, str]] = []
    for name in sorted(law.values, key=lambda name: (data.measured[name].highest, name)):
        twin = next((other for other in chosen if _alike(data, law, name, other)), None)
        if twin is None:
            chosen.append(name)
        else:
            same.append((name, twin))
    return sorted(chosen), sorted(same)


def _alike(data: Comparison, law: Said, first: str, second: str) -> bool:
    """Whether two observables are one: equal counts in other units, or an event and its opposite."""
    a, b = data.measured[first], data.measured[second]
    if a.mean.shape != b.mean.shape or (a.events is None) != (b.events is None):
        return False
    if (law.ranges[first].status("extrapolated") != law.ranges[second].status("extrapolated")).any():
        return False
    p, q = law.values[first], law.values[second]
    if a.events is not None and b.events is not None:
        tried = data.trials > 0
        opposite = (a.events + b.events == data.trials[:, None])[tried].all() and _equal(p, 1 - q)
        opposite &= law.kind in ("value", "limit")  # a bound of one is a bound of the other on its other side
        return bool(tried.any() and (opposite or ((a.events == b.events)[tried].all() and _equal(p, q))))
    counted = np.isfinite(a.one) & np.isfinite(b.one)
    if not counted.any() or (np.isfinite(a.one) != np.isfinite(b.one)).any():
        return False
    u, v = a.one[counted], b.one[counted]
    pairs = ((a.mean, b.mean), (a.spread, b.spread), (p, q))
    return all(_equal(x[counted] / u, y[counted] / v) for x, y in pairs)


def _equal(first: Floats, second: Floats) -> bool:
    return np.allclose(first, second, rtol=1e-9, atol=1e-12, equal_nan=True)
