"""What a result file says of each of its laws: where it holds, by how much it fails, how closely one could look."""

from collections.abc import Sequence
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
Mask = npt.NDArray[np.bool_]


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
    kind: Literal["holds", "holds from", "fails", "untested"]
    since: float | None  # smallest number of concepts from which on it holds
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


def _distinct(data: Comparison, predictions: dict[str, Floats]) -> tuple[list[str], list[tuple[str, str]]]:
    """Observables that say something of their own; of two alike, the event that stops trials, else the fraction."""

    def order(name: str) -> tuple[bool, bool, str]:
        return data.target(name) is None, not _is_fraction(data.measured[name]), name

    chosen: list[str] = []
    same: list[tuple[str, str]] = []
    for name in sorted(predictions, key=order):
        twin = next((other for other in chosen if _alike(data, predictions, name, other)), None)
        if twin is None:
            chosen.append(name)
        else:
            same.append((name, twin))
    return sorted(chosen), same
