"""Exact running sums of observables, the only thing a sweep keeps of its trials."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["UNKNOWN", "Counts", "Exact", "Moments", "Tally", "exact_sums"]

Exact = npt.NDArray[np.object_]  # of Python integers
Counts = Mapping[str, npt.NDArray[np.int64]]  # observable -> int64[trials, ...], as counted by a kernel

_LIMB = 25  # bits: products of two limbs stay below 2^50, so 2^13 of them add up in an int64
_CHUNK = 1 << 13
_CUBED = 1 << 16  # as many cubes of counts below it add up, too
_AT_HAND = 1 << 13  # counts whose limbs stay in the near caches


UNKNOWN = -1  # in place of a sum of cubes


class Moments(NamedTuple):
    """Sums over trials of the first three powers of a count. Arrays, also of several points."""

    sums: Exact
    squares: Exact
    cubes: Exact  # UNKNOWN where it is

    def mean(self, trials: Exact | int) -> npt.NDArray[np.float64]:
        """Mean count, correctly rounded."""
        return np.asarray(self.sums / trials, dtype=np.float64)

    def deviation(self, trials: Exact | int) -> npt.NDArray[np.float64]:
        """Sample standard deviation (n - 1 below); NaN for a single trial."""
        n = trials
        variance = np.asarray(self._spread(n) / np.maximum(n * (n - 1), 1), dtype=np.float64)
        return np.where(np.asarray(n) > 1, np.sqrt(variance), np.nan)

    def skewness(self, trials: Exact | int) -> npt.NDArray[np.float64]:
        """Sample skewness G1 (Fisher's, without bias for normal counts); 0 for equal trials, NaN for two and unknown.

        It is never beyond sqrt(n), which it reaches where one trial alone differs.
        """
        n, spread = np.asarray(trials, dtype=np.float64), np.asarray(self._spread(trials), dtype=np.float64)
        third = trials**2 * self.cubes - 3 * trials * self.sums * self.squares + 2 * self.sums**3
        plain = np.asarray(third, dtype=np.float64) / np.where(spread > 0, spread, 1.0) ** 1.5
        known = np.asarray(self.cubes != UNKNOWN, dtype=bool) & (n > 2)
        return np.where(known, plain * np.sqrt(n * (n - 1)) / np.maximum(n - 2, 1), np.nan)

    def _spread(self, trials: Exact | int) -> Exact:
        """n^2 times the variance with n below: exact."""
        return np.asarray(trials * self.squares - self.sums * self.sums, dtype=object)


def exact_sums(counts: npt.NDArray[np.int64]) -> Moments:
    """Sums of the counts, of their squares and of their cubes over the first axis.

    counts: int64[trials, ...], 0 <= counts < 2^50. Squares and cubes of large counts do not fit an int64, so each
    count is split into two limbs where there are any so large, and so is each square.
    """
    total = Moments(*(np.zeros(counts.shape[1:], dtype=object) for _ in range(3)))
    for start in range(0, len(counts), _CHUNK):
        chunk = counts[start : start + _CHUNK]
        powers = _small(chunk) if chunk.max(initial=0) < _CUBED else _large(chunk)
        total = Moments(*(before + more for before, more in zip(total, powers, strict=True)))
    return total


def _small(chunk: npt.NDArray[np.int64]) -> list[Exact]:
    if chunk.max(initial=0) <= 1:  # powers of 0 and 1 are themselves
        return [_exact(_total(chunk))] * 3
    return [_exact(_total(*[chunk] * power)) for power in (1, 2, 3)]


def _large(chunk: npt.NDArray[np.int64]) -> list[Exact]:
    """With h and l for a count's limbs, B = 2^25: c^2 = h^2 B^2 + 2 h l B + l^2, c^3 = h^2 (h B + 3 l) B^2 + ..."""
    base, rows = 1 << _LIMB, max(1, _AT_HAND * len(chunk) // max(1, chunk.size))
    totals = _products(chunk[:rows])
    for start in range(rows, len(chunk), rows):
        totals += _products(chunk[start : start + rows])
    c, hh, hl, ll, h2h, h1h, h2l, h1l, l2h, l1h, l2l, l1l = _exact(totals)
    cubes = (
        (h2h * base + h1h) * base**3
        + (h2l * base + h1l) * (3 * base**2)
        + (l2h * base + l1h) * (3 * base)
        + (l2l * base + l1l)
    )
    return [np.asarray(c, dtype=object), hh * base**2 + hl * (2 * base) + ll, cubes]


def _products(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sums of the counts, of products of two of their limbs, and of products of a limb and one of such a square."""
    high, low = _limbs(counts)
    above, below = high * high, low * low
    (h2, h1), (l2, l1) = _limbs(above), _limbs(below)
    squares = [_total(high, high), _total(high, low), _total(low, low)]
    cubes = [_total(part, limb) for square in ((h2, h1), (l2, l1)) for limb in (high, low) for part in square]
    return np.array([_total(counts), *squares, *cubes])


def _limbs(numbers: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    return numbers >> _LIMB, numbers & ((1 << _LIMB) - 1)


def _total(*factors: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sums of the products of their rows: without an array of products, whose memory would be asked for each time."""
    subscripts = ",".join(["i..."] * len(factors)) + "->..."
    return np.asarray(np.einsum(subscripts, *factors, dtype=np.int64), dtype=np.int64)


def _exact(totals: npt.NDArray[np.int64]) -> Exact:
    return np.asarray(totals.astype(object), dtype=object)


@dataclass(frozen=True)
class Tally:
    """Sums over the trials of one point, in trial order. Tallies add up.

    Sums of cubes may be unknown, as they are to early result files: then so are those of all that they are added to.
    """

    trials: int = 0
    sums: Mapping[str, Exact] = field(default_factory=dict)
    squares: Mapping[str, Exact] = field(default_factory=dict)
    cubes: Mapping[str, Exact] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: Counts) -> "Tally":
        """The tally of a block of trials."""
        found: dict[str, Moments] = {}
        same: dict[object, Moments] = {}
        for name, values in counts.items():
            place = values.__array_interface__["data"][0], values.shape, values.strides
            if place not in same:  # a count and its fraction are one array
                same[place] = exact_sums(values)
            found[name] = same[place]
        trials = len(next(iter(counts.values())))
        return cls(trials, *({name: powers[i] for name, powers in found.items()} for i in range(3)))

    def __add__(self, other: "Tally") -> "Tally":
        if not self.trials:
            return other
        if not other.trials:
            return self
        return Tally(
            self.trials + other.trials,
            {name: total + other.sums[name] for name, total in self.sums.items()},
            {name: total + other.squares[name] for name, total in self.squares.items()},
            {name: total + other.cubes[name] for name, total in self.cubes.items() if name in other.cubes},
        )

    def at(self, place: int) -> "Tally":
        """The tally of one place along the dimension that all its observables have."""
        powers = (self.sums, self.squares, self.cubes)
        return Tally(self.trials, *({name: total[place] for name, total in power.items()} for power in powers))

    def moments(self, name: str) -> Moments:
        """The sums of an observable."""
        sums = np.asarray(self.sums[name], dtype=object)
        cubes = self.cubes.get(name, np.full(sums.shape, UNKNOWN, dtype=object))
        return Moments(sums, np.asarray(self.squares[name], dtype=object), np.asarray(cubes, dtype=object))

    def mean(self, name: str) -> npt.NDArray[np.float64]:
        """Mean count a trial, correctly rounded."""
        return self.moments(name).mean(self.trials)

    def deviation(self, name: str) -> npt.NDArray[np.float64]:
        """Sample standard deviation of the count (n - 1 below); NaN for a single trial."""
        return self.moments(name).deviation(self.trials)

    def skewness(self, name: str) -> npt.NDArray[np.float64]:
        """Sample skewness of the count; NaN where sums of cubes are unknown."""
        return self.moments(name).skewness(self.trials)
