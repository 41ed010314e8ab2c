"""Measured losses: against one quantity, or against parameters and tokens; from arrays or from a CSV file.

Tests: tests/fits/test_two_sizes.py
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from peelsim.quoting import OneLineError, shown

__all__ = ["Floats", "Measured", "MeasurementError", "Surface", "curve", "read", "surface"]

Floats = npt.NDArray[np.float64]

_MOST = 1e50  # whose squares, and powers as theories have them, are numbers
_NAMES = {
    "parameters": ("parameters", "n", "params", "model size", "model_size"),
    "tokens": ("tokens", "d", "data"),
    "loss": ("loss", "l", "y", "test_loss"),
    "error": ("error", "loss_error", "standard_error", "std_error", "se"),
}


class MeasurementError(OneLineError):
    """What is wrong with a measured curve, or with what is asked of it."""


@dataclass(frozen=True, eq=False)
class Measured:
    """Losses at points, in ascending order of x.

    Parameters
    ----------
    x : [points] what was scaled, above 0.
    loss : [points] above 0.
    error : [points] standard errors of the losses, None if they are not known.
    name : what x is.
    """

    x: Floats
    loss: Floats
    error: Floats | None = None
    name: str = "x"

    def part(self, chosen: npt.NDArray[np.bool_]) -> "Measured":
        """Some of the points."""
        error = None if self.error is None else self.error[chosen]
        return Measured(self.x[chosen], self.loss[chosen], error, self.name)


@dataclass(frozen=True, eq=False)
class Surface:
    """Losses of models of N parameters trained on D tokens.

    Parameters
    ----------
    parameters, tokens, loss : [points] above 0.
    """

    parameters: Floats
    tokens: Floats
    loss: Floats

    def without_largest(self, number: int) -> "Surface":
        """All points but those with the largest losses."""
        kept = np.sort(np.argsort(-self.loss, kind="stable")[number:])
        return Surface(self.parameters[kept], self.tokens[kept], self.loss[kept])


def curve(x: npt.ArrayLike, loss: npt.ArrayLike, error: npt.ArrayLike | None = None, *, name: str = "x") -> Measured:
    """The points of a curve, checked and in order.

    Raises
    ------
    MeasurementError : for arrays of different lengths, or numbers that are not above 0, or beyond 1e-50 to 1e50.
    """
    given = {name: _floats(name, x), "loss": _floats("loss", loss)}
    if error is not None:
        given["error"] = _floats("error", error)
    _check(given)
    order = np.argsort(given[name], kind="stable")
    return Measured(
        given[name][order], given["loss"][order], given["error"][order] if error is not None else None, name
    )


def surface(parameters: npt.ArrayLike, tokens: npt.ArrayLike, loss: npt.ArrayLike) -> Surface:
    """The points of a surface, checked. Raises as ``curve`` does."""
    given = {name: _floats(name, x) for name, x in zip(_NAMES, (parameters, tokens, loss), strict=False)}
    _check(given)
    return Surface(**given)


def _floats(name: str, given: npt.ArrayLike) -> Floats:
    """A column as numbers; MeasurementError for what is none, and where entries are masked."""
    if np.ma.is_masked(given):
        raise MeasurementError(f"{name} has entries that are masked; leave them out, as x[~x.mask] does")
    try:
        if np.iscomplexobj(given):
            raise TypeError
        return np.asarray(given, float)
    except (TypeError, ValueError, OverflowError):
        raise MeasurementError(f"{name}: {shown(given)} is no column of numbers") from None


def _check(given: dict[str, Floats]) -> None:
    lengths = {name: values.shape for name, values in given.items()}
    if len(set(lengths.values())) > 1 or len(next(iter(lengths.values()))) != 1:
        said = ", ".join(f"{name} {list(shape)}" for name, shape in lengths.items())
        raise MeasurementError(f"columns of different shapes, {said}: give a number of each per point")
    for name, values in given.items():
        wrong = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
        if len(wrong):
            raise MeasurementError(f"{name}, point {wrong[0] + 1}: {values[wrong[0]]:g} is not above 0; leave it out")
        beyond = np.flatnonzero((values < 1 / _MOST) | (values > _MOST))
        if len(beyond):
            said = f"{values[beyond[0]]:g} is not within {1 / _MOST:g} to {_MOST:g}; give {name} in other units"
            raise MeasurementError(f"{name}, point {beyond[0] + 1}: {said}")


def read(
    path: str | Path, *, x: str | None = None, loss: str | None = None, error: str | None = None
) -> Measured | Surface:
    """A CSV file with a line of names; lines that begin with # are remarks.

    With columns parameters (or N), tokens (or D) and loss, and no ``x``, it is a surface; else a curve along ``x``, by
    default the first column that is neither a loss nor an error.

    Raises
    ------
    MeasurementError : if the file cannot be read, has no such columns, or a cell is no number above 0.
    """
    columns = _columns(path)
    found = {role: next((name for name in columns if name.lower() in _NAMES[role]), None) for role in _NAMES}
    by_role = {"loss": loss or found["loss"], "error": error or found["error"]}
    try:
        if by_role["loss"] is None:
            if len(columns) == 1 and set(";\t ") & set(next(iter(columns))):
                raise MeasurementError(f"a single column, {next(iter(columns))!r}; separate cells by commas")
            raise MeasurementError(f"no column loss among {', '.join(columns)}; say which one is")
        if x is None and found["parameters"] and found["tokens"]:
            values = [_numbers(columns, name) for name in (found["parameters"], found["tokens"], by_role["loss"])]
            return surface(*values)
        rest = [name for name in columns if name not in by_role.values()]
        if x is None and not rest:
            raise MeasurementError("only losses; a curve needs a column of what was scaled")
        along = x or rest[0]
        errors = _numbers(columns, by_role["error"]) if by_role["error"] else None
        return curve(_numbers(columns, along), _numbers(columns, by_role["loss"]), errors, name=along)
    except MeasurementError as mistake:
        raise MeasurementError(f"{path}: {mistake}") from None


def _columns(path: str | Path) -> dict[str, list[str]]:
    try:
        with Path(path).open(newline="", encoding="utf-8-sig") as file:
            rows = [row for row in csv.reader(line for line in file if not line.startswith("#")) if row]
    except OSError as error:
        raise MeasurementError(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise MeasurementError(f"{path} is no CSV file: it must be text, with commas and a line of names") from None
    if len(rows) < 2:
        raise MeasurementError(f"{path} has no points: it needs a line of names and a line of numbers per point")
    names = [name.strip() for name in rows[0]]
    for place, row in enumerate(rows[1:], 1):
        if len(row) != len(names):
            raise MeasurementError(f"{path}: point {place} has {len(row)} cells and there are {len(names)} names")
    return {name: [row[i] for row in rows[1:]] for i, name in enumerate(names)}


def _numbers(columns: dict[str, list[str]], name: str) -> Sequence[float]:
    if name not in columns:
        raise MeasurementError(f"no column {name}; there are {', '.join(columns)}")
    found = []
    for place, cell in enumerate(columns[name], 1):
        try:
            found.append(float(cell))
        except ValueError:
            raise MeasurementError(f"{name}, point {place}: {cell!r} is no number") from None
    return found
