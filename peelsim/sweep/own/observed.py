"""An observable of a user's own: a function of a trial, and how what it returns is counted.

Tests: tests/sweep/own/test_own_functions.py
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, Literal

import numpy as np

from peelsim.models.base import Model
from peelsim.quoting import shown
from peelsim.stats.observable import Observable
from peelsim.sweep.own.functions import Function, place_of, stamp_of
from peelsim.sweep.own.trial import OwnTrial, Plain, lacks
from peelsim.sweep.run.job import WorkersError

UNIT = 2**30  # a real number is counted in units of 2^-30, about 1e-9
_MOST = 2**50  # sums over trials are exact below it

Kind = Literal["event", "count", "number"]


class OwnFunctionError(WorkersError, ValueError):
    """One line for a person: what is wrong with a function of their own."""


@dataclass(frozen=True)
class Observed:
    """An observable of one's own: its name, and the function."""

    name: str
    function: Function

    @property
    def place(self) -> str:
        """The function's name."""
        return place_of(self.function)

    @property
    def stamp(self) -> str:
        """Which function it is, to the version of its source."""
        return " ".join(filter(None, (self.place, stamp_of(self.function))))

    @property
    def compiled(self) -> bool:
        """Whether it is compiled by Numba."""
        return hasattr(self.function, "py_func")

    @property
    def kind(self) -> Kind:
        """By what the function says that it returns: bool is an event, int a count, all else a number."""
        plain = getattr(self.function, "py_func", self.function)
        said = getattr(plain, "__annotations__", {}).get("return")
        return "event" if said in (bool, "bool") else "count" if said in (int, "int") else "number"

    @property
    def observable(self) -> Observable:
        """As files and stop rules know it."""
        words = (getattr(self.function, "__doc__", None) or self.name.replace("_", " ")).strip().partition("\n")[0]
        kind: Literal["event", "number"] = "event" if self.kind == "event" else "number"
        return Observable(self.name, kind, words.rstrip("."), per=UNIT if self.kind == "number" else None)

    def count(self, trial: OwnTrial | Plain, number: int, model: Model) -> int:
        """What the function says of a trial, as a whole number of units; OwnFunctionError if that is none."""
        try:
            value: Any = self.function(trial)
        except Exception as error:
            said = f"{type(error).__name__}: {' '.join(str(error).split())}"
            missing = re.search(r"[Uu]nknown attribute '(\w+)' of type Plain(Trial|Network|Percolation)\(", said)
            if self.compiled and missing:
                said = lacks(model, missing[1], compiled=True)
            raise OwnFunctionError(f"observable {self.name} failed in trial {number}: {said}") from None
        value = value.item() if _is_single(value) else value
        if not isinstance(value, bool | int | float) or not abs(value) < inf:
            said = f"is {shown(value)}, which is no finite number"
            raise OwnFunctionError(f"observable {self.name} of trial {number} {said}")
        scaled = value * UNIT if self.kind == "number" else value
        most = 1 if self.kind == "event" else _MOST - 1
        if not 0 <= scaled <= most or (self.kind != "number" and value != int(value)):
            what = {"event": "0 or 1", "count": "a whole number from 0 to 1e15", "number": "from 0 to 1e6"}[self.kind]
            raise OwnFunctionError(f"observable {self.name} of trial {number} is {shown(value)}; it must be {what}")
        return round(scaled)


def _is_single(value: Any) -> bool:
    """Whether it is one number of NumPy, which is there."""
    return isinstance(value, np.generic | np.ndarray) and value.size == 1 and not np.ma.is_masked(value)


def observed_by(functions: Mapping[str, Function]) -> tuple[Observed, ...]:
    """Observables by name; ValueError for what is no function, or no name."""
    if not isinstance(functions, Mapping):
        raise ValueError(f"observe is {shown(functions)}; give names and functions, {{'mine': f}}")
    for name, function in functions.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise ValueError(f"{name!r} is no name of an observable; use letters, digits and _")
        if not callable(function):
            raise ValueError(f"observable {name} is {shown(function)}, which is no function of a trial")
    return tuple(Observed(name, function) for name, function in functions.items())
