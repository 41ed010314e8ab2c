"""What the tallies say about every point, as arrays over the grid that are kept up to date point by point.

Tests: tests/results/test_store.py
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.results.layout import Array, Floats, Layout
from peelsim.results.schema import LIMB_BITS, MOST, to_limbs
from peelsim.stats.estimate import interval
from peelsim.stats.observable import Observable
from peelsim.stats.tally import UNKNOWN, Moments, Tally


@dataclass(frozen=True, eq=False)
class Column:
    """One observable at every point: arrays [points, its dimension]."""

    observable: Observable
    per: Floats  # [points]
    span: Floats  # [points]
    mean: Floats
    deviation: Floats
    low: Floats
    high: Floats
    count: npt.NDArray[np.int64]  # trials with the event; unused for a number
    sums: npt.NDArray[np.int64]  # [..., limbs]
    squares: npt.NDArray[np.int64]
    cubes: npt.NDArray[np.int64]

    @classmethod
    def empty(cls, layout: Layout, observable: Observable) -> "Column":
        """The column of a sweep without trials."""
        shape = (layout.points, *observable.shape)
        limbs = (*shape, len(LIMB_BITS))
        return cls(
            observable,
            per=layout.per_point(observable),
            span=layout.span_per_point(observable),
            mean=np.full(shape, np.nan),
            deviation=np.full(shape, np.nan),
            low=np.full(shape, np.nan),
            high=np.full(shape, np.nan),
            count=np.zeros(shape, np.int64),
            sums=np.zeros(limbs, np.int64),
            squares=np.zeros(limbs, np.int64),
            cubes=np.zeros(limbs, np.int64),
        )

    def update(
        self, points: Sequence[int], tallies: Sequence[Tally], reasons: Array, *, targets: Mapping[str, int]
    ) -> None:
        """Write the statistics of the points whose tallies and stop reasons these are. Each holds a trial or more.

        targets: event -> count at which max_events ends the trials, as it was when it ended these.
        """
        name, ones = self.observable.name, (1,) * len(self.observable.shape)
        shape = (len(points), *self.observable.shape)
        powers = zip(*(tally.moments(name) for tally in tallies), strict=True)
        found = Moments(*(np.array(power, dtype=object).reshape(shape) for power in powers))
        trials = np.array([tally.trials for tally in tallies]).reshape(-1, *ones)
        per = self.per[points].reshape(-1, *ones)
        n = trials.astype(object)  # exact integers until the one rounding of the division, as in Tally
        mean, deviation = found.mean(n) / per, found.deviation(n) / per
        if self.observable.kind == "event":
            self.count[points] = found.sums.astype(np.int64)
        low, high = interval(
            self.observable,
            mean=mean,
            deviation=deviation,
            trials=trials,
            events=self.count[points],
            rare_events=_trials_with(self.observable.rare, tallies, len(ones)),
            rarer_events=_trials_with(self.observable.rarer, tallies, len(ones)),
            span=self.span[points].reshape(-1, *ones),
            reasons=reasons.reshape(-1, *ones),
            targets=targets,
            skewness=found.skewness(n),
            one=1 / per,
        )
        self.mean[points], self.deviation[points], self.low[points], self.high[points] = mean, deviation, low, high
        kept = np.where(found.cubes < MOST, found.cubes, UNKNOWN)  # too many for a file only after 10^11 trials
        self.sums[points], self.squares[points], self.cubes[points] = map(to_limbs, (found.sums, found.squares, kept))


def _trials_with(event: str | None, tallies: Sequence[Tally], dimensions: int) -> Array | None:
    """Trials with an event behind an observable, for each of its places or for all, where it is counted too."""
    if event is None or event not in tallies[0].sums:
        return None
    counted = np.array([tally.sums[event] for tally in tallies], dtype=np.int64)
    return counted if counted.ndim > 1 else counted.reshape(-1, *(1,) * dimensions)
