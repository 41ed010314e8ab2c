"""A law of a user's own: a function of a model.

Tests: tests/sweep/own/test_own_functions.py
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from peelsim.quoting import shown
from peelsim.stats.law import Extrapolated, Law, Numbers, Prediction, Said, Undefined
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
        shapes = {each.name: each.shape for each in model.observables}
        return {key: _checked(key, value, shapes.get(key)) for key, value in said.items()}

    return Law(name, checked, source, function.kind if isinstance(function, Law) else "value")


Shape = tuple[int, ...] | None  # of what an observable has; None: of one that the model has not


def _checked(name: str, value: Any, shape: Shape) -> Said:
    """What is said of an observable; ValueError unless its numbers are some, and its reasons words."""
    if not isinstance(value, Extrapolated | Undefined):
        return _numbers(name, value, shape)
    if not isinstance(value.reason, str):
        raise ValueError(f"it gives {shown(value.reason)} as the reason for what it says of {name}; give words")
    if isinstance(value, Undefined):
        elsewhere = value.elsewhere
        return value if elsewhere is None else Undefined(value.reason, _along(name, elsewhere, shape))
    if value.where is None:
        return Extrapolated(_numbers(name, value.value, shape), value.reason)
    where = _along(name, value.where, shape) != 0
    return Extrapolated(_along(name, value.value, shape), value.reason, where)


def _numbers(name: str, value: Any, shape: Shape) -> Numbers:
    """A number, or an array that fits along the observable's own dimension; NaN where nothing is said."""
    try:
        given = np.asarray(None if np.ma.is_masked(value) else value)
        if given.dtype.kind not in "biufO" or any(each is None for each in given.astype(object).flat):
            raise TypeError
        numbers = given.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"it says {shown(value)} of {name}, which is no number") from None
    if shape is not None and numbers.ndim and numbers.shape != shape:
        wanted = f"{shape[0]} numbers" if shape else "a single number"
        raise ValueError(f"it says an array of shape {numbers.shape} of {name}; give {wanted}")
    return numbers if numbers.ndim else float(numbers)


def _along(name: str, value: Any, shape: Shape) -> npt.NDArray[np.float64]:
    """The same of each place along the observable's own dimension; ValueError where it has none."""
    if shape == ():
        raise ValueError(f"it says something of places of {name}, which has no dimension of its own")
    numbers = np.atleast_1d(_numbers(name, value, shape))
    return numbers if shape is None else np.array(np.broadcast_to(numbers, shape))


def _source(function: Function) -> str:
    words = (getattr(function, "__doc__", None) or "").strip().partition("\n")[0]
    return f"{place_of(function)}{f': {words}' if words else ''}"
