"""What the dynamic programmes behind the exact laws share: bands of probabilities and windows of states.

Both programmes add up positive terms only. They run in a Poisson world, where increments are independent, and
are conditioned at the end on the number that is in truth fixed: of concepts, or of texts. Whatever carries a mass
below ``CUT`` is left out; rows are unimodal, so what is kept of one is a window.

Tests: tests/theory/peeling/test_exact_law.py
"""

from math import exp, lgamma, log, pi

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel

__all__ = ["CUT", "Floats", "add_scaled", "binomial_band", "log_poisson", "poisson_band", "trim", "window"]

Floats = npt.NDArray[np.float64]

CUT = 1e-220  # far below the tails wanted (1e-200), far above the smallest normal number


@kernel
def log_poisson(count: int, mean: float) -> float:
    """log P(Poisson(mean) = count), exact to a few units in the last place of the probability (Loader 2000)."""
    if mean <= 0.0 or count == 0:
        return -mean if count == 0 else -np.inf
    if count < 16:
        stirling = lgamma(count + 1.0) - (count + 0.5) * log(count) + count - 0.5 * log(2 * pi)
    else:
        square = float(count) * count
        stirling = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / count
    tilt = (count - mean) / (count + mean)
    if abs(tilt) < 0.1:  # a series: count log(count / mean) and count - mean nearly cancel
        deviance, power = (count - mean) * tilt, 2 * count * tilt
        for odd in range(3, 23, 2):
            power *= tilt * tilt
            deviance += power / odd
    else:
        deviance = count * log(count / mean) - count + mean
    return -deviance - stirling - 0.5 * log(2 * pi * count)


@kernel
def poisson_band(band: Floats, mean: float, floor: float) -> tuple[int, int]:
    """Put P(Poisson(mean) = k) into band[k] as far as it is at least ``floor``; returns the first and the last k.

    band: float64, cut off at its end.
    """
    mode = min(int(mean), band.size - 1)
    band[mode] = exp(log_poisson(mode, mean))
    first = last = mode
    while first > 0 and band[first] >= floor:
        band[first - 1] = band[first] * (first / mean)
        first -= 1
    while last < band.size - 1 and band[last] >= floor:
        band[last + 1] = band[last] * (mean / (last + 1))
        last += 1
    return first, last


@kernel
def binomial_band(band: Floats, trials: int, share: float, floor: float) -> tuple[int, int]:
    """As ``poisson_band``, for Binomial(trials, share) with 0 < share < 1; band: float64[trials + 1] or longer."""
    odds = share / (1 - share)
    mode = int((trials + 1) * share)
    band[mode] = total = 1.0
    first = last = mode
    while first > 0 and band[first] >= floor:
        band[first - 1] = band[first] * (first / ((trials - first + 1) * odds))
        first -= 1
        total += band[first]
    while last < trials and band[last] >= floor:
        band[last + 1] = band[last] * ((trials - last) * odds / (last + 1))
        last += 1
        total += band[last]
    for k in range(first, last + 1):
        band[k] /= total
    return first, last


@kernel
def window(row: Floats, least: float, low: int, high: int, peak: int, left: int, right: int) -> tuple[int, int]:
    """Ends of the stretch of ``row`` around ``peak`` that is at least ``least``, found from a guess (left, right)."""
    while left > low and row[left - 1] >= least:
        left -= 1
    while row[left] < least and left < peak:
        left += 1
    while right < high and row[right + 1] >= least:
        right += 1
    while row[right] < least and right > peak:
        right -= 1
    return left, right


@kernel
def trim(row: Floats, bridge: Floats, low: int, high: int) -> tuple[int, int]:
    """Window (low, high) of ``row`` without the ends where row * bridge is below ``CUT``; empty if low > high."""
    while low <= high and row[low] * bridge[low] < CUT:
        low += 1
    while low <= high and row[high] * bridge[high] < CUT:
        high -= 1
    return low, high


@kernel
def add_scaled(target: Floats, source: Floats, weight: float) -> None:
    """target += weight * source."""
    for i in range(source.size):
        target[i] += weight * source[i]
