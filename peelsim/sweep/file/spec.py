"""A sweep file, read and checked: TOML to the points that are to be simulated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from peelsim.arguments import path_of
from peelsim.graphs.folder import paths_begin_in
from peelsim.mistakes import Location, SweepError, dotted, in_words, unknown
from peelsim.models.base import Engine, Model, keys_of
from peelsim.models.registry import kinds, model_of
from peelsim.quoting import shown
from peelsim.stats.observable import Observable
from peelsim.stats.tally import Tally
from peelsim.sweep.file.futile import axis_mistakes, rule_mistakes
from peelsim.sweep.file.grid import MOST_POINTS, Axis, axes_of, coupled_axis
from peelsim.sweep.file.own import engine_for, own_of, with_own
from peelsim.sweep.file.points import Point, Task, constants, lines_of, parameter_mistakes, resolved, tasks_of
from peelsim.sweep.file.tables import table_of, values_in
from peelsim.sweep.file.taken_names import name_mistakes
from peelsim.sweep.own.functions import NO_FUNCTIONS, Functions
from peelsim.sweep.own.observed import Observed
from peelsim.sweep.rules.stopping import StopRules

_LONGEST = 4_000_000  # letters; real files have some thousand
_MOST_VALUES = 50_000_000  # in all models of the grid together; each is looked at

Names = Annotated[
    tuple[str, ...], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v), Field(max_length=1000)
]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Sweep(_Section):
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", title="name")]
    seed: Annotated[int, Field(ge=0, lt=2**63, title="seed")]


class _Laws(_Section):
    compare: Names = ()
    binding: Names = ()
    functions: dict[str, str] = {}


class _Run(_Section):
    engine: Engine = "auto"


class _Output(_Section):
    observables: Names | None = None
    table: Names = ()
    keep_trials: bool = False
    path: Annotated[str, Field(pattern=r"^[^\x00]*[^\x00/.][^\x00/]*$", title="path of a file")] | None = None


class _File(_Section):
    sweep: _Sweep
    model: dict[str, Any]
    grid: dict[str, Any] = {}
    observe: dict[str, str] = {}
    stop: StopRules
    laws: _Laws = _Laws()
    run: _Run = _Run()
    output: _Output = _Output()


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
    coupled: Axis | None = None  # whose points share their trials
    observed: tuple[Observed, ...] = ()  # observables of the user's own
    table: tuple[str, ...] = ()  # observables of the table a run ends with; (): the model's headline

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The points in groups that are simulated together."""
        return tasks_of(self.points)

    @cached_property
    def lines(self) -> tuple[tuple[Task, ...], ...]:
        """Tasks in the order in which they may begin: each by itself, or after those before it along an axis."""
        rule = self.stop.min_rate
        if rule is None:
            return tuple((task,) for task in self.tasks)
        names = [axis.name for axis in self.axes]
        return lines_of(self.tasks, len(names) - 1 if rule.axis is None else names.index(rule.axis))

    def cap(self, point: Point) -> int:
        """Trials the point gets at most, here."""
        return 0 if point.elsewhere else self.stop.cap(point.edges_a_trial)

    def reason(self, task: Task, tallies: Sequence[Tally], seconds: float = 0.0) -> str | None:
        """Name of the rule that ends the task now, after so many seconds, None if it goes on; tallies of its points."""
        first, *others = ((tally, point.model) for tally, point in zip(tallies, task.points, strict=True))
        return self.stop.reason(
            first[0],
            task.first.edges_a_trial,
            task.first.block_trials,
            model=first[1],
            seconds=seconds,
            others=others,
        )


def read(path: str | Path, *, smoke: bool = False) -> Sweep:
    """Read and check a sweep file; SweepError names every mistake at once."""
    try:
        path = path_of(path)
    except ValueError as error:
        raise SweepError("sweep", [str(error)]) from None
    try:
        with open(path, encoding="utf-8-sig") as file:  # a mark of UTF-8 at its beginning is no part of it
            text = file.read(_LONGEST + 1)
    except OSError as error:
        raise SweepError(str(path), [f"cannot be read: {(error.strerror or 'error').lower()}"]) from None
    except UnicodeDecodeError:
        raise SweepError(str(path), ["is not text in UTF-8"]) from None
    except ValueError:
        raise SweepError(str(path), ["is no path"]) from None
    if len(text) > _LONGEST:
        raise SweepError(str(path), [f"is longer than the {_LONGEST:,} letters of a sweep file"])
    return parse(text, source=path, smoke=smoke, functions=Functions(imports=True))


def parse(
    text: str,
    *,
    source: Path,
    folder: Path | None = None,
    smoke: bool = False,
    functions: Functions = NO_FUNCTIONS,
) -> Sweep:
    """Check the text of a sweep file, said to be that of ``source``; SweepError names every mistake at once.

    Parameters
    ----------
    folder : where the paths in it begin; by default where the source is.
    functions : what the functions that it names are; UntrustedError if it names others, which may not be imported.
    """
    with paths_begin_in(source.parent if folder is None else folder):
        return _parse(text, source, smoke, functions)


def _parse(text: str, source: Path, smoke: bool, functions: Functions) -> Sweep:
    table = table_of(text, source)
    overlay = table.pop("smoke", {})
    is_table = isinstance(overlay, dict)
    if smoke and is_table:
        table = _merged(table, overlay)
    sweep, mistakes = _checked(table, source, text, smoke, functions)
    if not is_table:
        mistakes.append((("smoke",), f"{shown(overlay)} is no table"))
    elif overlay and not smoke and not mistakes:
        small = _checked(_merged(table, overlay), source, text, True, functions)[1]
        mistakes += [(("smoke", *where), what) for where, what in small]
    if sweep is None or mistakes:
        raise SweepError(str(source), [f"{dotted(where)}: {what}" if where else what for where, what in mistakes])
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
    table: Mapping[str, Any], source: Path, text: str, smoke: bool, functions: Functions
) -> tuple[Sweep | None, list[tuple[Location, str]]]:
    mistakes: list[tuple[Location, str]] = []
    file: _File | None = None
    try:
        file = _File.model_validate(table)
    except ValidationError as error:
        mistakes += in_words(error, _File)
    base = table.get("model")
    if not isinstance(base, dict):
        return None, mistakes
    kind = base.get("kind")
    if kind not in kinds():
        what = "missing" if kind is None else f"unknown model {shown(kind)}"
        return None, [*mistakes, (("model", "kind"), f"{what}; {unknown(str(kind), kinds())}")]
    try:
        schema = keys_of(model_of(kind))
    except ValueError as error:  # of a package that is installed
        return None, [*mistakes, (("model", "kind"), str(error))]
    grid = table.get("grid", {})
    axes, wrong = axes_of(grid if isinstance(grid, dict) else {}, schema.whole)
    mistakes += wrong
    points_of_grid, values = prod(len(axis) for axis in axes), values_in(base)
    if not wrong and points_of_grid * values > _MOST_VALUES:
        mistakes.append((("grid",), f"{points_of_grid:,} points of a model of {values:,} values are too many"))
    if points_of_grid > MOST_POINTS or points_of_grid * values > _MOST_VALUES:
        return None, mistakes  # looking at every value would take minutes
    mistakes += parameter_mistakes(schema, base, axes)
    if mistakes or file is None:
        return None, mistakes
    own, mistakes = own_of(file.observe, file.laws.compare, file.laws.functions, functions, str(source))
    engine, wrong = engine_for(model_of(kind), file.run.engine, own[0])
    coupled, mistaken = coupled_axis(kind, engine, axes)
    mistakes += wrong + mistaken
    if mistakes:
        return None, mistakes
    points, mistakes = resolved(schema, base, axes, engine=engine, seed=file.sweep.seed, coupled=coupled)
    points, wrong = with_own(points, own)
    mistakes += wrong
    observables: tuple[Observable, ...] = ()
    if points:
        observables, wrong = _observables(points[0], file)
        mistakes += wrong + _law_mistakes(points[0].model, file)
        mistakes += name_mistakes(points, axes, observables)
    mistakes += rule_mistakes(file.stop, observables, points) + axis_mistakes(file.stop, axes)
    if mistakes:
        return None, mistakes
    path = path_of(file.output.path or f"results/{file.sweep.name}.h5")
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
            path=path.with_suffix(f".smoke{path.suffix}") if smoke else path,
            source=source,
            text=text,
            constants=constants(schema, base, axes),
            coupled=coupled,
            table=file.output.table,
            observed=own[0],
        ),
        [],
    )


def _observables(point: Point, file: _File) -> tuple[tuple[Observable, ...], list[tuple[Location, str]]]:
    counted = {observable.name for observable in point.simulated.observables}
    known = {observable.name: observable for observable in point.model.observables if observable.name in counted}
    asked = file.output.observables
    chosen = tuple(known) if asked is None else asked
    mistakes: list[tuple[Location, str]] = [
        (("output", "observables", i), f"unknown observable {shown(name)}; {unknown(name, known)}")
        for i, name in enumerate(chosen)
        if name not in known
    ]
    mistakes += _named_twice(("output", "observables"), chosen)
    if not chosen:
        mistakes.append((("output", "observables"), f"empty; known are {', '.join(known)}"))
    single = [name for name in chosen if name in known and known[name].dimension is None]
    mistakes += [
        (("output", "table", i), f"{shown(name)} is no single number that is observed; {unknown(name, single)}")
        for i, name in enumerate(file.output.table)
        if name not in single
    ]
    mistakes += _named_twice(("output", "table"), file.output.table)
    observables = tuple(known[name] for name in chosen if name in known)
    return observables, mistakes


def _named_twice(where: Location, names: tuple[str, ...]) -> list[tuple[Location, str]]:
    return [((*where, i), f"{shown(name)} is named twice") for i, name in enumerate(names) if name in names[:i]]


def _law_mistakes(model: Model, file: _File) -> list[tuple[Location, str]]:
    mistakes: list[tuple[Location, str]] = []
    for key in ("compare", "binding"):
        for i, law in enumerate(getattr(file.laws, key)):
            known = model.laws if key == "compare" else file.laws.compare
            if law not in known:
                said = unknown(law, known) if known else "compare names none"
                mistakes.append((("laws", key, i), f"unknown law {shown(law)}; {said}"))
        mistakes += _named_twice(("laws", key), getattr(file.laws, key))
    return mistakes
