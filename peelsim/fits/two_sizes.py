"""Loss against parameters and tokens: L = E + A N^-alpha + B D^-beta (Hoffmann et al. 2022, approach 3).

Fitted as they do: Huber's loss of ln L, delta = 1e-3 (Besiroglu et al. 2024 give the details). With a delta far below
the scatter it is the likelihood of Laplace's law, and so are the profile intervals: 2 n ln of how far the sum rises.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize

from peelsim.fits.fit import Interval
from peelsim.fits.measured import MeasurementError, Surface

__all__ = ["DELTA", "Floats", "SumOfPowers", "sum_of_powers"]

Floats = npt.NDArray[np.float64]

DELTA = 1e-3
_STARTS = tuple(
    (a, e, alpha, beta) for a in (5.0, 10.0) for e in (0.4, 0.7) for alpha in (0.3, 0.5) for beta in (0.3, 0.5)
)
_NORMAL = 3.841458820694124
_REACH = 4.0  # an interval is looked for up to this factor from the best value
_FEWEST = 8


@dataclass(frozen=True)
class SumOfPowers:
    """The fit, and the 95 % profile intervals of E, alpha, beta and the exponent of the best N in compute."""

    floor: float  # E
    parameters_coefficient: float  # A
    tokens_coefficient: float  # B
    parameters_exponent: float  # alpha
    tokens_exponent: float  # beta
    objective: float  # the sum of Huber's losses
    points: int
    intervals: Mapping[str, Interval]

    @property
    def compute_exponent(self) -> float:
        """a = beta / (alpha + beta): with C = 6 N D flops the best N grows like C^a."""
        return self.tokens_exponent / (self.parameters_exponent + self.tokens_exponent)

    def at(self, parameters: npt.ArrayLike, tokens: npt.ArrayLike) -> Floats:
        """The loss there."""
        n, d = np.asarray(parameters, float), np.asarray(tokens, float)
        by_size = self.parameters_coefficient * n**-self.parameters_exponent
        return np.asarray(self.floor + by_size + self.tokens_coefficient * d**-self.tokens_exponent)

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "points": self.points,
            "E": self.floor,
            "A": self.parameters_coefficient,
            "B": self.tokens_coefficient,
            "alpha": self.parameters_exponent,
            "beta": self.tokens_exponent,
            "compute_exponent": self.compute_exponent,
            "objective": self.objective,
            "intervals": {
                name: {"value": i.value, "low": i.low, "high": i.high, "identified": i.identified}
                for name, i in self.intervals.items()
            },
        }


class _Problem:
    """Parameters are ln A, ln B, ln E, alpha and beta, or with ``split`` ln A, ln B, ln E, alpha + beta and a."""

    def __init__(self, surface: Surface, *, split: bool = False) -> None:
        self.log_n, self.log_d, self.log_loss = (np.log(v) for v in (surface.parameters, surface.tokens, surface.loss))
        self.split = split

    def exponents(self, at: Floats) -> tuple[float, float]:
        """alpha and beta."""
        return (at[3] * (1 - at[4]), at[3] * at[4]) if self.split else (at[3], at[4])

    def value(self, at: Floats) -> tuple[float, Floats]:
        """The objective and its gradient."""
        alpha, beta = self.exponents(at)
        terms = np.stack([at[0] - alpha * self.log_n, at[1] - beta * self.log_d, np.full_like(self.log_n, at[2])])
        most = terms.max(axis=0)
        share = np.exp(terms - most)
        total = share.sum(axis=0)
        miss = most + np.log(total) - self.log_loss
        share /= total
        near = np.abs(miss) <= DELTA
        loss = np.where(near, 0.5 * miss**2, DELTA * (np.abs(miss) - 0.5 * DELTA))
        slope = np.clip(miss, -DELTA, DELTA) * share
        by_alpha, by_beta = -np.sum(slope[0] * self.log_n), -np.sum(slope[1] * self.log_d)
        if self.split:
            by_alpha, by_beta = by_alpha * (1 - at[4]) + by_beta * at[4], at[3] * (by_beta - by_alpha)
        return float(loss.sum()), np.array([slope[0].sum(), slope[1].sum(), slope[2].sum(), by_alpha, by_beta])

    def least(self, start: Floats, fixed: int | None = None) -> tuple[Floats, float]:
        """The least objective from a start; fixed: the place of a parameter that stays."""
        free = [i for i in range(5) if i != fixed]

        def part(values: Floats) -> tuple[float, Floats]:
            at = start.copy()
            at[free] = values
            loss, slope = self.value(at)
            return 1e3 * loss, 1e3 * slope[free]

        found = minimize(part, start[free], jac=True, method="BFGS", options={"gtol": 1e-8, "maxiter": 2000})
        at = start.copy()
        at[free] = found.x
        return at, float(found.fun) / 1e3


def sum_of_powers(surface: Surface, *, intervals: bool = True) -> SumOfPowers:
    """The fit to all points of a surface.

    Parameters
    ----------
    surface : losses against parameters and tokens.
    intervals : False leaves the profile intervals out, which take most of the time.

    Raises
    ------
    MeasurementError : for fewer than eight points, or parameters or tokens that are all alike.

    Examples
    --------
    >>> import numpy as np
    >>> from peelsim.fits.measured import surface
    >>> n, d = (side.ravel() for side in np.meshgrid(np.geomspace(1e7, 1e10, 6), np.geomspace(1e9, 1e12, 6)))
    >>> found = sum_of_powers(surface(n, d, 1.8 + 480 * n**-0.35 + 2100 * d**-0.37), intervals=False)
    >>> round(found.floor, 3), round(found.compute_exponent, 3)
    (1.8, 0.514)
    """
    if len(surface.loss) < _FEWEST:
        raise MeasurementError(f"{len(surface.loss)} points are too few for five parameters; give {_FEWEST} or more")
    for name, values in (("parameters", surface.parameters), ("tokens", surface.tokens)):
        if np.ptp(values) == 0:
            raise MeasurementError(f"all points have the same {name}: explain the loss along the other one alone")
    problem = _Problem(surface)
    tries = [problem.least(np.array([a, a + 1, e, alpha, beta])) for a, e, alpha, beta in _STARTS]
    at, objective = min(tries, key=lambda each: each[1])
    for _ in range(3):  # from where it stands anew, as a quasi-Newton step may end early on so flat a floor
        at, objective = problem.least(at)
    known = _profiles(surface, at, objective) if intervals else {}
    return SumOfPowers(
        floor=float(np.exp(at[2])),
        parameters_coefficient=float(np.exp(at[0])),
        tokens_coefficient=float(np.exp(at[1])),
        parameters_exponent=float(at[3]),
        tokens_exponent=float(at[4]),
        objective=objective,
        points=len(surface.loss),
        intervals=known,
    )


def _profiles(surface: Surface, at: Floats, objective: float) -> dict[str, Interval]:
    plain, split = _Problem(surface), _Problem(surface, split=True)
    a = at[4] / (at[3] + at[4])
    apart = np.array([at[0], at[1], at[2], at[3] + at[4], a])
    limit = objective * float(np.exp(_NORMAL / (2 * len(surface.loss))))
    return {
        "E": _profile(plain, at, 2, limit, log_scale=True),
        "alpha": _profile(plain, at, 3, limit),
        "beta": _profile(plain, at, 4, limit),
        "compute_exponent": _profile(split, apart, 4, limit),
    }


def _profile(problem: _Problem, best: Floats, place: int, limit: float, *, log_scale: bool = False) -> Interval:
    """Where the least objective with one parameter fixed passes the limit."""
    ends, is_open = [], []
    for side in (-1, 1):
        start, last, step = best.copy(), float(best[place]), 0.01

        def rises(value: float) -> float:
            start[place] = value  # noqa: B023  # the bracket is found and refined before the next side
            at, least = problem.least(start, fixed=place)  # noqa: B023
            start[:] = at  # noqa: B023
            return least - limit

        opened, value = True, last
        while step < _REACH:
            value = float(best[place]) + side * step * (1.0 if log_scale else abs(float(best[place])))
            if rises(value) > 0:
                value, opened = float(brentq(rises, last, value, xtol=1e-5, rtol=1e-4)), False
                break
            last, step = value, 1.6 * step
        ends.append(np.exp(value) if log_scale else value)
        is_open.append(opened)
    middle = float(np.exp(best[place]) if log_scale else best[place])
    return Interval(middle, float(ends[0]), float(ends[1]), is_open[0], is_open[1])
