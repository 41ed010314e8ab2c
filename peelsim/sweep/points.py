"""From parameters to points: each place of the grid with its model, its hash and its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from peelsim.models.base import Model, ParameterError, Parameters
from peelsim.sweep.grid import Axis, points_of, with_value
from peelsim.sweep.mistakes import Location, dotted, in_words
from peelsim.sweep.seeds import content_hash, point_key


@dataclass(frozen=True)
class Point:
    """One place of the grid."""

    place: tuple[int, ...]
    model: Model
    engine: str
    hash: str
    key: int
    coordinates: Mapping[str, Any]  # the axes' values here
    elsewhere: bool = False  # another shard runs it

    @cached_property
    def edges_a_trial(self) -> float:
        return self.model.expected_edges

    @cached_property
    def block_trials(self) -> int:
        return self.model.block_trials(self.engine)


def constants(schema: type[Parameters], base: Mapping[str, Any], axes: list[Axis]) -> dict[str, str]:
    """Parameters that no axis varies, flat, as text; one that is left out stands with its default."""
    _, parameters = next(points_of(base, axes))
    varied = {path for axis in axes for path in axis.values}
    values = _flat(schema.of(parameters).model_dump())
    inside = {path for path in values for other in varied if f"{path}.".startswith(f"{other}.")}
    return {path: str(value) for path, value in values.items() if value is not None and path not in inside}


def _flat(table: Mapping[Any, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return flat


def parameter_mistakes(
    schema: type[Parameters], base: Mapping[str, Any], axes: list[Axis]
) -> list[tuple[Location, str]]:
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
    schema: type[Parameters], base: Mapping[str, Any], axes: list[Axis], *, engine: str, seed: int
) -> tuple[tuple[Point, ...], list[tuple[Location, str]]]:
    """The points of the grid, and what is wrong with parameters together; a mistake of many points is said once."""
    points: list[Point] = []
    wrong: dict[str, list[str]] = {}  # sentence -> the points it is true of
    for place, parameters in points_of(base, axes):
        coordinates = {
            path: values[i] for axis, i in zip(axes, place, strict=True) for path, values in axis.values.items()
        }
        try:
            model = schema.of(parameters).resolve()
            runs_on = model.resolve_engine(engine)
        except (ParameterError, ValidationError) as error:
            at = ", ".join(f"{path} = {value}" for path, value in coordinates.items())
            said = [str(error)]
            if isinstance(error, ValidationError):
                said = [f"{dotted(where)}: {what}" if where else what for where, what in in_words(error, schema)]
            for sentence in said:
                wrong.setdefault(sentence, []).append(at)
            continue
        point_hash = content_hash(model.identity, runs_on)
        point = Point(place, model, runs_on, point_hash, point_key(seed, point_hash), coordinates)
        points.append(point)
    return tuple(points), [((), sentence + _at(where)) for sentence, where in wrong.items()]


def _at(places: list[str]) -> str:
    more = f" and {len(places) - 1} more points" if len(places) > 1 else ""
    return f" (at {places[0]}{more})" if places[0] else ""
