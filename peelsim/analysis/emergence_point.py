"""Where a task emerges, and where its accuracy stands still, read off simulated points.

Between points accuracy is interpolated in ln N by a monotone cubic (Fritsch and Carlson 1980).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator

__all__ = ["EmergencePoint", "Floats", "Plateau", "emergence_point", "plateaus"]

Floats = npt.NDArray[np.float64]

_FLAT = 0.01  # accuracies that differ by less are one plateau
_SHORTEST = 0.49  # decades of N: half a one, but for the rounding of R


@dataclass(frozen=True)
class EmergencePoint:
    """N at which an accuracy is first reached, with its 95 % interval; 0 or infinity for an end not in sight."""

    parameters: float
    low: float
    high: float


@dataclass(frozen=True)
class Plateau:
    """A stretch of N over which accuracy is flat."""

    accuracy: float  # mean over its points
    start: float  # N of the first and last of them
    end: float


def emergence_point(
    parameters: npt.ArrayLike,
    *,
    accuracy: npt.ArrayLike,
    low: npt.ArrayLike | None = None,
    high: npt.ArrayLike | None = None,
    value: float = 0.5,
) -> EmergencePoint | None:
    """The least N at which accuracy reaches ``value`` from below.

    The interval goes from where the upper limits, joined by straight lines, reach the value to where the lower ones do,
    and further by what such lines may miss: their error is h^2 f''/8 at most, f'' estimated by the second differences
    beside. Where accuracy rises by more between the two points that enclose the value than on their other sides
    together, it jumps somewhere there, and the interval holds all of the stretch between them.

    Parameters
    ----------
    parameters : N, ascending [points].
    accuracy : at these N; NaN where nothing is known, which is left out.
    low, high : limits of its intervals; an interval that is not known (NaN) is all of [0, 1]. None: as accuracy.

    Returns
    -------
    None if the value is not reached from below.
    """
    mean = np.asarray(accuracy, dtype=float)
    seen = ~np.isnan(mean)
    ln_size, mean = np.log(np.asarray(parameters, dtype=float)[seen]), mean[seen]
    lower, upper = (
        mean if limit is None else np.nan_to_num(np.asarray(limit, dtype=float)[seen], nan=unknown)
        for limit, unknown in ((low, 0.0), (high, 1.0))
    )
    place = _first(mean, value)
    if place is None or place == 0:
        return None
    at = _cubic(ln_size, mean, value, place)
    rise = mean[place] - mean[place - 1]
    beside = [mean[i] - mean[i - 1] for i in (place - 1, place + 1) if 0 < i < len(mean)]
    missed = (ln_size[place] - ln_size[place - 1]) / 8 * max((abs(each / rise - 1) for each in beside), default=0)
    starts = [_straight(ln_size, upper, value) - missed, at]
    ends = [_straight(ln_size, lower, value) + missed, at]
    if rise > sum(beside):
        starts.append(ln_size[place - 1])
        ends.append(ln_size[place])
    return EmergencePoint(*(float(np.exp(each)) for each in (at, min(starts), max(ends))))


def plateaus(parameters: npt.ArrayLike, *, accuracy: npt.ArrayLike) -> list[Plateau]:
    """Stretches of half a decade of N or more over which accuracy varies by 0.01 at most, ascending; not those at 0.

    The longest is taken first, then the longest of those that share no point with it, and so on.
    """
    mean = np.asarray(accuracy, dtype=float)
    seen = ~np.isnan(mean)
    size, mean = np.asarray(parameters, dtype=float)[seen], mean[seen]
    flat = [
        (float(np.log10(size[end] / size[start])), start, end)
        for start in range(len(size))
        for end in range(start + 1, len(size))
        if np.ptp(mean[start : end + 1]) <= _FLAT and mean[start : end + 1].mean() > _FLAT
    ]
    taken: list[tuple[int, int]] = []
    for length, start, end in sorted(flat, reverse=True):
        if length >= _SHORTEST and all(end < other[0] or start > other[1] for other in taken):
            taken.append((start, end))
    return [
        Plateau(float(mean[start : end + 1].mean()), float(size[start]), float(size[end]))
        for start, end in sorted(taken)
    ]


def _first(values: Floats, value: float) -> int | None:
    """The first place at which the value is reached."""
    reached = np.flatnonzero(values >= value)
    return int(reached[0]) if len(reached) else None


def _cubic(ln_size: Floats, values: Floats, value: float, place: int) -> float:
    """Where the monotone cubic reaches the value, between a place and the one before."""
    solved = PchipInterpolator(ln_size, values).solve(value, extrapolate=False)
    found = solved[(solved >= ln_size[place - 1]) & (solved <= ln_size[place])]
    return float(found.min()) if len(found) else float(ln_size[place])  # reached at the point, but for rounding


def _straight(ln_size: Floats, values: Floats, value: float) -> float:
    """Where straight lines first reach the value; -inf if they start above, inf if they stay below."""
    place = _first(values, value)
    if place is None or place == 0:
        return np.inf if place is None else -np.inf
    pair = slice(place - 1, place + 1)
    return float(np.interp(value, values[pair], ln_size[pair]))
