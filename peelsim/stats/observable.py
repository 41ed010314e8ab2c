"""What a model counts in one trial: the description of an observable, shared by models, sweeps and files.

Tests: tests/stats/test_estimate.py
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Counted", "Dimension", "Observable", "Scale"]

Counted = npt.NDArray[np.int64]  # what a kernel counts in a block: a row per trial
Scale = float | npt.NDArray[np.float64]  # an array: along the observable's own dimension


class Dimension(NamedTuple):
    """An axis that every trial has for itself, such as the rounds of peeling."""

    name: str
    length: int
    values: tuple[float, ...] | tuple[str, ...] | None = None  # one for each place; None: 1, 2, 3, ...
    long_name: str = ""


@dataclass(frozen=True)
class Observable:
    """One number, or one row of numbers, per trial.

    Kernels count whole numbers, which ``per`` divides into the observable's own unit: so sums over trials are exact,
    whatever the order of the additions. What is no number of things is counted in some small unit, such as 2^-40.
    """

    name: str
    kind: Literal["event", "number"]  # an event is 0 or 1 in a trial, and its mean is a probability
    long_name: str
    units: str = "1"
    dimension: Dimension | None = None  # the observable's own axis, None for a single number
    rare: str | None = None  # the event, possibly rare, that makes the values bimodal
    # by how much at most a trial with that event differs, below 0 if it lowers the value; it may differ by point
    span: float = field(default=inf, compare=False)
    rarer: str | None = None  # a second such event, where one is not enough: each may be the rare one at some points
    # what no trial's value exceeds: 1 for an event and a fraction
    highest: float = field(default=inf, compare=False)
    # what counts are divided by, so that a fraction of all is exactly 1; None: the counts are what is observed
    per: Scale | None = field(default=None, compare=False)
    # where it stands among the columns that a kernel counts, or what follows from them; None: the simulator names it
    column: int | Callable[[Counted], npt.NDArray[Any]] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.kind == "event":
            object.__setattr__(self, "highest", 1.0)

    @property
    def jumps(self) -> tuple[str, ...]:
        """The events that make the values bimodal."""
        return tuple(event for event in (self.rare, self.rarer) if event is not None)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one trial's value."""
        return () if self.dimension is None else (self.dimension.length,)

    @property
    def scale(self) -> Scale:
        """What a count is divided by."""
        return 1.0 if self.per is None else self.per

    def among(self, counts: Counted) -> Counted:
        """What of a kernel's counts, int64[trials, ..., columns], is this observable's: int64[trials, ...]."""
        if self.column is None:
            raise TypeError(f"observable {self.name} names no column")
        found = self.column(counts) if callable(self.column) else counts[..., self.column]
        return np.asarray(found, dtype=np.int64)
