"""How the rate of learning changes with the steps: constant, a falling power, or half a wave of cosine.

Tests: tests/kernels/descent/test_softmax.py
"""

from typing import NamedTuple

from peelsim.jit import kernel
from peelsim.kernels.draws.elementary import exponential, logarithm, sine_cosine

CONSTANT, POWER, COSINE = 0, 1, 2


class Schedule(NamedTuple):
    """The rate of step t = 1, 2, ...: rate, rate (1 + t / steps)^-power, or rate (1 + cos(pi t / steps)) / 2."""

    kind: int  # CONSTANT, POWER or COSINE
    rate: float
    power: float
    steps: float


@kernel
def rate_of(schedule, t):
    """The rate of step t >= 1; 0 beyond the end of a cosine. Rounds alike on every machine."""
    if schedule.kind == POWER:
        return schedule.rate * exponential(-schedule.power * logarithm(1.0 + t / schedule.steps))
    if schedule.kind == COSINE:
        wave = sine_cosine(0.5 * min(t / schedule.steps, 1.0))[1]
        return 0.5 * schedule.rate * (1.0 + wave)
    return schedule.rate
