"""The text of a sweep file from values of Python: a model, a grid, rules.

Tests: tests/api/test_sweeping.py
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from peelsim.mistakes import SweepError
from peelsim.models.base import Model, ParameterError, keys_of
from peelsim.models.registry import kinds, model_of
from peelsim.quoting import shown

Axes = Mapping[str, Any]  # parameter -> its values, or a table as a sweep file has it


def toml_of(
    model: Model | type[Model], parameters: Mapping[str, Any], grid: Axes, tables: Mapping[str, Mapping[str, Any]]
) -> str:
    """A sweep file.

    Parameters
    ----------
    model : a model, of which the grid varies some parameters; or its class, with ``parameters`` for the others.
    parameters : by name; they take the place of a model's own.
    grid : axes.
    tables : all others, ``sweep``, ``stop`` and so on; what is None in them is left out.

    Raises
    ------
    SweepError : for what no sweep file could hold.
    """
    from tomli_w import dumps

    where = f"Sweep {shown(tables['sweep'].get('name'))}"
    if not isinstance(grid, Mapping):
        raise SweepError(where, [f"grid: {shown(grid)} is no table; give {{'concepts': [100, 1000]}}"])
    for name in grid:
        if not isinstance(name, str):
            raise SweepError(where, [f"grid: {shown(name)} is no name of a parameter"])
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            raise SweepError(where, [f"{name}: {shown(table)} is no table; give rules, {{'max_trials': 1000}}"])
    whole = {
        "model": _model_table(where, model, parameters, grid),
        "grid": {name: _axis(values) for name, values in grid.items()},
        **{name: {key: value for key, value in table.items() if value is not None} for name, table in tables.items()},
    }
    ordered = {name: whole[name] for name in ("sweep", *whole) if whole[name]}
    try:
        return dumps(_plain(ordered))
    except TypeError as error:
        raise SweepError(where, [f"{error}; a sweep takes numbers, words, lists and records"]) from None
    except (ValueError, RecursionError):  # Python writes out no integer of more than 4300 digits
        raise SweepError(where, ["a number of thousands of digits, or a list that holds itself"]) from None


def _model_table(where: str, model: Model | type[Model], parameters: Mapping[str, Any], grid: Axes) -> dict[str, Any]:
    kind = getattr(model, "kind", None)
    if kind not in kinds():
        cure = f"peelsim.register({(model if isinstance(model, type) else type(model)).__name__}) makes it known"
        what = f"unknown kind {kind!r}; {cure}" if isinstance(kind, str) else "is no model"
        raise SweepError(where, [f"model: {shown(model)} {what}" if not isinstance(kind, str) else f"model: {what}"])
    table = {"kind": kind}
    if not isinstance(model, type):
        instead = keys_of(model_of(kind)).instead
        said = {name.partition(".")[0] if "." not in name else "" for name in [*_names(grid), *parameters]}
        left_out = said | {field for name in said for field in instead.get(name, ())}
        table |= {name: value for name, value in _given(model) if name not in left_out}
        if not said & {"path"}:
            table |= _in_place_of_hidden(where, model)
    return table | dict(parameters)


def _in_place_of_hidden(where: str, model: Model) -> Mapping[str, Any]:
    try:
        return keys_of(type(model)).in_place_of_hidden(model)
    except ParameterError as error:
        raise SweepError(where, [f"model.{error}"]) from None


def _given(model: Model) -> list[tuple[str, Any]]:
    """Parameters of a model that a file must say."""
    hidden = keys_of(type(model)).hidden
    found = []
    for field in fields(model):  # type: ignore[arg-type]  # a model is a dataclass
        info = type(model).__pydantic_fields__[field.name]  # type: ignore[attr-defined]
        value = getattr(model, field.name)
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        if field.name not in hidden and (info.is_required() or value != default):
            found.append((field.name, value))
    return found


def _names(grid: Axes) -> list[str]:
    """Parameters that the grid varies."""
    names = []
    for name, values in grid.items():
        zipped = values.get("zip") if isinstance(values, Mapping) else None
        names += list(zipped) if isinstance(zipped, Mapping) else [name]
    return names


def _axis(values: Any) -> Any:
    """An axis; what can be gone through is a list."""
    if isinstance(values, np.ndarray):
        return values.tolist()
    return values if isinstance(values, Mapping | str | bytes) or not hasattr(values, "__iter__") else list(values)


def _plain(value: Any) -> Any:
    """A value as TOML has it."""
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items() if each is not None}
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
