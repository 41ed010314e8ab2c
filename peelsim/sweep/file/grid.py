"""The [grid] of a sweep file: axes, and the points that are their product."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import isfinite, prod
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from peelsim.fields import Real, Whole
from peelsim.mistakes import Location, in_words
from peelsim.models.registry import model_of
from peelsim.quoting import shown

MOST_POINTS = 1_000_000  # of a grid; all of them are held in memory


@dataclass(frozen=True)
class Axis:
    """One dimension of the grid: one parameter, or several that run together (zipped)."""

    name: str
    values: Mapping[str, tuple[Any, ...]]  # dotted parameter -> its value at each place, all of one length

    def __len__(self) -> int:
        return len(next(iter(self.values.values())))


class _Range(BaseModel):
    """{ start, stop, num, scale }: num values from start to stop, both included."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    start: Annotated[Real, Field(title="number")]
    stop: Annotated[Real, Field(title="number")]
    num: Annotated[Whole, Field(ge=1, le=MOST_POINTS, title="number of values")]
    scale: Literal["linear", "log"] = "linear"


def axes_of(table: Mapping[str, Any], whole: frozenset[str]) -> tuple[list[Axis], list[tuple[Location, str]]]:
    """Axes in the order of the file, and what is wrong with them. whole: parameters whose ranges are rounded."""
    axes, mistakes = [], []
    listed = sum(_length(entry) for _, entry in _entries(table))
    if listed > 4 * MOST_POINTS:
        return [], [(("grid",), f"{listed:,} values of axes are more than a sweep may have")]
    for name, entry in _entries(table):
        if isinstance(entry, dict) and "zip" in entry:
            axis, wrong = _zipped(name, entry, whole)
        else:
            values, wrong = _values(("grid", name), entry, name in whole)
            axis = Axis(name, {name: values})
            wrong += _listed_twice(("grid", name), values)
        mistakes += wrong
        if not wrong:
            axes.append(axis)
    points = prod(len(axis) for axis in axes)
    if points > MOST_POINTS:
        mistakes.append((("grid",), f"{points:.4g} points are more than the {MOST_POINTS:,} a sweep may have"))
    return axes, mistakes + _varied_twice(axes)


def coupled_axis(kind: str, engine: str, axes: list[Axis]) -> tuple[Axis | None, list[tuple[Location, str]]]:
    """The axis along which this engine simulates all points of this kind of model at once, and what is wrong with it.

    None for an engine that simulates each point by itself.
    """
    coupled = model_of(kind).coupled
    if engine not in coupled:
        wrong = engine != "auto" and engine not in model_of(kind).engines
        return None, [(("run", "engine"), f"{engine} cannot do {kind}; take auto")] if wrong else []
    where = ("run", "engine")
    found = [axis for axis in axes if axis.values.keys() & set(coupled[engine])]
    if not found:
        return None, [(where, f"{engine} runs along an axis of [grid], one of {', '.join(coupled[engine])}; add it")]
    if found[0].name not in found[0].values:
        return None, [(where, f"{engine} takes no zipped axis, as grid.{found[0].name} is; give the texts a plain one")]
    return found[0], []


def _listed_twice(where: Location, values: Sequence[Any]) -> list[tuple[Location, str]]:
    """A value that stands twice along an axis: its points would have the very same trials, which are no more for it."""
    seen = set()
    for value in values:
        key = value if isinstance(value, int | float | str) else repr(value)
        if key in seen:
            return [(where, f"{shown(value)} is listed twice, which gives no more trials; list it once")]
        seen.add(key)
    return []


def _varied_twice(axes: list[Axis]) -> list[tuple[Location, str]]:
    """A parameter may be varied once, and not beside the record it is part of."""
    mistakes: list[tuple[Location, str]] = []
    seen: dict[str, str] = {}
    for axis in axes:
        for parameter in axis.values:
            for other, by in seen.items():
                if f"{parameter}.".startswith(f"{other}.") or f"{other}.".startswith(f"{parameter}."):
                    mistakes.append((("grid", axis.name), f"{parameter} is already varied by grid.{by}"))
            seen[parameter] = axis.name
    return mistakes


def _entries(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Unquoted dotted keys arrive as nested tables; they name a parameter all the same."""
    for key, entry in table.items():
        is_axis = not isinstance(entry, dict) or entry.keys() & {"zip", *_Range.model_fields} or not entry
        if is_axis:
            yield prefix + key, entry
        else:
            yield from _entries(entry, f"{prefix}{key}.")


def _length(entry: Any) -> int:
    """Values that an axis would list."""
    if isinstance(entry, dict) and isinstance(entry.get("zip"), dict):
        return sum(_length(column) for column in entry["zip"].values())
    number = entry.get("num", 0) if isinstance(entry, dict) else 0
    return len(entry) if isinstance(entry, list) else int(number) if type(number) is int and number > 0 else 1


def _values(where: Location, entry: Any, whole: bool) -> tuple[tuple[Any, ...], list[tuple[Location, str]]]:
    if isinstance(entry, list):
        return (tuple(entry), []) if entry else ((), [(where, "empty; give at least one value")])
    if not isinstance(entry, dict):
        return (), [(where, f"{shown(entry)} is no axis; write a list, or {{ start, stop, num }}")]
    try:
        asked = _Range.model_validate(entry)
    except ValidationError as error:
        return (), in_words(error, _Range, where)
    if asked.scale == "log" and not (asked.start > 0 and asked.stop > 0):
        return (), [(where, 'scale = "log" needs start and stop above 0')]
    spaced = np.geomspace if asked.scale == "log" else np.linspace
    with np.errstate(over="ignore", invalid="ignore"):
        values = spaced(asked.start, asked.stop, asked.num).tolist()
    if not all(map(isfinite, values)):
        return (), [(where, "start and stop are too far apart")]
    return tuple(dict.fromkeys(round(v) for v in values) if whole else values), []


def _zipped(name: str, entry: Mapping[str, Any], whole: frozenset[str]) -> tuple[Axis, list[tuple[Location, str]]]:
    where: Location = ("grid", name)
    empty = Axis(name, {})
    columns = entry["zip"]
    if len(entry) > 1 or not isinstance(columns, dict) or not columns:
        return empty, [(where, "a zipped axis is { zip = { first = [...], second = [...] } }")]
    columns, mistakes = dict(_entries(columns)), []
    values = {}
    for key, column in columns.items():
        values[key], wrong = _values((*where, "zip", key), column, key in whole)
        mistakes += wrong
    lengths = {key: len(column) for key, column in values.items()}
    if not mistakes and len(set(lengths.values())) > 1:
        said = ", ".join(f"{key} has {length}" for key, length in lengths.items())
        mistakes.append((where, f"zipped lists differ in length: {said}"))
    if not mistakes:
        mistakes += _listed_twice(where, list(zip(*values.values(), strict=True)))
    return Axis(name, values), mistakes


def with_value(parameters: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The parameters with one of them, named by a dotted path, set."""
    head, _, rest = path.partition(".")
    if not rest:
        return {**parameters, head: value}
    inner = parameters.get(head, {})
    return {**parameters, head: with_value(inner if isinstance(inner, Mapping) else {}, rest, value)}


def points_of(base: Mapping[str, Any], axes: list[Axis]) -> Iterator[tuple[tuple[int, ...], dict[str, Any]]]:
    """Place in the grid and parameters of every point, last axis fastest."""
    for place in product(*(range(len(axis)) for axis in axes)):
        parameters = dict(base)
        for axis, i in zip(axes, place, strict=True):
            for path, values in axis.values.items():
                parameters = with_value(parameters, path, values[i])
        yield place, parameters
