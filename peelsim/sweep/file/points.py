"""From parameters to points: each place of the grid with its model, its hash and its key.

Tests: tests/sweep/file/test_spec.py
"""

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple, cast

from pydantic import ValidationError

from peelsim.mistakes import Location, MistakesError, dotted, in_words
from peelsim.models.base import Coupled, Keys, Model, ParameterError, Quantities
from peelsim.stats.tally import Counts, Tally
from peelsim.sweep.file.grid import Axis, points_of, with_value
from peelsim.sweep.file.seeds import content_hash, point_key


@dataclass(frozen=True)
class Point:
    """One place of the grid."""

    place: tuple[int, ...]
    model: Model
    engine: str
    hash: str
    key: int  # of its trials, which points along a coupled axis share
    coordinates: Mapping[str, Any]  # the axes' values here
    elsewhere: bool = False  # another shard runs it
    curve: Model | None = None  # whose trials hold it together with others; None: it has trials of its own
    column: int = 0  # its place along the curve
    noted: Quantities = field(default_factory=dict)  # what its keys know of the model beside its own quantities
    former_hash: str = ""  # its hash before its engine came to draw other trials; "" if it never did

    @property
    def quantities(self) -> Quantities:
        """Resolved numbers worth storing."""
        return ChainMap(dict(self.noted), self.model.quantities)  # type: ignore[arg-type]  # nothing is written

    @property
    def simulated(self) -> Model:
        """The model whose trials are run."""
        return self.model if self.curve is None else self.curve

    @cached_property
    def edges_a_trial(self) -> float:
        """Of the whole trial, whatever part of it is this point's."""
        return self.simulated.expected_edges

    @cached_property
    def block_trials(self) -> int:
        return self.simulated.block_trials(self.engine)

    def counts(self, block: Counts) -> Counts:
        """What of a block of trials is this point's."""
        return block if self.curve is None else {name: values[:, self.column] for name, values in block.items()}

    def tally(self, block: Tally) -> Tally:
        """What of the tally of a block is this point's."""
        return block if self.curve is None else block.at(self.column)


@dataclass(frozen=True)
class Task:
    """Points that share their trials and end together: those of one identity, or all along a coupled axis."""

    indices: tuple[int, ...]  # places among the sweep's points
    points: tuple[Point, ...]

    @property
    def first(self) -> Point:
        """What a task runs is said by any of its points."""
        return self.points[0]


def tasks_of(points: Iterable[Point]) -> tuple[Task, ...]:
    """The points' tasks, in the order of their first points."""
    shared: dict[int, list[tuple[int, Point]]] = {}
    for index, point in enumerate(points):
        shared.setdefault(point.key, []).append((index, point))
    return tuple(Task(*zip(*task, strict=True)) for task in shared.values())


def lines_of(tasks: Iterable[Task], axis: int) -> tuple[tuple[Task, ...], ...]:
    """The tasks of each line along an axis, in its order."""
    lines: dict[tuple[int, ...], list[Task]] = {}
    for task in tasks:
        place = task.first.place
        lines.setdefault(place[:axis] + place[axis + 1 :], []).append(task)
    return tuple(tuple(sorted(line, key=lambda task: task.first.place[axis])) for line in lines.values())


def constants(schema: type[Keys], base: Mapping[str, Any], axes: list[Axis]) -> dict[str, str]:
    """Parameters that no axis varies, flat, as text; one that is left out stands with its default."""
    _, parameters = next(points_of(base, axes))
    varied = {path for axis in axes for path in axis.values}
    varied |= {computed for computed, keys in schema.follows.items() if varied & keys}
    values = _flat(schema.of(parameters).model_dump())
    inside = {path for path in values for other in varied if f"{path}.".startswith(f"{other}.")}
    return {path: str(value) for path, value in values.items() if value is not None and path not in inside}


def _flat(table: Mapping[Any, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return flat


def parameter_mistakes(schema: type[Keys], base: Mapping[str, Any], axes: list[Axis]) -> list[tuple[Location, str]]:
    """Values that are wrong by themselves, each named by its place in the file: every axis value is tried once."""
    first = {path: (axis.name, values) for axis in axes for path, values in axis.values.items()}
    start = dict(base)
    for path, (_, values) in first.items():
        start = with_value(start, path, values[0])
    found: dict[Location, str] = {}
    trials: list[tuple[str, int, dict[str, Any]]] = [("", 0, start)]
    for path, (_, values) in first.items():
        trials += [(path, i, with_value(start, path, value)) for i, value in enumerate(values)]
    for path, i, parameters in trials:
        try:
            schema.of(parameters)
        except ValidationError as error:
            for location, sentence in in_words(error, schema):
                varied = dotted(tuple(part for part in location if isinstance(part, str)))  # a value may be a list
                if varied in first:  # an axis: name the value that was tried, not the one it started with
                    if varied == path:
                        name, zipped = first[path][0], first[path][0] != path
                        where = ("grid", name, "zip", path) if zipped else ("grid", name)
                        found[(*where, i)] = sentence
                elif any(p == varied or p.startswith(varied + ".") for p in first) and path != varied:
                    found[("grid", next(p for p in first if p.startswith(varied)))] = sentence
                else:
                    found[("model", *location)] = sentence
    return list(found.items())


def resolved(
    schema: type[Keys], base: Mapping[str, Any], axes: list[Axis], *, engine: str, seed: int, coupled: Axis | None
) -> tuple[tuple[Point, ...], list[tuple[Location, str]]]:
    """The points of the grid, and what is wrong with parameters together; a mistake of many points is said once.

    coupled: the axis along which the engine simulates all points at once, if there is one.
    """
    wrong: dict[str, list[str]] = {}  # sentence -> the points it is true of
    places: list[_Place] = []
    for place, parameters in points_of(base, axes):
        coordinates = {
            path: values[i] for axis, i in zip(axes, place, strict=True) for path, values in axis.values.items()
        }
        try:
            keys = schema.of(parameters)
            model = keys.resolve()
            runs_on = engine if coupled else model.resolve_engine(engine)
        except (ParameterError, MistakesError, ValidationError) as error:
            _note(wrong, error, coordinates, schema)
            continue
        places.append(_Place(place, model, runs_on, coordinates, keys.noted(model)))
    if not coupled:
        points = [_alone(place, seed) for place in places]
    elif not wrong:
        points = _along(places, axes.index(coupled), seed, schema, wrong)
    else:
        points = []
    return tuple(points), [((), sentence + _at(where)) for sentence, where in wrong.items()]


class _Place(NamedTuple):
    """A point whose trials are not known yet."""

    place: tuple[int, ...]
    model: Model
    engine: str
    coordinates: Mapping[str, Any]
    noted: Quantities


def _alone(at: _Place, seed: int) -> Point:
    point_hash, former = _hashes(at.model, at.model.identity, at.engine)
    key = point_key(seed, point_hash)
    point = Point(at.place, at.model, at.engine, point_hash, key, at.coordinates, noted=at.noted)
    return replace(point, former_hash=former)


def _hashes(model: Model, identity: Mapping[str, Any], engine: str) -> tuple[str, str]:
    """Hash of a point, and that of the same point before its engine came to draw other trials, if it did."""
    drawn = model.drawn_by(engine)
    return content_hash(identity, drawn), "" if drawn == engine else content_hash(identity, engine)


def _along(places: list[_Place], axis: int, seed: int, schema: type[Keys], wrong: dict[str, list[str]]) -> list[Point]:
    """Points that are simulated together along an axis; what cannot be is noted in ``wrong``."""
    groups: dict[tuple[int, ...], list[_Place]] = {}
    for at in places:
        groups.setdefault(at.place[:axis] + at.place[axis + 1 :], []).append(at)
    points: list[Point] = []
    for group in groups.values():
        models = [cast(Coupled, at.model) for at in group]
        try:
            curve, columns = models[0].together(models)
            engine = curve.resolve_engine(group[0].engine)
        except (ParameterError, MistakesError, ValidationError) as error:
            _note(wrong, error, group[0].coordinates, schema)
            continue
        curve_hash, former_curve = _hashes(curve, curve.identity, engine)  # once: it is as long as the curve
        key = point_key(seed, curve_hash)
        for at, column in zip(group, columns, strict=True):
            point_hash = content_hash({"curve": curve_hash, "column": column}, engine)
            former = content_hash({"curve": former_curve, "column": column}, engine) if former_curve else ""
            here = Point(at.place, at.model, engine, point_hash, key, at.coordinates, curve=curve, column=column)
            points.append(replace(here, noted=at.noted, former_hash=former))
    return sorted(points, key=lambda point: point.place)


def _note(
    wrong: dict[str, list[str]],
    error: ParameterError | MistakesError | ValidationError,
    coordinates: Mapping[str, Any],
    schema: type[Keys],
) -> None:
    said = [str(error)]
    if not isinstance(error, ParameterError):
        found = error.found if isinstance(error, MistakesError) else in_words(error, schema)
        said = [f"{dotted(where)}: {what}" if where else what for where, what in found]
    for sentence in said:
        wrong.setdefault(sentence, []).append(_said(coordinates))


def _said(coordinates: Mapping[str, Any]) -> str:
    return ", ".join(f"{path} = {value}" for path, value in coordinates.items())


def _at(places: list[str]) -> str:
    more = f" and {len(places) - 1} more points" if len(places) > 1 else ""
    return f" (at {places[0]}{more})" if places[0] else ""
