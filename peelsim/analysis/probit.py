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


def _scatter(place: Floats, k: Floats, n: Floats) -> float:
    """Scatter about the line over what the trials explain, at least 1 (Pearson's chi-squared a degree of freedom)."""
    share = np.exp(log_ndtr(place))
    variance = n * share * np.exp(log_ndtr(-place))
    told = variance > 1  # where outcomes are hardly mixed the normal law of the scatter fails
    freedom = int(told.sum()) - 2
    if freedom < 1:
        return 1.0
    return max(1.0, float(((k - n * share)[told] ** 2 / variance[told]).sum()) / freedom)
