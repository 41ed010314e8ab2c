"""Degrees that are listed, each with its share of the texts."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict

from peelsim.records import Record

Degrees = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


class Listed(Record):
    """A text of degree k is a uniform set of k concepts; the degrees that occur are listed, with their shares."""

    @cached_property
    def law(self) -> tuple[Degrees, Shares]:
        """Degrees, ascending, and their probabilities, all positive."""
        raise NotImplementedError

    def law_among(self, concepts: int) -> tuple[Degrees, Shares]:
        """The law when there are only so many concepts, at least ``least_concepts``."""
        return self.law


class Polynomial(Listed):
    """Listed degrees whose generating function is their polynomial."""

    @property
    def mean(self) -> float:
        """Mean number of concepts per text."""
        return float(self.law[0] @ self.law[1])

    @property
    def least_concepts(self) -> float:
        """Concepts there must be at least."""
        return float(self.law[0][-1])

    def derivative(self, order: int, x: float) -> float:
        """Omega^(order)(1 - x); powers by log1p, so that high ones keep their digits for small x."""
        degrees, shares = self.law
        degrees, shares = degrees[degrees >= order], shares[degrees >= order]
        falling = np.ones(len(degrees))
        for i in range(order):
            falling *= degrees - i
        if x >= 1.0:
            return float((shares * falling)[degrees == order].sum())
        return float((shares * falling) @ np.exp((degrees - order) * np.log1p(-x)))


def normalised(degrees: Degrees, shares: Shares) -> tuple[Degrees, Shares]:
    return degrees, shares / shares.sum()
