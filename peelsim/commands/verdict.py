"""What a result file says of each of its laws: where it holds, by how much it fails, how closely one could look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from peelsim.results.compare import Comparison, Measured
from peelsim.stats.agreement import (
    Agreement,
    Floats,
    event_agreement,
    event_resolution,
    holm,
    mean_agreement,
    mean_resolution,
)

Where = npt.NDArray[np.int64]
Kind = Literal["holds", "holds from", "fails", "untested", "too few trials"]
Mask = npt.NDArray[np.bool_]

_FINE = 1e-9  # units below this count no things: a real number was rounded to them
_BLIND = 0.4  # of the range of single trials: a test that sees no smaller deviation tells nothing


@dataclass(frozen=True, eq=False)
class Tests:
    """The tests of one observable: a law's word at some points, and at some places along the observable's dimension."""

    measured: Measured
    point: Where
    place: Where
    predicted: Floats
    agreement: Agreement
    lowest: Floats  # between which the values of single trials lie
    highest: Floats

    def __len__(self) -> int:
        return len(self.point)

    def of(self, values: Floats) -> Floats:
        """The entries of an array [points, places] that were tested."""
        return np.asarray(values[self.point, self.place])


@dataclass(frozen=True, eq=False)
class Verdict:
    """On one law and one of its observables."""

    tests: Tests
    kind: Kind
    since: float | None  # smallest size from which on nothing is rejected, if there is one
    corrected: Floats  # p-value of each test, corrected for the number of the law's tests
    rejected: Mask
    resolution: float  # deviation that the median test could see, of those from ``since`` on

    @property
    def worst(self) -> int | None:
        """The rejected test that deviates most, else the one nearest to rejection."""
        if not len(self.tests):
            return None
        if self.rejected.any():
            return int(np.argmax(np.where(self.rejected, np.abs(self.tests.agreement.deviation), -1)))
        return int(np.argmin(self.tests.agreement.p_value))


@dataclass(frozen=True, eq=False)
class Judgement:
    """On one law."""

    law: str
    binding: bool
    verdicts: tuple[Verdict, ...]
    same: tuple[tuple[str, str], ...]  # observables left out, and those that say the same

    @property
    def fails(self) -> bool:
        """Whether any observable refutes the law, however large the system."""
        return any(verdict.kind == "fails" for verdict in self.verdicts)

    @property
    def untested(self) -> bool:
        """Whether nothing was seen that could have refuted the law."""
        return all(verdict.kind in ("untested", "too few trials") for verdict in self.verdicts)


def judge(data: Comparison, law: str, *, level: float) -> Judgement:
    """Hold a law against all that was seen; a true law fails with chance ``level`` at most.

    Each observable is tested at each point, and Holm's correction runs over all of them: it asks for no independence,
    so points that share their trials are as welcome as others. Observables that say the same twice, and points of the
    same trials, count once.
    """
    predictions = data.predictions[law]
    chosen, same = _distinct(data, predictions)
    tests = [_tests(data, data.measured[name], predictions[name]) for name in chosen]
    corrected = holm(np.concatenate([t.agreement.p_value for t in tests])) if tests else np.zeros(0)
    accepted = int((corrected > level).sum())
    parts = np.split(corrected, np.cumsum([len(t) for t in tests])[:-1]) if tests else []
    verdicts = [_verdict(data, t, p, level, level / max(accepted, 1)) for t, p in zip(tests, parts, strict=True)]
    return Judgement(law, law in data.binding, tuple(verdicts), tuple(same))


def _distinct(data: Comparison, predictions: Mapping[str, Floats]) -> tuple[list[str], list[tuple[str, str]]]:
    """Observables that say something of their own; of two alike, the fraction."""

    def order(name: str) -> tuple[bool, str]:
        return not _is_fraction(data.measured[name]), name

    chosen: list[str] = []
    same: list[tuple[str, str]] = []
    for name in sorted(predictions, key=order):
        twin = next((other for other in chosen if _alike(data, predictions, name, other)), None)
        if twin is None:
            chosen.append(name)
        else:
            same.append((name, twin))
    return sorted(chosen), same


def _alike(data: Comparison, predictions: Mapping[str, Floats], first: str, second: str) -> bool:
    """Whether two observables are one: equal counts in other units, or an event and its opposite."""
    a, b = data.measured[first], data.measured[second]
    if a.mean.shape != b.mean.shape or (a.events is None) != (b.events is None):
        return False
    p, q = predictions[first], predictions[second]
    if a.events is not None and b.events is not None:
        tried = data.trials > 0
        opposite = (a.events + b.events == data.trials[:, None])[tried].all() and _equal(p, 1 - q)
        return bool(tried.any() and (opposite or ((a.events == b.events)[tried].all() and _equal(p, q))))
    counted = np.isfinite(a.one) & np.isfinite(b.one)
    if not counted.any() or (np.isfinite(a.one) != np.isfinite(b.one)).any():
        return False
    u, v = a.one[counted], b.one[counted]
    pairs = ((a.mean, b.mean), (a.spread, b.spread), (p, q))
    return all(_equal(x[counted] / u, y[counted] / v) for x, y in pairs)


def _equal(first: Floats, second: Floats) -> bool:
    return np.allclose(first, second, rtol=1e-9, atol=1e-12, equal_nan=True)


def _is_fraction(measured: Measured) -> bool:
    """Whether the counts are divided by their whole: so is every scaled observable, unless it passes 1."""
    scaled, seen = measured.one[np.isfinite(measured.one)], measured.mean[np.isfinite(measured.mean)]
    return bool((scaled < 1 - 1e-9).any() and (seen <= 1).all())


def _tests(data: Comparison, measured: Measured, predicted: Floats) -> Tests:
    """All tests of an observable, those of equal trials once."""
    point, place = np.nonzero(np.isfinite(predicted) & (data.trials > 0)[:, None])
    if len(set(data.hashes)) < len(data.hashes):
        values = (data.hashes[point], place, data.trials[point], measured.mean[point, place], predicted[point, place])
        first: dict[tuple[object, ...], int] = {}
        for i, row in enumerate(zip(*(v.tolist() for v in values), strict=True)):
            first.setdefault(row, i)
        once = np.fromiter(first.values(), np.int64)
        point, place = point[once], place[once]
    said, mean, n = predicted[point, place], measured.mean[point, place], data.trials[point]
    lowest, highest = np.zeros(len(point)), np.ones(len(point))
    if measured.events is None:
        if not _is_fraction(measured):  # as far above the mean as zero is below it
            one = np.nan_to_num(measured.one[point, place], nan=1.0)
            highest = np.maximum(2 * mean, np.maximum(said, mean + one))
        spread = measured.spread[point, place]
        unit = measured.one[point, place]
        said = np.where((unit < _FINE) & (np.abs(mean - said) < unit), mean, said)  # rounding of a real number
        agreement = mean_agreement(mean, spread, n, said, lowest=lowest, highest=highest)
    else:
        agreement = event_agreement(measured.events[point, place], n, said)
    some = ~np.isnan(agreement.p_value)
    agreement = Agreement(agreement.deviation[some], agreement.standard_errors[some], agreement.p_value[some])
    return Tests(measured, point[some], place[some], said[some], agreement, lowest[some], highest[some])


def _verdict(data: Comparison, tests: Tests, corrected: Floats, level: float, alone: float) -> Verdict:
    """alone: the p-value at which one more test would be rejected.

    That nothing is rejected says nothing if the median test could not have seen a law that is wrong by nearly half the
    range of single trials. That nothing is rejected at the larger sizes says little if trials are few there. So a law
    holds from a size on only if the check was not much blunter there than at the largest size that refutes it, or
    could have seen as much.
    """
    rejected = corrected <= level
    resolutions = _resolution(data, tests, alone)
    kind: Kind
    if not rejected.any() or data.sizes is None:
        blind = _median(resolutions - _BLIND * (tests.highest - tests.lowest)) > 0
        kind = "untested" if not len(tests) else "fails" if rejected.any() else "too few trials" if blind else "holds"
        return Verdict(tests, kind, None, corrected, rejected, _median(resolutions))
    sizes = data.sizes[tests.point]
    refuting = sizes == sizes[rejected].max()
    beyond = sizes > sizes[rejected].max()
    if not beyond.any():
        return Verdict(tests, "fails", None, corrected, rejected, _median(resolutions))
    least = np.abs(tests.agreement.deviation[refuting & rejected]).max()
    sharp = _median(resolutions[beyond]) <= max(2 * _median(resolutions[refuting]), least)
    kind, since = "holds from" if sharp else "fails", float(sizes[beyond].min())
    return Verdict(tests, kind, since, corrected, rejected, _median(resolutions[beyond]))


def _median(values: Floats) -> float:
    return float(np.median(values)) if len(values) else np.nan


def _resolution(data: Comparison, tests: Tests, level: float) -> Floats:
    """Deviation that each test could see by itself."""
    measured, trials = tests.measured, data.trials[tests.point]
    if measured.events is not None:
        return event_resolution(trials, tests.predicted, level=level)
    mean, spread = tests.of(measured.mean), tests.of(measured.spread)
    return mean_resolution(mean, spread, trials, lowest=tests.lowest, highest=tests.highest, level=level)
