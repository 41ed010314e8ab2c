"""How often a task asks for m skills of level l: the weights q(l, m) of Nayak and Varshney (2024, sec. 3.3)."""

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Real, Whole
from peelsim.records import Record, in_plain_words
from peelsim.theory.skills.tasks import binomial_weights

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)

Weight = Annotated[Real, Field(ge=0, le=1e6, title="weight")]
Weights = Annotated[tuple[Weight, ...], Field(min_length=1)]
TaskSizes = Annotated[
    tuple[Annotated[Whole, Field(ge=1, le=1000, title="number of skills per task")], ...], Field(min_length=1)
]
Shares = npt.NDArray[np.float64]


class _Product(Record):
    """q(l, m) = q(l) q(m)."""

    size_weights: Weights | None

    def weights_at(self, levels: int) -> Shares:
        """q(1), ..., q(levels)."""
        raise NotImplementedError

    def table_at(self, levels: int, size_shares: Shares) -> Shares:
        """q(l, m), [levels, sizes]; size_shares: q(m) where the task has none of its own."""
        own = size_shares if self.size_weights is None else shares_of(self.size_weights, len(size_shares))
        return np.outer(self.weights_at(levels), own)


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Homogeneous(_Product):
    """All skills from one level."""

    level: Annotated[Whole, Field(ge=1, title="level")]
    size_weights: Weights | None = None
    kind: Literal["homogeneous"] = "homogeneous"

    def weights_at(self, levels: int) -> Shares:
        """q(1), ..., q(levels). Raises ValueError where the level is above them."""
        if self.level > levels:
            raise ValueError(f"level {self.level} where there are only {levels}")
        return np.asarray(np.eye(levels)[self.level - 1])


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class BinomialLevels(_Product):
    """Levels Bin(L, p), or a mixture of such laws; what falls on level 0 is dropped and the rest normalised."""

    probabilities: Annotated[tuple[Annotated[Real, Field(gt=0, lt=1, title="probability")], ...], Field(min_length=1)]
    weights: Weights = (1.0,)
    size_weights: Weights | None = None
    kind: Literal["binomial"] = "binomial"

    def __post_init__(self) -> None:
        if len(self.weights) != len(self.probabilities):
            raise ValueError(f"{len(self.weights)} weights for {len(self.probabilities)} probabilities")

    def weights_at(self, levels: int) -> Shares:
        """q(1), ..., q(levels)."""
        return _normalised(binomial_weights(self.weights, probabilities=self.probabilities, levels=levels))


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class GivenLevels(_Product):
    """A weight for each level, normalised."""

    weights: Weights
    size_weights: Weights | None = None
    kind: Literal["given"] = "given"

    def weights_at(self, levels: int) -> Shares:
        """q(1), ..., q(levels). Raises ValueError where there are more or fewer weights."""
        if len(self.weights) != levels:
            raise ValueError(f"{len(self.weights)} weights for {levels} levels")
        return _normalised(np.array(self.weights))


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Table(Record):
    """Any q(l, m): a row of weights for each level, a weight for each size, normalised over all."""

    weights: Annotated[tuple[Weights, ...], Field(min_length=1)]
    kind: Literal["table"] = "table"

    def weights_at(self, levels: int) -> Shares:
        """q(1), ..., q(levels). Raises ValueError where there are more or fewer rows."""
        return np.asarray(self.table_at(levels, np.ones(len(self.weights[0]))).sum(axis=1))

    def table_at(self, levels: int, size_shares: Shares) -> Shares:
        """q(l, m), [levels, sizes]. Raises ValueError where there are more or fewer rows or columns."""
        if len(self.weights) != levels:
            raise ValueError(f"{len(self.weights)} rows of weights for {levels} levels")
        for level, row in enumerate(self.weights, 1):
            if len(row) != len(size_shares):
                raise ValueError(f"{len(row)} weights at level {level} for {len(size_shares)} sizes")
        return _normalised(np.array(self.weights))


def _normalised(weights: Shares) -> Shares:
    total = weights.sum()
    if not total > 0:
        raise ValueError("the weights are all zero")
    return np.asarray(weights / total)


def shares_of(weights: tuple[float, ...] | None, count: int) -> Shares:
    """Weights normalised, equal ones where None are given. Raises ValueError if they are not ``count``, or all zero."""
    if weights is not None and len(weights) != count:
        raise ValueError(f"{len(weights)} weights for {count} sizes")
    return _normalised(np.ones(count) if weights is None else np.array(weights))


Task = Annotated[Homogeneous | BinomialLevels | GivenLevels | Table, Field(discriminator="kind")]
