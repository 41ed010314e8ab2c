"""What a law is: its name, source and kind, and what it says of each observable of a model, and in which range.

A law is ``valid`` where its derivation holds, ``extrapolated`` where it still gives a number that nothing vouches for,
and ``undefined`` where it says nothing, for a reason.

Tests: tests/conformance/test_laws.py
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from peelsim.named import named

__all__ = [
    "SILENT",
    "STATUSES",
    "VALID",
    "Extrapolated",
    "Law",
    "LawKind",
    "Laws",
    "Numbers",
    "Prediction",
    "Range",
    "Said",
    "Status",
    "Undefined",
    "extrapolated",
]

Numbers = float | npt.NDArray[np.float64]  # an array: along the observable's own dimension
Status = Literal["valid", "extrapolated", "undefined"]
LawKind = Literal["value", "upper bound", "lower bound", "limit"]
STATUSES: tuple[Status, ...] = get_args(Status)  # from the best to the worst


class Range(NamedTuple):
    """Whether a law speaks within its range."""

    status: Status
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.status}: {self.reason}" if self.reason else self.status


class Extrapolated(NamedTuple):
    """A number outside the range in which a law is derived; where: the places of an array that are, None: all."""

    value: Numbers
    reason: str
    where: npt.NDArray[np.bool_] | None = None


class Undefined(NamedTuple):
    """No number, and why; elsewhere: an array with numbers at other places, NaN at those that are undefined."""

    reason: str
    elsewhere: npt.NDArray[np.float64] | None = None


Said = Numbers | Extrapolated | Undefined
VALID = Range("valid")
SILENT = "the law says nothing of it"  # of what a law never speaks of, why it is undefined


class Prediction(Mapping[str, Numbers]):
    """What a law says of one model: observable -> number, or an array along the observable's own dimension.

    An observable of which the law says nothing is no key; ``range`` has the reason. Entries of an array may be NaN.
    """

    def __init__(self, said: Mapping[str, Said], *, silent: str = SILENT) -> None:
        """silent: why observables that are not named are undefined."""
        self._ranges = {name: _ranges(value) for name, value in said.items()}
        self._numbers = {name: value for name, each in said.items() if (value := _number(each)) is not None}
        self._silent = Range("undefined", silent)

    @classmethod
    def along(cls, parts: Sequence["Prediction"], names: Iterable[str]) -> "Prediction":
        """Predictions one after the other along a dimension that all these observables have."""
        whole = cls({})
        for name in names:
            whole._ranges[name] = tuple(part.range(name) for part in parts)
            if any(name in part for part in parts):
                whole._numbers[name] = np.array([part.get(name, np.nan) for part in parts], dtype=np.float64)
        return whole

    def ranges(self, name: str) -> tuple[Range, ...]:
        """Whether the law speaks within its range, at each place of the observable; a single one if all are alike."""
        return self._ranges.get(name, (self._silent,))

    def range(self, name: str) -> Range:
        """Whether the law speaks of this observable within its range; the worst of its places."""
        return max(self.ranges(name), key=lambda each: STATUSES.index(each.status))

    def said(self, *names: str) -> dict[str, Said]:
        """What is said of these observables, for a law that is built on this one; without a dimension of their own."""
        words: dict[str, Said] = {}
        for name in names:
            if name in self._ranges:
                status, reason = self.range(name)
                words[name] = Undefined(reason) if name not in self else self[name]
                if status == "extrapolated":
                    words[name] = Extrapolated(self[name], reason)
        return words

    def __getitem__(self, name: str) -> Numbers:
        return named(self._numbers, name, "prediction of")

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __repr__(self) -> str:
        return repr(self._numbers)


def _number(said: Said) -> Numbers | None:
    if isinstance(said, Undefined):
        return said.elsewhere
    return said.value if isinstance(said, Extrapolated) else said


def _ranges(said: Said) -> tuple[Range, ...]:
    if isinstance(said, Extrapolated):
        outside = Range("extrapolated", said.reason)
        return (outside,) if said.where is None else tuple(outside if beyond else VALID for beyond in said.where)
    if isinstance(said, Undefined):
        nothing = Range("undefined", said.reason)
        return (nothing,) if said.elsewhere is None else tuple(nothing if x != x else VALID for x in said.elsewhere)
    return (VALID,)


@dataclass(frozen=True)
class Law:
    """A law of a kind of model.

    Parameters
    ----------
    name : by which sweep files, results and ``predict`` call it.
    says : from a model to what the law says of its observables; ValueError where it is out of reach.
    source : paper and equation, or where it is derived.
    kind : a ``value`` is right at every size within its range, a ``limit`` as the size grows; a bound is never
        crossed on its side.
    """

    name: str
    says: Callable[[Any], Mapping[str, Said]]
    source: str
    kind: LawKind = "value"

    def predict(self, model: Any) -> Prediction:
        """What the law says of the model."""
        said = self.says(model)
        return said if isinstance(said, Prediction) else Prediction(said)


class Laws(Mapping[str, Law]):
    """Laws by name, in the order given."""

    def __init__(self, *laws: Law) -> None:
        self._laws = {law.name: law for law in laws}

    def __getitem__(self, name: str) -> Law:
        return named(self._laws, name, "law")

    def __iter__(self) -> Iterator[str]:
        return iter(self._laws)

    def __len__(self) -> int:
        return len(self._laws)

    def __repr__(self) -> str:
        return f"<Laws: {', '.join(self._laws) or 'none'}>"


def extrapolated(said: Mapping[str, Said], reason: str) -> dict[str, Said]:
    """The same numbers, all said to be outside the law's range."""
    return {
        name: Extrapolated(value, reason) if (value := _number(each)) is not None else each
        for name, each in said.items()
    }
