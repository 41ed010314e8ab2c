"""What a model counts in one trial: the description of an observable, shared by models, sweeps and files."""

from dataclasses import dataclass, field
from math import inf
from typing import Literal, NamedTuple


class Dimension(NamedTuple):
    """An axis that every trial has for itself, such as the rounds of peeling."""

    name: str
    length: int
    values: tuple[float, ...] | tuple[str, ...] | None = None  # one for each place; None: 1, 2, 3, ...
    long_name: str = ""


@dataclass(frozen=True)
class Observable:
    """One number, or one row of numbers, a trial.

    Kernels count whole numbers, which a model divides into the observable's own unit: so sums over trials are exact,
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

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one trial's value."""
        return () if self.dimension is None else (self.dimension.length,)
