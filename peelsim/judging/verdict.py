"""What a result file says of each of its laws: where it holds, by how much it fails, how closely one could look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from peelsim.judging.held_against import Tests, distinct, tests_of
from peelsim.results.compare import Comparison, Said
from peelsim.stats.agreement import Floats, holm
from peelsim.stats.comparison import resolution
from peelsim.stats.law import LawKind
from peelsim.tables import Table, rate

Kind = Literal["holds", "holds from", "fails", "extrapolated", "untested", "too few trials"]
Mask = npt.NDArray[np.bool_]

_BLIND = 0.4  # of the range of single trials: a test that sees no smaller deviation tells nothing


@dataclass(frozen=True, eq=False)
class Outcome:
    """Tests of one observable, all of them within the law's range or all outside, and what became of them."""

    tests: Tests
    corrected: Floats  # p-value of each test, corrected for the number of the law's tests
    rejected: Mask

    @property
    def worst(self) -> int | None:
        """The rejected test that deviates most, else the one nearest to rejection."""
        if not len(self.tests):
            return None
        if self.rejected.any():
            return int(np.argmax(np.where(self.rejected, np.abs(self.tests.agreement.deviation), -1)))
        return int(np.argmin(self.tests.agreement.p_value))

    @property
    def most(self) -> int | None:
        """Of an event, the rejected test with the largest ratio of seen and predicted; else the one nearest to it.

        So a ratio that is chance alone does not stand for one that is not. Half an event more on both sides keeps a
        ratio to nothing seen from being infinite.
        """
        seen, predicted = self.tests.seen, self.tests.predicted
        if seen.events is None or not len(self.tests) or not (predicted > 0).any():
            return None
        if not (self.rejected & (predicted > 0)).any():
            return int(np.argmin(np.where(predicted > 0, self.tests.agreement.p_value, np.inf)))
        expected = np.clip(predicted, 0, 1) * seen.trials
        off = np.abs(np.log((seen.events + 0.5) / (expected + 0.5)))
        return int(np.argmax(np.where(self.rejected & (predicted > 0), off, -1)))

    def ratio(self, test: int) -> float:
        """Seen over predicted."""
        return float(self.tests.seen.mean[test] / self.tests.predicted[test])


@dataclass(frozen=True, eq=False, repr=False)
class Verdict:
    """On one law and one of its observables."""

    inside: Outcome  # the law's range
    outside: Outcome
    kind: Kind
    since: float | None  # smallest size from which on nothing is rejected, if there is one
    blunt: bool  # too few trials there to say that the law holds from that size on
    resolution: float  # deviation that the median test could see, of those from ``since`` on

    @property
    def name(self) -> str:
        """The observable."""
        return self.inside.tests.measured.name

    def words(self, size: str | None = None) -> str:
        """The verdict, with what could have been seen or by how much the law is off; size: what measures the system."""
        since = "" if self.since is None else f"from {size or 'size'} >= {in_brief(self.since)}"
        within = f"{self.resolution:.2g}"
        if self.kind == "fails" and self.inside.worst is not None:
            by = abs(float(self.inside.tests.agreement.deviation[self.inside.worst]))
            would = f"; {'too few trials' if self.blunt else 'would hold'} {since}" if since else ""
            return f"fails by {by:.3g}{would}"
        if self.kind in ("holds", "holds from"):
            return f"holds {since} within {within}" if since else f"holds within {within}"
        return f"too few trials to see {within}" if self.kind == "too few trials" else self.kind

    @property
    def told(self) -> tuple[str, float]:
        """How many tests within the law's range are rejected, and the deviation of the one that says most."""
        worst = self.inside.worst
        deviation = float("nan") if worst is None else float(self.inside.tests.agreement.deviation[worst])
        return f"{int(self.inside.rejected.sum()):,} of {len(self.inside.tests):,}", deviation

    def __repr__(self) -> str:
        return f"<Verdict on {self.name}: {self.words()}>"

    def _repr_html_(self) -> str:
        rejected, deviation = self.told
        row = (self.name, self.words(), rejected, rate(deviation))
        return Table("", ("observable", "verdict", "rejected", "largest deviation"), [row]).html()


@dataclass(frozen=True, eq=False, repr=False)
class Judgement:
    """On one law."""

    law: str
    source: str
    law_kind: LawKind
    binding: bool
    verdicts: tuple[Verdict, ...]
    same: tuple[tuple[str, str], ...]  # observables left out, and those that say the same
    # (reason, number of points with trials) -> observables of which the law says nothing there
    silent: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    @property
    def fails(self) -> bool:
        """Whether any observable refutes the law within its range."""
        return any(verdict.kind == "fails" for verdict in self.verdicts)

    @property
    def untested(self) -> bool:
        """Whether nothing was seen that could have refuted the law, within its range or outside."""
        return all(verdict.kind in ("untested", "too few trials") for verdict in self.verdicts)

    @property
    def only_outside(self) -> bool:
        """Whether nothing was seen within the law's range."""
        kinds = {verdict.kind for verdict in self.verdicts}
        return "extrapolated" in kinds and kinds <= {"extrapolated", "untested", "too few trials"}

    def __repr__(self) -> str:
        return f"<{self.law} ({self.law_kind}): {'; '.join(f'{v.name} {v.words()}' for v in self.verdicts)}>"

    def _repr_html_(self) -> str:
        rows = [(v.name, v.words(), v.told[0], rate(v.told[1])) for v in self.verdicts]
        title = f"{self.law} ({self.law_kind}{', binding' if self.binding else ''}), {self.source}"
        return Table(title, ("observable", "verdict", "rejected", "largest deviation"), rows).html()


def judge(data: Comparison, name: str, *, level: float) -> Judgement:
    """Hold a law against all that was seen; a true law fails with chance ``level`` at most.

    Each observable is tested at each point, and Holm's correction runs over all tests within the law's range: it asks
    for no independence, so points that share their trials are as welcome as others. Observables that say the same
    twice, and points of the same trials, count once. Outside its range a law cannot fail, only be off; these tests
    have a correction of their own.
    """
    law = data.laws[name]
    chosen, same = distinct(data, law)
    inside = _outcomes([tests_of(data, law, each, "valid") for each in chosen], level)
    outside = _outcomes([tests_of(data, law, each, "extrapolated") for each in chosen], level)
    accepted = sum(int((~each.rejected).sum()) for each in inside)
    verdicts = [
        _verdict(data, law, (within, beyond), level / max(accepted, 1))
        for within, beyond in zip(inside, outside, strict=True)
    ]
    return Judgement(name, law.source, law.kind, law.binding, tuple(verdicts), tuple(same), _silent(data, law))


def _outcomes(tests: list[Tests], level: float) -> list[Outcome]:
    """Tests with one correction for all of them."""
    if not tests:
        return []
    corrected = holm(np.concatenate([each.agreement.p_value for each in tests]))
    parts = np.split(corrected, np.cumsum([len(each) for each in tests])[:-1])
    return [Outcome(each, part, part <= level) for each, part in zip(tests, parts, strict=True)]


def _silent(data: Comparison, law: Said) -> dict[tuple[str, int], tuple[str, ...]]:
    """Of what was seen, what the law says nothing of, and why."""
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    tried = data.trials > 0
    for name in sorted(data.measured):
        ranges = law.ranges[name]
        said = law.values.get(name, np.full(data.measured[name].mean.shape, np.nan))
        mute = np.isnan(said) & tried[:, None]
        for reason in [*ranges.reasons("undefined", mute), ""]:
            places = mute & (ranges.because("undefined", reason) if reason else ranges.untold)
            points = int(places.any(axis=1).sum())
            if points:
                found[reason, points] = (*found.get((reason, points), ()), name)
    return found


def _verdict(data: Comparison, law: Said, outcomes: tuple[Outcome, Outcome], alone: float) -> Verdict:
    """alone: the p-value at which one more test would be rejected.

    That nothing is rejected says nothing if the median test could not have seen a law that is wrong by nearly half the
    range of single trials. That nothing is rejected at the larger sizes says little if trials are few there. So a law
    holds from a size on only if the check was not much blunter there than at the largest size that refutes it, or
    could have seen as much. Only a limit may hold from a size on; what claims to be right within its range fails. A
    limit that is off below its range holds from the sizes beyond.
    """
    inside, outside = outcomes
    tests, rejected = inside.tests, inside.rejected
    resolutions = resolution(tests.seen, tests.predicted, kind=law.kind, level=alone)
    if not rejected.any():
        low, high = tests.seen.range(tests.predicted)
        blind = len(tests) and _median(resolutions - _BLIND * (high - low)) > 0
        nothing: Kind = "extrapolated" if len(outside.tests) else "untested"
        kind: Kind = nothing if not len(tests) else "too few trials" if blind else "holds"
        since = _from_within(data, inside, outside) if kind == "holds" and law.kind == "limit" else None
        return Verdict(inside, outside, kind if since is None else "holds from", since, False, _median(resolutions))
    if data.sizes is None:
        return Verdict(inside, outside, "fails", None, False, _median(resolutions))
    sizes = data.sizes[tests.point]
    refuting = sizes == sizes[rejected].max()
    beyond = sizes > sizes[rejected].max()
    if not beyond.any():
        return Verdict(inside, outside, "fails", None, False, _median(resolutions))
    least = np.abs(tests.agreement.deviation[refuting & rejected]).max()
    blunt = _median(resolutions[beyond]) > max(2 * _median(resolutions[refuting]), least)
    kind = "holds from" if law.kind == "limit" and not blunt else "fails"
    return Verdict(inside, outside, kind, float(sizes[beyond].min()), bool(blunt), _median(resolutions[beyond]))


def _from_within(data: Comparison, inside: Outcome, outside: Outcome) -> float | None:
    """The smallest size within a limit's range, if it is off outside at smaller ones only."""
    if data.sizes is None or not outside.rejected.any():
        return None
    least = float(data.sizes[inside.tests.point].min())
    return least if least > data.sizes[outside.tests.point[outside.rejected]].max() else None


def _median(values: Floats) -> float:
    return float(np.median(values)) if len(values) else np.nan


def in_brief(value: object) -> str:
    """A coordinate; a number as briefly as it can be said exactly."""
    if isinstance(value, str):
        return str(value)
    number = float(value)  # type: ignore[arg-type]
    return f"{number:,.0f}" if number.is_integer() and abs(number) < 1e7 else f"{number:.12g}"
