"""How fast the testing error falls as texts are added: a straight line through its logarithm, far above the threshold.

Weighted least squares; errors are those of the trials' scatter, wider where the points scatter about the line more
than that explains.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.analysis.probit import TWO_SIDED

__all__ = ["Floats", "Tail", "exponential_tail"]

Floats = npt.NDArray[np.float64]

_TAIL = 0.01  # errors below this are fitted: there the law's own slope is within 2 % of its limit
_SURE = 0.2  # relative standard error up to which a point is used: 25 failures or more


@dataclass(frozen=True, eq=False)
class Tail:
    """ln(error) = intercept + slope * ratio, with the 95 % interval of the slope."""

    intercept: float
    slope: float
    low: float
    high: float
    ratios: Floats  # that were fitted


def exponential_tail(ratio: npt.ArrayLike, *, error: npt.ArrayLike, standard_error: npt.ArrayLike) -> Tail | None:
    """Fit the testing error against the ratio of texts to skills.

    Parameters
    ----------
    ratio, error, standard_error : [points] in any order; those not in the tail, or not well known, are left out.

    Returns
    -------
    None with fewer than three points of different ratios.
    """
    x, mean, spread = (np.asarray(each, dtype=np.float64) for each in (ratio, error, standard_error))
    with np.errstate(invalid="ignore"):
        used = (mean > 0) & (mean < _TAIL) & (spread > 0) & (spread < _SURE * mean)
    if len(np.unique(x[used])) < 3:
        return None
    x, logs, weight = x[used], np.log(mean[used]), (mean[used] / spread[used]) ** 2
    middle = np.average(x, weights=weight)
    information = float(weight @ (x - middle) ** 2)
    slope = float(weight @ ((x - middle) * logs)) / information
    level = float(np.average(logs, weights=weight))
    scatter = float(weight @ (logs - level - slope * (x - middle)) ** 2) / (len(x) - 2)
    half = TWO_SIDED * np.sqrt(max(1.0, scatter) / information)
    return Tail(level - slope * float(middle), slope, slope - half, slope + half, np.sort(x))
