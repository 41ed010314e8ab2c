"""Thresholds of peeling: the record minima of a curve load(x), followed down from the largest x.

Peeling goes on from large x as long as the load (an erasure probability, users per slot) is below the curve, and stops
where it meets it on a rising part. A minimum that no larger x has undercut is a threshold, the first at the largest x.
Where the curve falls to a limit as x -> 0 the transition there is continuous, and stability limits the load
(Richardson and Urbanke 2008, sec. 3.12 to 3.18).

Tests: tests/theory/codes/test_floors.py
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

__all__ = ["Function", "extrema", "record_minima", "resting_points"]

Function = Callable[[float], float]

_LOG_ODDS = np.linspace(-24.0, 30.0, 1081)  # of x: 4e-11 to 1 - 1e-13 in steps of 5 %


def _at(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))


LEAST, LARGEST = _at(_LOG_ODDS[0]), _at(_LOG_ODDS[-1])


def extrema(slope: Function) -> list[tuple[float, bool]]:
    """Local extrema of a curve on (0, 1), ascending: place, and whether it is a minimum.

    slope: of the sign of the curve's derivative. Sign changes are looked for on a grid in the log-odds of x, and
    between its points where the slope turns round without one.
    """
    from scipy.optimize import brentq, minimize_scalar

    grid = [float(u) for u in _LOG_ODDS]
    values = [slope(_at(u)) for u in grid]
    for i in range(len(grid) - 2, 0, -1):
        side = 1.0 if values[i] > 0 else -1.0
        if side * values[i] <= side * values[i - 1] and side * values[i] < side * values[i + 1]:
            near = minimize_scalar(lambda u: side * slope(_at(u)), bounds=(grid[i - 1], grid[i + 1]), method="bounded")  # noqa: B023
            if near.fun < 0:
                at = i if near.x < grid[i] else i + 1
                grid.insert(at, float(near.x))
                values.insert(at, slope(_at(near.x)))
    return [
        (_at(float(brentq(lambda u: slope(_at(u)), low, high, xtol=1e-14))), above > 0)
        for low, high, below, above in zip(grid, grid[1:], values, values[1:], strict=False)
        if (below > 0) != (above > 0)
    ]


def record_minima(curve: Function, turns: Sequence[tuple[float, bool]]) -> list[float]:
    """Places of the minima that are lower than all the curve at larger x, descending. turns: its extrema."""
    records: list[float] = []
    lowest = curve(LARGEST)
    for x, is_minimum in reversed(turns):
        if is_minimum and curve(x) < lowest:
            records.append(x)
            lowest = curve(x)
    return records


def resting_points(curve: Function, turns: Sequence[tuple[float, bool]], load: float) -> list[float]:
    """Where the curve rises through ``load``, descending: peeling comes to rest there. turns: its extrema."""
    from scipy.optimize import brentq

    knots = [LEAST, *(x for x, _ in turns), LARGEST]
    found = []
    for low, high in pairwise(knots):
        bottom, top = curve(low), curve(high)
        if bottom < load < top:
            found.append(float(brentq(lambda x: curve(x) - load, low, high, xtol=1e-300, rtol=1e-14)))
        elif bottom == load < top:
            found.append(low)
    return found[::-1]
