"""A theory fitted to a curve: weighted least squares, floor and amplitude linear, and profile intervals.

Where standard errors are given the likelihood is normal with these; where not, losses scatter by one unknown share of
themselves, which is fitted too.

Tests: tests/fits/test_explanation.py
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.special import chdtrc, stdtrit

from peelsim.fits.measured import Measured
from peelsim.fits.theories import Parameter, Shape, Theory

__all__ = ["Fit", "Floats", "Interval", "Problem", "fit", "profile"]

Floats = npt.NDArray[np.float64]

_GRID = 25  # places looked at per shape parameter before refining
_LEVEL = 0.95
_NORMAL = 3.841458820694124  # chi-squared of one degree of freedom at that level


@dataclass(frozen=True)
class Interval:
    """A parameter and its 95 % profile interval; an end that is open was not found within the range looked at."""

    value: float
    low: float
    high: float
    open_low: bool
    open_high: bool

    @property
    def identified(self) -> bool:
        """Whether the data bound it on both sides."""
        return not (self.open_low or self.open_high)


@dataclass(frozen=True)
class Fit:
    """The best curve of a theory.

    Parameters
    ----------
    theory : which one.
    floor, amplitude, shape : its parameters.
    squares : weighted sum of squared residuals.
    points : how many there were.
    bic : Schwarz's criterion, up to a constant that all theories share.
    rejected : whether the errors given rule the theory out (chi-squared test at 0.001); False if none are given.
    """

    theory: Theory
    floor: float
    amplitude: float
    shape: Shape
    squares: float
    points: int
    bic: float
    rejected: bool

    def at(self, x: npt.ArrayLike) -> Floats:
        """The loss there."""
        return self.floor + self.amplitude * self.theory.falls(np.asarray(x, float), self.shape)

    @property
    def exponent(self) -> float | None:
        """Of x in the limit of large x; None if the fall is no power."""
        return None if self.theory.exponent is None else self.theory.exponent(self.shape)


class Problem:
    """The least squares of one theory and one curve."""

    def __init__(self, measured: Measured, theory: Theory) -> None:
        self.measured, self.theory = measured, theory
        self.errors_known = measured.error is not None
        self.sigma = measured.loss if measured.error is None else measured.error
        self.seen = measured.loss / self.sigma
        self.ones = 1 / self.sigma
        self.ends = [_range(parameter, measured.x) for parameter in theory.shape]

    def linear(self, shape: Shape, floor: float | None = None) -> tuple[float, float, float]:
        """Floor and amplitude, neither below 0, and the squares, for given shape parameters; floor: if it is fixed."""
        falls = self.theory.falls(self.measured.x, shape)
        scale = float(np.max(falls))
        if not np.isfinite(scale) or scale <= 0:
            return float(floor or 0.0), 0.0, float(np.sum(self.seen**2))
        g = falls / scale * self.ones
        base = self._floor(g) if floor is None else floor
        left = self.seen - base * self.ones
        amplitude = max(float(g @ left / (g @ g)), 0.0)
        residual = left - amplitude * g
        return base, amplitude / scale, float(residual @ residual)

    def _floor(self, g: Floats) -> float:
        """The floor of least squares beside an amplitude of g, neither below 0."""
        a, b, c = float(self.ones @ self.ones), float(self.ones @ g), float(g @ g)
        u, v = float(self.ones @ self.seen), float(g @ self.seen)
        determinant = a * c - b * b
        if determinant <= 1e-12 * a * c:
            return 0.0
        if a * v - b * u < 0:  # no fall at all fits best
            return u / a
        return max((c * u - b * v) / determinant, 0.0)

    def best_shape(self, fixed: dict[int, float], floor: float | None = None, start: Shape | None = None) -> Shape:
        """The shape of least squares; fixed: parameters that are given, by place."""
        free = [i for i in range(len(self.ends)) if i not in fixed]

        def shape_of(logs: npt.ArrayLike) -> Shape:
            values = dict(zip(free, np.exp(np.asarray(logs, float)).tolist(), strict=True)) | fixed
            return tuple(values[i] for i in range(len(self.ends)))

        def squares(logs: npt.ArrayLike) -> float:
            inside = np.clip(logs, lower, upper)
            outside = float(np.sum((np.asarray(logs) - inside) ** 2))
            return self.linear(shape_of(inside), floor)[2] * (1 + outside)

        lower = np.log([self.ends[i][0] for i in free])
        upper = np.log([self.ends[i][1] for i in free])
        if not free:
            return shape_of([])
        axes = [np.linspace(a, b, _GRID) for a, b in zip(lower, upper, strict=True)]
        places = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(free))
        if start is not None and len(free) > 1:  # near what fits best without the constraint
            places = np.log([[start[i] for i in free]])
        at = places[int(np.argmin([squares(place) for place in places]))]
        if len(free) == 1:
            step = axes[0][1] - axes[0][0]
            ends = max(at[0] - step, lower[0]), min(at[0] + step, upper[0])
            found = minimize_scalar(lambda t: squares([t]), bounds=ends, method="bounded", options={"xatol": 1e-10})
            return shape_of([found.x])
        options = {"xatol": 1e-7, "fatol": 1e-10, "maxiter": 400}
        found = minimize(squares, at, method="Nelder-Mead", options=options)
        return shape_of(np.clip(found.x, lower, upper))


def _range(parameter: Parameter, x: Floats) -> tuple[float, float]:
    if parameter.of_x:
        return parameter.low * float(x.min()), parameter.high * float(x.max())
    return parameter.low, parameter.high


def fit(measured: Measured, theory: Theory) -> Fit | None:
    """The best curve of a theory through the points; None for too few of them, one more than parameters at least."""
    points = len(measured.x)
    if points <= theory.parameters or len(np.unique(measured.x)) < theory.parameters:
        return None
    problem = Problem(measured, theory)
    shape = problem.best_shape({})
    floor, amplitude, squares = problem.linear(shape)
    penalty = theory.parameters * log(points)
    if problem.errors_known:
        bic = squares + penalty
        rejected = bool(chdtrc(points - theory.parameters, squares) < 1e-3)
    else:
        bic, rejected = points * log(max(squares, 1e-300) / points) + penalty, False
    return Fit(theory, floor, amplitude, shape, squares, points, bic, rejected)


def profile(measured: Measured, found: Fit) -> dict[str, Interval]:
    """95 % profile intervals of floor and shape parameters: where the best squares with it fixed rise too far.

    Errors given that do not explain the scatter are widened by it; unknown ones make it Student's interval.
    """
    problem = Problem(measured, found.theory)
    freedom = found.points - found.theory.parameters
    scatter = found.squares / freedom
    if problem.errors_known:
        allowed = found.squares + _NORMAL * max(1.0, scatter)
    else:
        allowed = found.squares + scatter * float(stdtrit(freedom, (1 + _LEVEL) / 2)) ** 2

    def squares_at(place: int) -> Callable[[float], float]:
        def squares(value: float) -> float:
            return problem.linear(problem.best_shape({place: value}, start=found.shape))[2] - allowed

        return squares

    def squares_with_floor(value: float) -> float:
        return problem.linear(problem.best_shape({}, floor=value, start=found.shape), floor=value)[2] - allowed

    highest = float(measured.loss.max())  # a floor that fits badly may lie above some of the points
    intervals = {"floor": _interval(squares_with_floor, found.floor, (0.0, highest), ratio=False)}
    for place, (parameter, ends) in enumerate(zip(found.theory.shape, problem.ends, strict=True)):
        intervals[parameter.name] = _interval(squares_at(place), found.shape[place], ends, ratio=True)
    return intervals


def _interval(rises: Callable[[float], float], best: float, ends: tuple[float, float], *, ratio: bool) -> Interval:
    """Where ``rises`` passes 0 on both sides of the best value, looked for in steps that double."""
    found, is_open = [], []
    for end in ends:
        last, at, step = best, best, 0.02
        opened = True
        while at != end:
            if ratio:
                at = min(best * (1 + step), end) if end > best else max(best / (1 + step), end)
            else:
                at = best + (end - best) * min(step, 1.0)
            if rises(at) > 0:
                at, opened = _passing(rises, last, at), False
                break
            last, step = at, 2 * step
        found.append(at)
        is_open.append(opened)
    return Interval(best, found[0], found[1], is_open[0], is_open[1])


def _passing(rises: Callable[[float], float], inside: float, outside: float) -> float:
    """Where ``rises`` passes 0; of points without scatter, where rounding decides, the outer end."""
    if rises(inside) >= 0:
        return outside
    return float(brentq(rises, inside, outside, rtol=1e-4, xtol=1e-12))
