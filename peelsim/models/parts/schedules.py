"""How a rate of learning changes with the steps, as sweep files and callers say it, and when it reaches a time."""

from math import ceil, pi, sin
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Real
from peelsim.kernels.descent import schedule as kernel
from peelsim.records import Record, in_plain_words

_SINGLY = 1024  # steps whose rates are added one by one; beyond them a sum is an integral to 1e-7

_Steps = Annotated[Real, Field(ge=1, le=1e12, title="number of steps")]


@in_plain_words
@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Constant(Record):
    """The same rate at every step."""

    kind: Literal["constant"] = "constant"

    def of(self, rate: float) -> kernel.Schedule:
        """As kernels have it, from this rate."""
        return kernel.Schedule(kernel.CONSTANT, float(rate), 0.0, 1.0)

    def total(self, steps: int) -> float:
        """Sum of the rates of so many steps, over the first rate."""
        return float(steps)


@in_plain_words
@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Power(Record):
    """A rate that falls like (1 + t / steps)^-exponent at step t = 1, 2, ..."""

    exponent: Annotated[Real, Field(ge=0, le=10, title="exponent")]
    steps: _Steps
    kind: Literal["power"] = "power"

    def of(self, rate: float) -> kernel.Schedule:
        """As kernels have it, from this rate."""
        return kernel.Schedule(kernel.POWER, float(rate), float(self.exponent), float(self.steps))

    def total(self, steps: int) -> float:
        """Sum of the rates of so many steps, over the first rate."""
        t = np.arange(1.0, min(steps, _SINGLY) + 1)
        found = float(np.sum((1 + t / self.steps) ** -self.exponent))
        if steps > _SINGLY:
            low, high = (1 + (end + 0.5) / self.steps for end in (_SINGLY, steps))
            power = 1 - self.exponent
            found += self.steps * float(np.log(high / low) if power == 0 else (high**power - low**power) / power)
        return found


@in_plain_words
@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Cosine(Record):
    """A rate that falls like (1 + cos(pi t / steps)) / 2 at step t = 1, 2, ..., to 0."""

    steps: _Steps
    kind: Literal["cosine"] = "cosine"

    def of(self, rate: float) -> kernel.Schedule:
        """As kernels have it, from this rate."""
        return kernel.Schedule(kernel.COSINE, float(rate), 0.0, float(self.steps))

    def total(self, steps: int) -> float:
        """Sum of the rates of so many steps, over the first rate."""
        t = min(steps, ceil(self.steps) - 1)  # the last step before the end
        half = pi / self.steps / 2
        return t / 2 + (sin((2 * t + 1) * half) / sin(half) - 1) / 4


Schedule = Annotated[Constant | Power | Cosine, Field(discriminator="kind")]


def reached(
    schedule: Constant | Power | Cosine, times: npt.NDArray[np.float64], *, rate: float, most: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Steps whose rates add up to each of the times, to the nearest step, 1 or more, and what they do add up to.

    times: ascending. Those that are not reached within ``most`` steps are left out.
    """
    steps, totals = [], []
    for time in times.tolist():
        low, high = 0, most  # total(low) <= time < total(high)
        if rate * schedule.total(most) < time * (1 - 1e-12):
            break
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if rate * schedule.total(middle) <= time else (low, middle)
        below, above = (rate * schedule.total(t) for t in (low, high))
        steps.append(low if low and time - below <= above - time else high)
        totals.append(rate * schedule.total(steps[-1]))
    return np.array(steps, np.int64), np.array(totals)
