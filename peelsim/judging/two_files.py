"""Two result files held against each other: the points that both have, observable by observable."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.judging.held_against import Where, seen_at
from peelsim.results.compare import Comparison, Measured
from peelsim.stats.agreement import Agreement, Floats, holm
from peelsim.stats.two_samples import same_law
from peelsim.tables import Table, rate

Place = tuple[tuple[str, str | float], ...]


@dataclass(frozen=True, eq=False)
class Difference:
    """One observable at the points in common.

    Attributes
    ----------
    observable : its name.
    first, second : points in the one file and in the other, in pairs, an entry per test.
    at : where each test is, in words.
    means : of the first file and of the second.
    agreement : deviation, second minus first, in standard errors, and p-value by itself.
    p_value : corrected for the number of tests of all observables together (Holm).
    rejected : whether that is more than chance.
    """

    observable: str
    first: Where
    second: Where
    at: tuple[str, ...]
    means: tuple[Floats, Floats]
    agreement: Agreement
    p_value: Floats
    rejected: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Differences:
    """What two files say of the points that both have.

    Attributes
    ----------
    names : of the files.
    points : in common.
    same_trials : of them, how many hold the same trials, by the same seed, and so say nothing.
    observables : name -> what differs.
    level : chance that equal laws are told apart anywhere.
    """

    names: tuple[str, str]
    points: int
    same_trials: int
    observables: Mapping[str, Difference]
    level: float

    @property
    def differ(self) -> bool:
        """Whether chance does not explain all that differs."""
        return any(each.rejected.any() for each in self.observables.values())

    @property
    def tests(self) -> int:
        """How many comparisons were made."""
        return sum(len(each.p_value) for each in self.observables.values())

    def __str__(self) -> str:
        return f"{self._headline}\n{self._table}" if self.observables else self._headline

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return Table(self._headline, self._table.heads, self._table.rows).html()

    def listed(self) -> Table:
        """Every test that is rejected."""
        rows = []
        for each in self.observables.values():
            for i in np.flatnonzero(each.rejected).tolist():
                means = rate(float(each.means[0][i])), rate(float(each.means[1][i]))
                rows.append((each.observable, each.at[i], *means, _errors(each, i), f"{each.p_value[i]:.1g}"))
        return Table("more than chance:", ("observable", "at", *self.names, "s.e.", "p"), rows)

    @property
    def _headline(self) -> str:
        said = f"{self.names[0]} and {self.names[1]}: {self.points:,} points in common"
        if self.same_trials:
            said += f", {self.same_trials:,} of them with the same trials, which say nothing"
        if not self.tests:
            return f"{said}; nothing to compare"
        verdict = "they differ by more than chance" if self.differ else "chance explains all that differs"
        return f"{said}; {verdict} (level {self.level:g}, {self.tests:,} tests, Holm)"

    @property
    def _table(self) -> Table:
        rows = []
        for name, each in self.observables.items():
            worst = int(np.argmin(each.p_value))
            rejected = f"{int(each.rejected.sum()):,} of {len(each.rejected):,}"
            means = rate(float(each.means[0][worst])), rate(float(each.means[1][worst]))
            rows.append((name, rejected, *means, _errors(each, worst), f"{each.p_value[worst]:.1g}", each.at[worst]))
        return Table("", ("observable", "rejected", *self.names, "s.e.", "p", "where that is least likely"), rows)


def differences(first: Comparison, second: Comparison, *, names: tuple[str, str], level: float = 1e-3) -> Differences:
    """Hold two files against each other.

    Points are the same if all parameters of their models are equal, whatever engine or seed made them, and whether a
    file has a parameter as an axis or a constant. Equal laws are told apart with chance ``level`` at most.
    """
    places = {place: i for i, place in reversed(list(enumerate(_places(second))))}
    pairs = [(i, places[place]) for i, place in enumerate(_places(first)) if place in places]
    shared = set(first.seed.split(", ")) & set(second.seed.split(", "))  # of files of several runs any of them
    repeated = {(i, j) for i, j in pairs if shared and first.hashes[i] == second.hashes[j]}
    tried = [(i, j) for i, j in pairs if (i, j) not in repeated and first.trials[i] > 0 and second.trials[j] > 0]
    tests = {
        name: found
        for name in first.measured
        if name in second.measured and tried
        for found in [_tested(first, second, name, np.array(tried))]
        if found is not None
    }
    corrected = holm(np.concatenate([found.agreement.p_value for found in tests.values()])) if tests else np.empty(0)
    parts = np.split(corrected, np.cumsum([len(found.first) for found in tests.values()])[:-1])
    made = {
        name: Difference(name, f.first, f.second, f.at, f.means, f.agreement, p, p <= level)
        for (name, f), p in zip(tests.items(), parts, strict=False)
    }
    return Differences(names, len(pairs), len(repeated), made, level)


def _tested(first: Comparison, second: Comparison, name: str, pairs: Where) -> Difference | None:
    """Tests of an observable, not corrected yet; None if the files have it along different places."""
    one, other = first.measured[name], second.measured[name]
    if one.mean.shape[1] != other.mean.shape[1] or not np.array_equal(one.places, other.places):
        return None
    i, place = (each.reshape(-1) for each in np.meshgrid(pairs[:, 0], np.arange(one.mean.shape[1]), indexing="ij"))
    j = np.repeat(pairs[:, 1], one.mean.shape[1])
    found = same_law(seen_at(first, one, i, place), seen_at(second, other, j, place))
    kept = np.flatnonzero(~np.isnan(found.p_value))
    if not len(kept):
        return None
    at = tuple(_words(first, one, int(i[k]), int(place[k])) for k in kept)
    made = Agreement(found.deviation[kept], found.standard_errors[kept], found.p_value[kept])
    means = one.mean[i, place][kept], other.mean[j, place][kept]
    return Difference(name, i[kept], j[kept], at, means, made, made.p_value, made.p_value < 0)


def _places(data: Comparison) -> list[Place]:
    """All parameters of every point."""
    constants = {name: _value(word) for name, word in data.constants.items()}
    return [
        tuple(sorted({**constants, **{name: _value(of[i]) for name, of in data.coordinates.items()}}.items()))
        for i in range(len(data.trials))
    ]


def _value(value: object) -> str | float:
    """A parameter, equal where a file has it as a number and another as text."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)


def _words(data: Comparison, measured: Measured, point: int, place: int) -> str:
    said = [f"{name} {_short(values[point])}" for name, values in data.coordinates.items()]
    if measured.dimension is not None:
        said.append(f"{measured.dimension} {_short(measured.places[place])}")
    return ", ".join(said) or "the point"


def _short(value: object) -> str:
    found = _value(value)
    return found if isinstance(found, str) else f"{found:.12g}"


def _errors(each: Difference, test: int) -> str:
    errors = float(each.agreement.standard_errors[test])
    return f"{errors:+.1f}" if errors == errors else "-"
