"""Mean, deviation and skewness of the thresholds of trials that are all counted at the same points.

A trial has the event at every x below a threshold of its own, so the counts say how many thresholds lie between any two
neighbouring points (derived). Each is put in the middle of its interval, and Sheppard's correction taken from the
variance.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["BEYOND", "ThresholdMoments", "threshold_moments"]

BEYOND = 1e-3  # share of the trials beyond an end of the axis above which the moments are those of a cut law


@dataclass(frozen=True)
class ThresholdMoments:
    """The moments, with standard errors."""

    mean: float
    mean_error: float
    deviation: float
    deviation_error: float
    skewness: float
    skewness_error: float
    below: float  # share of the trials with their threshold below the first point
    above: float  # and above the last

    @property
    def cut(self) -> bool:
        """Whether the axis ends before the thresholds do."""
        return max(self.below, self.above) > BEYOND


def threshold_moments(x: npt.ArrayLike, events: npt.ArrayLike, trials: int) -> ThresholdMoments | None:
    """Moments of the thresholds from the counts of a correlated axis.

    Errors are those of the delta method: each moment's influence function, squared and averaged. Thresholds beyond an
    end are left out of the moments and counted in ``below`` and ``above``.

    Parameters
    ----------
    x, events : [points] in any order, of all the same trials; events that fall as x rises.

    Returns
    -------
    None where events rise with x, or fewer than two intervals hold a threshold.
    """
    at, first = np.unique(np.asarray(x, dtype=np.float64), return_index=True)
    k = np.asarray(events, dtype=np.float64)[first]
    between = -np.diff(k)
    if np.any(between < 0) or np.count_nonzero(between) < 2:
        return None
    number = between.sum()
    share = between / number
    middle = (at[1:] + at[:-1]) / 2
    mean = float(share @ middle)
    off = middle - mean
    variance = float(share @ off**2 - share @ np.diff(at) ** 2 / 12)
    if variance <= 0:
        return None
    deviation = variance**0.5
    t = off / deviation
    skewness = float(share @ t**3)
    bends = t**3 - skewness - 3 * t - 1.5 * skewness * (t**2 - 1)
    return ThresholdMoments(
        mean=mean,
        mean_error=float(deviation / number**0.5),
        deviation=deviation,
        deviation_error=float(deviation * np.sqrt(share @ (t**2 - 1) ** 2 / number) / 2),
        skewness=skewness,
        skewness_error=float(np.sqrt(share @ bends**2 / number)),
        below=float((trials - k[0]) / trials),
        above=float(k[-1] / trials),
    )
