"""A law of a user's own: a function of a model.

Tests: tests/sweep/own/test_own_functions.py
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from peelsim.stats.law import Extrapolated, Law, Prediction, Said, Undefined
from peelsim.sweep.own.functions import Function, place_of


def own_law(name: str, function: Function | Law) -> Law:
    """The law of this name; a ``Law`` keeps its source and kind.

    Its function takes a model and returns what it says of observables, by name: numbers, or ``Extrapolated`` and
    ``Undefined`` of ``peelsim.modelling``. What goes wrong in it is why it says nothing at that model.
    """
    says = function.says if isinstance(function, Law) else function
    source = function.source if isinstance(function, Law) else _source(function)

    def checked(model: Any) -> Mapping[str, Said]:
        try:
            said = says(model)
        except Exception as error:
            raise ValueError(f"{type(error).__name__}: {error}") from None
        if isinstance(said, Prediction):
            return said
        if not isinstance(said, Mapping) or not all(isinstance(key, str) for key in said):
            raise ValueError(f"it returns {type(said).__name__}, not a mapping from observables to numbers")
        return {key: _number(key, value) for key, value in said.items()}

    return Law(name, checked, source, function.kind if isinstance(function, Law) else "value")


def _number(name: str, value: Any) -> Said:
    if isinstance(value, Extrapolated | Undefined):
        return value
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"it says {value!r} of {name}, which is no number") from None
    return numbers if numbers.ndim else float(numbers)


def _source(function: Function) -> str:
    words = (getattr(function, "__doc__", None) or "").strip().partition("\n")[0]
    return f"{place_of(function)}{f': {words}' if words else ''}"
