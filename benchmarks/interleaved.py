"""Several things timed in turn, A, B, A, B ..., so that a machine that drifts does so for all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import process_time
from typing import Self

import numpy as np
import numpy.typing as npt

Clock = Callable[[], float]  # does something once and returns its seconds
Seconds = npt.NDArray[np.float64]  # one entry per round


@dataclass(frozen=True)
class Quartiles:
    """Median of several measurements, and the quartiles about it."""

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: Seconds) -> Self:
        return cls(*(float(value) for value in np.quantile(values, [0.25, 0.5, 0.75])))

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.median:.3g}"
        return f"{self.median:.3g} [{self.low:.3g}, {self.high:.3g}]"


def clock(work: Callable[[], object], *, per: float = 1, time: Clock = process_time) -> Clock:
    """Seconds of ``work`` over ``per``, the number of things it does.

    time: the processor's, as the C programmes have it, too, so that other work on the machine shows through shared
    caches alone; ``perf_counter`` for what runs in several threads or processes.
    """

    def seconds() -> float:
        begun = time()
        work()
        return (time() - begun) / per

    return seconds


def in_turn(clocks: Mapping[str, Clock], *, rounds: int) -> dict[str, Seconds]:
    """Seconds of each, after a round that only warms them up."""
    every = [[timed() for timed in clocks.values()] for _ in range(rounds + 1)]
    return dict(zip(clocks, np.array(every[1:]).T, strict=True))
