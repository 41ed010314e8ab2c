"""Fixed points of x = exp(-c rate(x)), read off the curve c(x) = -ln(x) / rate(x).

Density evolution of peeling has this form, with a rate >= 0 that falls in x. Iteration finds one fixed point,
and slowly near a threshold. The curve shows all of them: between two of its local extrema it is monotone, so
there is at most one, and a sign change tells which (Richardson and Urbanke 2008, sec. 3.12-3.14).

Tests: tests/theory/peeling/test_weighted_peeling.py
"""

from collections.abc import Callable, Sequence
from math import exp, log

import numpy as np

__all__ = ["Function", "critical_points", "fixed_points"]

Function = Callable[[float], float]

_EPSILON = float(np.finfo(float).eps)
_NEAR_ONE = 1e-7  # closer to x = 1 the terms of a rate that vanishes there cancel
_LOG_ODDS = np.linspace(-30, -log(_NEAR_ONE), 1000)  # of x: 1e-13 to 1 - 1e-7 in steps of 5 %


def _from_log_odds(u: float) -> float:
    return 1 / (1 + exp(-u))


def critical_points(rate: Function, fall: Function) -> tuple[float, ...]:
    """All local extrema of c(x) on (0, 1), ascending: a minimum, a maximum, a minimum, ...

    c(x) falls from infinity at x = 0, so a minimum comes first. It rises where x ln(1/x) fall(x) > rate(x); sign
    changes are looked for on a grid in the log-odds of x, and between its points where the excess turns round
    without a sign change: two extrema can be closer than the grid is fine.

    Parameters
    ----------
    rate, fall : rate(x) and -rate'(x), both >= 0.

    Range: extrema between x = 1e-13 and 1 - 1e-7. A polynomial rate of degree k has none below about 1/k^2, one
    with rate(1) > 1e-13 none of consequence above.
    """
    from scipy.optimize import brentq, minimize_scalar

    def excess(u: float) -> float:
        x = _from_log_odds(u)
        taught = rate(x)
        return -x * log(x) * fall(x) / taught - 1 if taught > 0 else 1.0  # c(x) is infinite there: it has risen

    grid = [float(u) for u in _LOG_ODDS]
    values = [excess(u) for u in grid]
    for i in range(len(grid) - 2, 0, -1):
        side = 1 if values[i] > 0 else -1
        if side * values[i] <= side * values[i - 1] and side * values[i] < side * values[i + 1]:
            nearest = minimize_scalar(lambda u: side * excess(u), bounds=(grid[i - 1], grid[i + 1]), method="bounded")  # noqa: B023
            if nearest.fun < 0:
                at = i if nearest.x < grid[i] else i + 1
                grid.insert(at, float(nearest.x))
                values.insert(at, excess(nearest.x))
    return tuple(
        _from_log_odds(float(brentq(excess, left, right, xtol=1e-15)))
        for left, right, below, above in zip(grid, grid[1:], values, values[1:], strict=False)
        if (below > 0) != (above > 0)
    )


def fixed_points(rate: Function, *, strength: float, critical: Sequence[float]) -> tuple[float, ...]:
    """All solutions in [0, 1] of x = exp(-strength rate(x)), ascending; one that touches the curve counts once.

    Solved for ln(x): an x of e^-300 is as good as any, one below 5e-324 is 0. Where two solutions merge they are
    known to half the digits, as anybody could know them, and are given as one when they cannot be told apart.

    Parameters
    ----------
    strength : c >= 0, finite.
    critical : the local extrema of c(x), ascending.
    """
    from scipy.optimize import brentq

    def excess(log_x: float) -> float:  # positive where c > c(x)
        return log_x + strength * rate(exp(log_x))

    def sign(log_x: float) -> int:
        value = excess(log_x)
        return 0 if abs(value) <= 4 * _EPSILON * (1 + abs(log_x)) else 1 if value > 0 else -1

    never_starts = rate(1.0) == 0  # then x = 1 is a solution, and the curve is followed only up to just below it
    bottom, top = -strength * rate(0.0), -_NEAR_ONE if never_starts else 0.0
    if bottom >= top:
        return (1.0,)
    knots = [bottom, *(log(x) for x in critical if bottom < log(x) < top), top]
    signs = [sign(knot) for knot in knots]
    found: list[float] = []
    for i, knot in enumerate(knots):
        last = i + 1 == len(knots)
        if signs[i] == 0:
            if not (last and never_starts) and (last or signs[i + 1] != 0):  # of solutions that merge, the largest
                found.append(knot)
        elif not last and signs[i] * signs[i + 1] < 0:
            found.append(float(brentq(excess, knot, knots[i + 1], xtol=1e-15)))
    return (*(exp(log_x) for log_x in found), *([1.0] if never_starts else []))
