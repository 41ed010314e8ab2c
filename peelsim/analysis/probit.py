"""A probit line through the waterfall: where half the trials are stuck, and how wide the transition is.

P(stuck) = Q((x - centre) / width), the form of the finite-length law over a few widths; width is negative where P
rises with x. Fitted by maximum likelihood; errors are those of the inverse Fisher information (delta method), wider
where the points scatter about the line more than their trials explain.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import log_ndtr

__all__ = ["TWO_SIDED", "Floats", "ProbitLine", "probit_line", "threshold_line"]

Floats = npt.NDArray[np.float64]

TWO_SIDED = 1.959963984540054  # standard errors on either side of a 95 % interval


@dataclass(frozen=True)
class ProbitLine:
    """The line, with standard errors."""

    centre: float  # x at which P = 1/2
    centre_error: float
    width: float
    width_error: float


def probit_line(x: npt.ArrayLike, events: npt.ArrayLike, trials: npt.ArrayLike) -> ProbitLine | None:
    """Fit the chance of an event against x.

    Parameters
    ----------
    x, events, trials : [points] in any order; points without trials are left out.

    Returns
    -------
    None unless two points at least have both outcomes: otherwise the width is not known.
    """
    at, k, n = (np.asarray(each, dtype=np.float64) for each in (x, events, trials))
    mixed = (k > 0) & (k < n)
    if len(np.unique(at[mixed])) < 2:
        return None
    at, k, n = at[n > 0], k[n > 0], n[n > 0]
    share = (k + 0.5) / (n + 1)
    middle = np.average(at, weights=n * share * (1 - share))  # from there the search is well-conditioned
    scale = np.ptp(at[(k > 0) & (k < n)])
    t = (at - middle) / scale

    def loss(line: Floats) -> float:
        place = line[0] + line[1] * t
        return -float(k @ log_ndtr(place) + (n - k) @ log_ndtr(-place)) / float(n.sum())

    found = minimize(loss, np.zeros(2), method="BFGS", options={"gtol": 1e-10})
    intercept, slope = (float(each) for each in found.x)
    if slope == 0:
        return None
    place = intercept + slope * t
    density = np.exp(-(place**2) - log_ndtr(place) - log_ndtr(-place)) / (2 * np.pi)
    design = np.stack([np.ones_like(t), t])
    covariance = np.linalg.inv((design * n * density) @ design.T) * _scatter(place, k, n)
    centre_slope = np.array([-1 / slope, intercept / slope**2])  # of -intercept / slope
    return ProbitLine(
        centre=float(middle - scale * intercept / slope),
        centre_error=float(scale * np.sqrt(centre_slope @ covariance @ centre_slope)),
        width=-scale / slope,
        width_error=float(scale * np.sqrt(covariance[1, 1]) / slope**2),
    )


def threshold_line(x: npt.ArrayLike, events: npt.ArrayLike, trials: int) -> ProbitLine | None:
    """The same line through points of the same trials, each of which has the event below a threshold of its own.

    Such trials are independent draws of the threshold, of which the points tell between which two of them it lies;
    the likelihood of these numbers knows how the points depend on each other (derived).

    Parameters
    ----------
    x, events : [points] in any order, of all the same trials; events that fall as x rises.

    Returns
    -------
    None unless two different x at least have both outcomes, and not equally often; and where events rise with x, which
    no thresholds can give, or the points do not tell the centre from the width.
    """
    at, first = np.unique(np.asarray(x, dtype=np.float64), return_index=True)
    k = np.asarray(events, dtype=np.float64)[first]
    mixed = (k > 0) & (k < trials)
    between = -np.diff(k, prepend=trials, append=0)  # trials with their threshold below, between and above the x
    if len(np.unique(k[mixed])) < 2 or np.any(between < 0):
        return None
    middle, scale = np.average(at[mixed]), np.ptp(at[mixed])
    ends = np.concatenate([[-np.inf], (at - middle) / scale, [np.inf]])
    held = between > 0

    def log_chances(line: Floats) -> Floats:
        return _log_between((ends - line[0]) / np.exp(line[1]))

    def loss(line: Floats) -> float:
        return -float(between[held] @ log_chances(line)[held]) / trials

    # the search's own tolerance, 1e-4, is as large as the errors of 1e7 trials
    tight = {"xatol": 1e-8, "fatol": 1e-8, "maxiter": 2000, "maxfev": 4000}
    found = minimize(loss, [0.0, -1.0], method="Nelder-Mead", options=tight)
    centre, log_width = (float(each) for each in found.x)
    step = 1e-5 * np.exp(log_width)
    moves = [np.array([step, 0.0]), np.array([0.0, 1e-5])]
    chances = np.exp(log_chances(found.x))
    likely = chances > 0
    slopes = np.stack(
        [(log_chances(found.x + m)[likely] - log_chances(found.x - m)[likely]) / (2 * m.sum()) for m in moves]
    )
    slopes[0] *= np.exp(log_width)  # a width, so that both are of order 1
    information = (slopes * chances[likely]) @ slopes.T
    if not (np.isfinite(found.fun) and np.all(np.isfinite(information)) and np.linalg.cond(information) < 1e12):
        return None
    errors = np.sqrt(np.diag(np.linalg.inv(information)) / trials)
    width = scale * np.exp(log_width)
    return ProbitLine(
        centre=float(middle + scale * centre),
        centre_error=float(width * errors[0]),
        width=float(width),
        width_error=float(width * errors[1]),
    )


def _log_between(place: Floats) -> Floats:
    """Logarithms of the chances that a standard normal number lies between each place and the next, also far out."""
    low, high = place[:-1], place[1:]
    right = low + high > 0  # mirrored, so that no chance is the difference of two numbers near 1
    low, high = np.where(right, -high, low), np.where(right, -low, high)
    with np.errstate(divide="ignore"):  # places closer than rounding: no chance
        return np.asarray(log_ndtr(high) + np.log(-np.expm1(log_ndtr(low) - log_ndtr(high))))


def _scatter(place: Floats, k: Floats, n: Floats) -> float:
    """Scatter about the line over what the trials explain, at least 1 (Pearson's chi-squared a degree of freedom)."""
    share = np.exp(log_ndtr(place))
    variance = n * share * np.exp(log_ndtr(-place))
    told = variance > 1  # where outcomes are hardly mixed the normal law of the scatter fails
    freedom = int(told.sum()) - 2
    if freedom < 1:
        return 1.0
    return max(1.0, float(((k - n * share)[told] ** 2 / variance[told]).sum()) / freedom)
