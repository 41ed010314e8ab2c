"""Roots of functions of one number."""

from collections.abc import Callable
from math import copysign, inf, ulp

_RTOL = 4 * ulp(1.0)
_MOST_STEPS = 100


def root_between(f: Callable[[float], float], a: float, b: float, *, xtol: float) -> float:
    """The root of f between a and b, at which f has opposite signs, by Brent's method (Brent 1973, ch. 4).

    Step for step, and to the bit, ``scipy.optimize.brentq``, whose package takes as long to load as Numba: this is for
    what every sweep asks for before its first trial.

    Raises
    ------
    ValueError : if f has the same sign at both ends.
    RuntimeError : if a hundred steps do not find it within xtol + 9e-16 |root|.

    Examples
    --------
    >>> root_between(lambda x: x * x - 2, 1, 2, xtol=1e-15)
    1.414213562373095
    """
    before, here, opposite = float(a), float(b), 0.0
    f_before, f_here, f_opposite = f(before), f(here), 0.0
    last = step = 0.0  # the step before the last, and the last
    if f_before == 0:
        return before
    if f_here == 0:
        return here
    if copysign(1, f_before) == copysign(1, f_here):
        raise ValueError(f"f({a}) = {f_before} and f({b}) = {f_here} have the same sign")
    for _ in range(_MOST_STEPS):
        if f_before != 0 and copysign(1, f_before) != copysign(1, f_here):
            opposite, f_opposite = before, f_before
            last = step = here - before
        if abs(f_opposite) < abs(f_here):
            before, here, opposite = here, opposite, here
            f_before, f_here, f_opposite = f_here, f_opposite, f_here
        least = (xtol + _RTOL * abs(here)) / 2
        half = (opposite - here) / 2
        if f_here == 0 or abs(half) < least:
            return here
        tried = inf
        if abs(last) > least and abs(f_here) < abs(f_before):
            if before == opposite:  # secant
                rise, run = here - before, f_here - f_before
            else:  # through three points
                slope, other = (f_before - f_here) / (before - here), (f_opposite - f_here) / (opposite - here)
                rise, run = f_opposite * other - f_before * slope, other * slope * (f_opposite - f_before)
            tried = -f_here * rise / run if run else inf
        if 2 * abs(tried) < min(abs(last), 3 * abs(half) - least):
            last, step = step, tried
        else:
            last = step = half
        before, f_before = here, f_here
        here += step if abs(step) > least else copysign(least, half)
        f_here = f(here)
    raise RuntimeError(f"no root between {a} and {b} after {_MOST_STEPS} steps")
