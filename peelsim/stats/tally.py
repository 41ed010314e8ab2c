"""Exact running sums of observables, the only thing a sweep keeps of its trials."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Counts", "Tally", "exact_sums"]

Counts = Mapping[str, npt.NDArray[np.int64]]  # observable -> int64[trials, ...], as counted by a kernel

_LIMB = 25  # bits: products of two limbs stay below 2^50, so 2^13 of them add up in an int64
_CHUNK = 1 << 13


def exact_sums(counts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Sum and sum of squares over the first axis, as Python integers.

    counts: int64[trials, ...], 0 <= counts < 2^50. Squares of counts beyond 3e9 do not fit an int64, so each
    count is split into two limbs where there are any so large.
    """
    total: npt.NDArray[np.object_] = np.zeros(counts.shape[1:], dtype=object)
    squares = total.copy()
    for start in range(0, len(counts), _CHUNK):
        chunk = counts[start : start + _CHUNK]
        total = total + chunk.sum(axis=0).astype(object)
        if not (chunk >> _LIMB).any():
            squares = squares + (chunk * chunk).sum(axis=0).astype(object)
            continue
        high, low = chunk >> _LIMB, chunk & ((1 << _LIMB) - 1)
        for weight, product in ((2 * _LIMB, high * high), (_LIMB + 1, high * low), (0, low * low)):
            squares = squares + product.sum(axis=0).astype(object) * (1 << weight)
    return total, squares


@dataclass(frozen=True)
class Tally:
    """Sums over the trials of one point, in trial order. Tallies add up."""

    trials: int = 0
    sums: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=dict)
    squares: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: Counts) -> "Tally":
        """The tally of a block of trials."""
        both = {name: exact_sums(values) for name, values in counts.items()}
        trials = len(next(iter(counts.values())))
        return cls(trials, {n: s for n, (s, _) in both.items()}, {n: q for n, (_, q) in both.items()})

    def __add__(self, other: "Tally") -> "Tally":
        if not self.trials:
            return other
        if not other.trials:
            return self
        return Tally(
            self.trials + other.trials,
            {name: total + other.sums[name] for name, total in self.sums.items()},
            {name: total + other.squares[name] for name, total in self.squares.items()},
        )

    def at(self, place: int) -> "Tally":
        """The tally of one place along the dimension that all its observables have."""
        return Tally(
            self.trials,
            {name: total[place] for name, total in self.sums.items()},
            {name: total[place] for name, total in self.squares.items()},
        )

    def mean(self, name: str) -> npt.NDArray[np.float64]:
        """Mean count a trial, correctly rounded."""
        return np.asarray(self.sums[name] / self.trials, dtype=np.float64)

    def deviation(self, name: str) -> npt.NDArray[np.float64]:
        """Sample standard deviation of the count (n - 1 below); NaN for a single trial."""
        n = self.trials
        if n < 2:
            return np.full(np.shape(self.sums[name]), np.nan)
        variance = (n * self.squares[name] - self.sums[name] ** 2) / (n * (n - 1))
        return np.sqrt(np.asarray(variance, dtype=np.float64))
