"""A sweep file, read and checked: TOML to the points that are to be simulated."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from peelsim.models.base import Model, ParameterError, Parameters, kinds, parameters_of
from peelsim.stats.observable import Observable
from peelsim.sweep.grid import Axis, axes_of, points_of, with_value
from peelsim.sweep.mistakes import Location, SweepError, dotted, in_words, unknown
from peelsim.sweep.seeds import content_hash, point_key
from peelsim.sweep.stopping import StopRules

Names = Annotated[tuple[str, ...], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Sweep(_Section):
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", title="name")]
    seed: Annotated[int, Field(ge=0, lt=2**63, title="seed")]


class _Laws(_Section):
    compare: Names = ()
    binding: Names = ()


class _Run(_Section):
    engine: Literal["auto", "graph"] = "auto"


class _Output(_Section):
    observables: Names | None = None
    keep_trials: bool = False
    path: str | None = None


class _File(_Section):
    sweep: _Sweep
    model: dict[str, Any]
    grid: dict[str, Any] = {}
    stop: StopRules
    laws: _Laws = _Laws()
    run: _Run = _Run()
    output: _Output = _Output()


@dataclass(frozen=True)
class Point:
    """One place of the grid."""

    place: tuple[int, ...]
    model: Model
    engine: str
    hash: str
    key: int
    coordinates: Mapping[str, Any]  # the axes' values here

    @cached_property
    def edges_a_trial(self) -> float:
        return self.model.expected_edges(self.engine)

    @cached_property
    def block_trials(self) -> int:
        return self.model.block_trials(self.engine)


@dataclass(frozen=True)
class Sweep:
    """All that a sweep file says, resolved. The points are in the order of the grid, last axis fastest."""

    name: str
    seed: int
    kind: str
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    stop: StopRules
    laws: tuple[str, ...]
    binding: tuple[str, ...]
    observables: tuple[Observable, ...]
    keep_trials: bool
    path: Path
    source: Path
    text: str  # the file, verbatim
    constants: Mapping[str, str]  # parameters of [model] that no axis varies, as text

    def cap(self, point: Point) -> int:
        """Trials the point gets at most."""
        return self.stop.cap(point.edges_a_trial)


def read(path: str | Path, *, smoke: bool = False) -> Sweep:
    """Read and check a sweep file; SweepError names every mistake at once."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise SweepError(str(path), [f"cannot be read: {(error.strerror or 'error').lower()}"]) from None
    except UnicodeDecodeError:
        raise SweepError(str(path), ["is not text in UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise SweepError(str(path), [f"not valid TOML: {error}"]) from None
    overlay = table.pop("smoke", {})
    if smoke:
        table = _merged(table, overlay)
    sweep, mistakes = _checked(table, path, text, smoke)
    if sweep is None or mistakes:
        raise SweepError(str(path), [f"{dotted(where)}: {what}" if where else what for where, what in mistakes])
    return sweep


def _merged(table: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """The table with the overlay's values over it; axes and other inline tables are replaced whole."""
    merged = dict(table)
    for key, value in overlay.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        replaced = not both or "num" in value or "zip" in value or "kind" in value
        merged[key] = value if replaced else _merged(merged[key], value)
    return merged


def _checked(
    table: Mapping[str, Any], source: Path, text: str, smoke: bool
) -> tuple[Sweep | None, list[tuple[Location, str]]]:
    mistakes: list[tuple[Location, str]] = []
    file: _File | None = None
    try:
        file = _File.model_validate(table)
    except ValidationError as error:
        mistakes += in_words(error, _File)
    base, kind = table.get("model"), None
    if isinstance(base, dict):
        kind = base.get("kind")
        if kind not in kinds():
            what = "missing" if kind is None else f"unknown model {kind!r}"
            return None, [*mistakes, (("model", "kind"), f"{what}; {unknown(str(kind), kinds())}")]
    if kind is None:
        return None, mistakes
    schema = parameters_of(kind)
    grid = table.get("grid", {})
    axes, wrong = axes_of(grid if isinstance(grid, dict) else {}, schema.whole)
    mistakes += wrong
    mistakes += _parameter_mistakes(schema, base, axes)
    if mistakes or file is None:
        return None, mistakes
    points, mistakes = _points(schema, base, axes, file)
    if mistakes:
        return None, mistakes
    observables, mistakes = _observables(points[0].model, file)
    mistakes += _law_mistakes(points[0].model, file)
    return (
        Sweep(
            name=file.sweep.name,
            seed=file.sweep.seed,
            kind=kind,
            axes=tuple(axes),
            points=points,
            stop=file.stop,
            laws=file.laws.compare,
            binding=file.laws.binding,
            observables=observables,
            keep_trials=file.output.keep_trials,
            path=Path(file.output.path or f"results/{file.sweep.name}{'.smoke' if smoke else ''}.h5"),
            source=source,
            text=text,
            constants=dict(_constants(base, axes)),
        ),
        mistakes,
    )


def _constants(base: Mapping[str, Any], axes: list[Axis], prefix: str = "") -> Iterator[tuple[str, str]]:
    varied = {path for axis in axes for path in axis.values}
    for key, value in base.items():
        if isinstance(value, dict):
            yield from _constants(value, axes, f"{prefix}{key}.")
        elif prefix + key not in varied:
            yield prefix + key, f"{value:g}" if isinstance(value, float) else str(value)


def _parameter_mistakes(
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
                varied = dotted(location)
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


def _points(
    schema: type[Parameters], base: Mapping[str, Any], axes: list[Axis], file: _File
) -> tuple[tuple[Point, ...], list[tuple[Location, str]]]:
    points, mistakes = [], []
    for place, parameters in points_of(base, axes):
        coordinates = {
            path: values[i] for axis, i in zip(axes, place, strict=True) for path, values in axis.values.items()
        }
        try:
            model = schema.of(parameters).resolve()
            engine = model.resolve_engine(file.run.engine)
        except ParameterError as error:
            at = ", ".join(f"{path} = {value}" for path, value in coordinates.items())
            mistakes.append(((), f"{error.key}: {error.message}" + (f" (at {at})" if at else "")))
            continue
        point_hash = content_hash(model.identity, engine)
        point = Point(place, model, engine, point_hash, point_key(file.sweep.seed, point_hash), coordinates)
        try:
            file.stop.cap(point.edges_a_trial)
        except ValueError as error:
            mistakes.append((("stop",), str(error)))
        points.append(point)
    return tuple(points), mistakes


def _observables(model: Model, file: _File) -> tuple[tuple[Observable, ...], list[tuple[Location, str]]]:
    known = {observable.name: observable for observable in model.observables}
    asked = file.output.observables
    chosen = tuple(known) if asked is None else asked
    mistakes: list[tuple[Location, str]] = [
        (("output", "observables", i), f"unknown observable '{name}'; {unknown(name, known)}")
        for i, name in enumerate(chosen)
        if name not in known
    ]
    if not chosen:
        mistakes.append((("output", "observables"), f"empty; known are {', '.join(known)}"))
    observables = tuple(known[name] for name in chosen if name in known)
    events = [o.name for o in observables if o.kind == "event"]
    numbers = [o.name for o in observables if o.kind == "number"]
    return observables, mistakes + list(file.stop.mistakes(events, numbers))


def _law_mistakes(model: Model, file: _File) -> list[tuple[Location, str]]:
    mistakes: list[tuple[Location, str]] = []
    for key in ("compare", "binding"):
        for i, law in enumerate(getattr(file.laws, key)):
            known = model.laws if key == "compare" else file.laws.compare
            if law not in known:
                said = unknown(law, known) if known else "compare names none"
                mistakes.append((("laws", key, i), f"unknown law '{law}'; {said}"))
    return mistakes
