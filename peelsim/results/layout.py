"""What a result file is about: plain values that a sweep hands over, and nothing of how they are stored.

Tests: tests/results/test_store.py
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from peelsim.results.ranges import Ranges
from peelsim.results.schema import HEADER
from peelsim.stats.law import LawKind
from peelsim.stats.observable import Dimension, Observable

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Provenance = Mapping[
    str, str | float | int | Array
]  # what may differ between equal runs; an array has a value per point

UNFINISHED = "unfinished"  # the stop reason of a point whose trials have not ended
LAWS_TO_COME = "to be computed"  # what /provenance says of laws that are computed still
SUFFIXES = ("std", "low", "high", "count")  # of the variables that stand beside an observable
RANGE = "_range"  # suffix of the variable that stands beside a prediction
GROUPS = ("predictions", "per_trial", "checkpoint", "provenance")


@dataclass(frozen=True, eq=False)
class Coordinate:
    """Numbers or words along an axis."""

    name: str
    values: Array  # float64, int64 or str, one for each step along the axis
    units: str = "1"
    long_name: str = ""


@dataclass(frozen=True, eq=False)
class Axis:
    """A dimension of the grid.

    A coordinate called like the axis is the dimension's own. Zipped coordinates share the axis, and none of them
    needs its name.
    """

    name: str
    coordinates: tuple[Coordinate, ...]
    correlated: bool = False  # its points share their streams, so they are not independent of each other

    def __len__(self) -> int:
        return len(self.coordinates[0].values)


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number or word of every point that is no axis, such as the realised number of texts."""

    name: str
    values: Array  # float64, int64 or str, of the grid's shape and that of the dimension
    units: str = "1"
    long_name: str = ""
    dimension: Dimension | None = None  # of its own, None for a single number or word

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of its value at one point."""
        return () if self.dimension is None else (self.dimension.length,)


@dataclass(frozen=True)
class EventsRule:
    """The max_events rule of a sweep: the interval of the event it counts depends on it."""

    observable: str
    count: int


@dataclass(frozen=True)
class LawNote:
    """What a file says of a law beside its numbers."""

    source: str = ""  # paper and equation, or where it is derived; "" if that is not known
    kind: LawKind = "value"


@dataclass(frozen=True, eq=False)
class Layout:
    """Everything of a result file that is known before the first trial."""

    name: str
    seed: int
    config_toml: str
    identity: Mapping[str, str]  # what a file must share with the sweep that resumes it, beside full_identity's own
    axes: tuple[Axis, ...]  # () for a single point
    observables: tuple[Observable, ...]
    per: Mapping[str, Floats]  # value of an observable = count / per, of the grid's shape; 1 when missing
    quantities: tuple[Quantity, ...]
    point_hash: tuple[str, ...]  # content hash of each point, C order
    predictions: Mapping[str, Mapping[str, Floats]]  # law -> observable -> [grid, its dimension]; NaN: nothing to say
    keep_trials: bool
    events_rule: EventsRule | None = None
    binding: tuple[str, ...] = ()  # laws that must not fail
    spans: Mapping[str, Floats] = field(default_factory=dict)  # Observable.span, of the grid's shape
    laws: Mapping[str, LawNote] = field(default_factory=dict)  # of laws with predictions
    # law -> observable -> where it is valid, in the shape of the prediction; missing: wherever it says a number
    ranges: Mapping[str, Mapping[str, Ranges]] = field(default_factory=dict)
    size: str | None = None  # the coordinate or quantity that measures the system, in whose growth limits come true
    foreign: frozenset[str] = frozenset()  # laws that others have written into the file
    seeds: tuple[int, ...] = ()  # of independent runs whose trials were added up; (): those of ``seed`` alone
    former_hash: frozenset[str] = frozenset()  # of points whose engine has come to draw other trials since
    elsewhere: frozenset[int] = frozenset()  # points that another run owns: what the file holds of them is kept

    def __post_init__(self) -> None:
        """Refuse what no file could hold. A mistake of the program, so a ValueError."""
        for axis in self.axes:
            lengths = {len(coordinate.values) for coordinate in axis.coordinates}
            _expect(len(lengths) == 1 and lengths != {0}, f"axis {axis.name}: coordinates of lengths {sorted(lengths)}")
        _expect(self.points == len(self.point_hash), f"{len(self.point_hash)} hashes for {self.points} points")
        _expect(not set(self.identity) & set(HEADER), f"identity cannot hold {', '.join(HEADER)}")
        names = list(self._names())
        twice = sorted({name for name in names if names.count(name) > 1})
        _expect(not twice, f"two variables are called {', '.join(twice)}")
        for what, values, shape in self._arrays():
            _expect(np.shape(values) == shape, f"{what} has shape {np.shape(values)}, not {shape}")
            _expect(np.asarray(values).dtype.kind in "ifUOT", f"{what} holds neither integers, floats nor words")
        for law, predicted in self.predictions.items():
            _expect(law not in SUFFIXES, f"a law cannot be called {law}")
            unknown = sorted(set(predicted) - {observable.name for observable in self.observables})
            _expect(not unknown, f"law {law} predicts unknown observables: {', '.join(unknown)}")
        for law, ranges in self.ranges.items():
            unknown = sorted(set(ranges) - {observable.name for observable in self.observables})
            _expect(law in self.predictions and not unknown, f"ranges of law {law} are of nothing it predicts")
        measures = {c.name for axis in self.axes for c in axis.coordinates} | {q.name for q in self.quantities}
        _expect(self.size is None or self.size in measures, f"no variable is called {self.size}, the size")
        events = {observable.name for observable in self.observables if observable.kind == "event"}
        rule = self.events_rule
        _expect(
            rule is None or (isinstance(rule, EventsRule) and rule.observable in events),
            f"events_rule is {rule!r}, not an EventsRule of one of the events",
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the grid."""
        return tuple(len(axis) for axis in self.axes)

    @property
    def points(self) -> int:
        """Number of points of the grid."""
        return prod(self.shape)

    @property
    def dimensions(self) -> dict[str, Dimension]:
        """The observables' own dimensions by name."""
        return {o.dimension.name: o.dimension for o in self.observables if o.dimension is not None}

    @property
    def dimensions_of_quantities(self) -> dict[str, Dimension]:
        """Those that no observable has."""
        found = {q.dimension.name: q.dimension for q in self.quantities if q.dimension is not None}
        return {name: dimension for name, dimension in found.items() if name not in self.dimensions}

    @property
    def full_identity(self) -> dict[str, str]:
        """What a file must share with this sweep, with what every file has."""
        own_axes = {o.name: o.dimension for o in self.observables}
        observables = sorted(n if own is None else f"{n}[{own.name}={own.length}]" for n, own in own_axes.items())
        return {
            "seed": ", ".join(map(str, self.seeds or (self.seed,))),
            **{key: value for key, value in self.identity.items() if key != "seed"},
            "observables": ", ".join(observables),
            "keep_trials": "true" if self.keep_trials else "false",
        }

    @property
    def targets(self) -> dict[str, int]:
        """Event -> count at which the max_events rule ends the trials."""
        rule = self.events_rule
        return {} if rule is None else {rule.observable: rule.count}

    def ranges_of(self, law: str, name: str) -> Ranges:
        """Where a law is valid for an observable, in the shape of its prediction."""
        told = self.ranges.get(law, {}).get(name)
        if told is not None:
            return told
        shape = next((*self.shape, *o.shape) for o in self.observables if o.name == name)
        return Ranges.plain(np.asarray(self.predictions[law].get(name, np.full(shape, np.nan)), dtype=np.float64))

    def per_point(self, observable: Observable) -> Floats:
        """Scale of an observable, float64[points]."""
        per = self.per.get(observable.name)
        return np.ones(self.points) if per is None else np.asarray(per, dtype=np.float64).reshape(self.points)

    def span_per_point(self, observable: Observable) -> Floats:
        """How much the rare event behind an observable may change it, float64[points]."""
        spans = self.spans.get(observable.name)
        if spans is None:
            return np.full(self.points, observable.span)
        return np.asarray(spans, dtype=np.float64).reshape(self.points)

    def _names(self) -> Iterator[str]:
        """Every name in the file's root."""
        yield from ("trials", "stop_reason", *GROUPS)
        for axis in self.axes:
            yield from {axis.name, *(coordinate.name for coordinate in axis.coordinates)}
        yield from (quantity.name for quantity in self.quantities)
        yield from (*self.dimensions, *self.dimensions_of_quantities)
        for observable in self.observables:
            yield observable.name
            yield from (f"{observable.name}_{suffix}" for suffix in SUFFIXES)

    def _arrays(self) -> Iterator[tuple[str, Array, tuple[int, ...]]]:
        """Every array with its name and the shape it should have."""
        for axis in self.axes:
            yield from ((f"coordinate {c.name}", c.values, (len(axis),)) for c in axis.coordinates)
        yield from ((f"quantity {q.name}", q.values, (*self.shape, *q.shape)) for q in self.quantities)
        yield from ((f"per of {name}", values, self.shape) for name, values in self.per.items())
        yield from ((f"span of {name}", values, self.shape) for name, values in self.spans.items())
        lengths = self.dimensions
        for o in self.observables:
            if o.dimension is not None:  # two observables may share a dimension, then with one length
                yield f"dimension {o.dimension.name}", np.zeros(o.shape), (lengths[o.dimension.name].length,)
                if o.dimension.values is not None:
                    yield f"dimension {o.dimension.name}", np.array(o.dimension.values), o.shape
            for law, predicted in self.predictions.items():
                if o.name in predicted:
                    yield f"{o.name} by law {law}", predicted[o.name], (*self.shape, *o.shape)
            for law, ranges in self.ranges.items():
                if o.name in ranges:
                    yield f"range of {o.name} by law {law}", ranges[o.name].codes, (*self.shape, *o.shape)


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
