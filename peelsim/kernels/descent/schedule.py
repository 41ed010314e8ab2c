"""How the rate of learning changes with the steps: constant, a falling power, or half a wave of cosine."""

from typing import NamedTuple

from peelsim.jit import kernel
from peelsim.kernels.draws.elementary import exponential, logarithm, sine_cosine

CONSTANT, POWER, COSINE = 0, 1, 2
_STOP_EVERY = 1 << 20  # steps between two looks at the stop word


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


@kernel
def reach(schedule, times, most_steps, steps, reached):
    """Steps whose rates add up to each of the times, to the nearest step, and what they do add up to.

    times: float64[n], rising. steps: int64[n] and reached: float64[n], filled. Returns how many of the times are
    reached within most_steps; the others are left as they are.
    """
    t, total, i = 0, 0.0, 0
    if schedule.kind == CONSTANT:
        for i in range(times.size):
            wanted = max(1.0, times[i] / schedule.rate + 0.5)
            if wanted >= most_steps + 1.0:
                return i
            steps[i] = int(wanted)
            reached[i] = steps[i] * schedule.rate
        return times.size
    while i < times.size and t < most_steps:
        t += 1
        rate = rate_of(schedule, t)
        total += rate
        while i < times.size and total + 0.5 * rate >= times[i]:
            steps[i], reached[i] = t, total
            i += 1
        if rate == 0.0:
            return i
    return i
