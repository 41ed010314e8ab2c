"""`peelsim models [KIND]`: which models there are, and what they take, observe and predict."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from peelsim.aligned import aligned, terminal_width
from peelsim.printing import complain, say

if TYPE_CHECKING:
    from peelsim.models.base import Model


def parser(prog: str) -> argparse.ArgumentParser:
    """The command's arguments."""
    p = argparse.ArgumentParser(
        prog=prog,
        description="List the kinds of models, peelsim's own and those of installed packages; of one kind: the keys "
        "that a sweep file may give, engines, observables, laws and figures.",
    )
    p.add_argument("kind", nargs="?", metavar="KIND", help="a kind, such as concept-text")
    return p


def main(arguments: Sequence[str], prog: str) -> int:
    """Run the command; returns its exit code."""
    options = parser(prog).parse_args(arguments)
    from peelsim.mistakes import unknown
    from peelsim.models.registry import kinds, model_of

    if options.kind is None:
        rows = [("kind", "class", "what it is"), *(_row(kind) for kind in kinds())]
        say("\n".join(aligned(rows, keys=1)))
        return 0
    if options.kind not in kinds():
        complain(f"unknown model {options.kind!r}; {unknown(options.kind, kinds())}")
        return 2
    try:
        say(_described(model_of(options.kind)))
    except ValueError as error:
        complain(error)
        return 2
    return 0


def _row(kind: str) -> tuple[str, str, str]:
    from peelsim.models.registry import model_of

    try:
        model = model_of(kind)
    except ValueError as error:
        return kind, "-", str(error)
    return kind, model.__name__, _about(model)


def _about(model: "type[Model]") -> str:
    return (model.__doc__ or "").strip().partition("\n")[0]


def _described(model: "type[Model]") -> str:
    """All of a kind, from the code itself."""
    parts = [f"{model.kind}: {_about(model)}", f"from Python: {_door(model)}", *_parameters(model)]
    parts += [*_engines(model), *_observables(model), *_laws(model), f"figures: {_figures(model.kind)}"]
    return "\n".join(parts)


def _door(model: "type[Model]") -> str:
    import peelsim

    public = getattr(peelsim, model.__name__, None) is model
    return f"peelsim.{model.__name__}" if public else f"{model.__module__}.{model.__qualname__}"


def _parameters(model: "type[Model]") -> list[str]:
    """The keys of [model]; those of the example say how one is written."""
    from peelsim.mistakes import in_brief
    from peelsim.models.base import keys_of

    rows = [("key", "default", "what it takes", "in the example")]
    for name, info in keys_of(model).model_fields.items():
        if name == "kind":
            continue
        default = (
            ""
            if info.is_required()
            else "-"
            if (value := info.get_default(call_default_factory=True)) is None
            else _plain(value)
        )
        rows.append((name, default, in_brief(info), _plain(model.example[name]) if name in model.example else ""))
    return ["parameters:", *_table(rows)]


def _engines(model: "type[Model]") -> list[str]:
    rows = [
        (engine, f"along an axis of {', '.join(model.coupled[engine])}" if engine in model.coupled else "")
        for engine in model.engines
    ]
    return ["engines, of which auto takes the first that suits:", *_table(rows)]


def _observables(model: "type[Model]") -> list[str]:
    """Those of a small one: they may depend on parameters."""
    try:
        small = model.small()
    except TypeError as error:
        return [f"observables: {error}"]
    rows = [("name", "kind", "units", "what it is")]
    for observable in small.observables:
        along = "" if observable.dimension is None else f", along {observable.dimension.name}"
        head = " (headline)" if observable.name == model.headline else ""
        rows.append((observable.name, observable.kind, observable.units, f"{observable.long_name}{along}{head}"))
    return ["observables, of a small model:", *_table(rows), _own(model)]


def _own(model: "type[Model]") -> str:
    """What observables of one's own see."""
    from peelsim.sweep.own.trial import FIELDS

    fields = FIELDS[model.shows]
    if not fields:
        return "observables of your own: none, as no graph is sampled"
    return f"observables of your own see trial.{', trial.'.join((*fields, 'model'))}"


def _laws(model: "type[Model]") -> list[str]:
    if not model.laws:
        return ["laws: none"]
    return ["laws:", *_table([("name", "kind", "source"), *((w.name, w.kind, w.source) for w in model.laws.values())])]


def _figures(kind: str) -> str:
    from peelsim.analysis.figures import figures_of

    try:
        return ", ".join(figures_of(kind)) or "none of its own"
    except ImportError as error:
        return str(error)


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    return aligned(rows, keys=1, indent="  ", width=terminal_width()) if rows else []


def _plain(value: Any) -> str:
    """A value as a sweep file has it."""
    from dataclasses import asdict, is_dataclass

    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_plain(each)}' for name, each in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_plain, value))}]"
    return str(value).lower() if isinstance(value, bool) else f"'{value}'" if isinstance(value, str) else f"{value:g}"
