"""Exponents of text statistics, each with an interval and a gate: a number is given out only if the data bound it.

Tests: tests/text/test_statistics.py
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import log

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from peelsim.fits.fit import fit, profile
from peelsim.fits.measured import curve
from peelsim.fits.theories import POWER_LAW
from peelsim.text.correlations import Strength

__all__ = ["BREAK", "DECADE", "LEAST_R2", "WIDEST", "Exponent", "of_fall", "of_strengths"]

LEAST_R2 = 0.7
DECADE = 10.0
BREAK = 6.0  # of Schwarz's criterion, by which a broken line must be better
WIDEST = 0.3  # interval of an exponent that counts as known


@dataclass(frozen=True)
class Exponent:
    """An exponent with its 95 % interval.

    Parameters
    ----------
    value, low, high : NaN if there is none.
    points : it is from.
    why : it is not identified; "" if it is.
    """

    value: float
    low: float
    high: float
    points: int
    why: str = ""

    @property
    def identified(self) -> bool:
        """Whether it passed its gate."""
        return not self.why

    def __str__(self) -> str:
        if np.isnan(self.value):
            return f"not identified: {self.why}"
        said = f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"
        return said if self.identified else f"not identified ({said}): {self.why}"


def _none(points: int, why: str) -> Exponent:
    return Exponent(np.nan, np.nan, np.nan, points, why)


def of_strengths(strengths: Sequence[Strength]) -> Exponent:
    """beta: the weighted line through ln strength against ln lag, up to the first lag that is not above the noise.

    Beyond that one a value above it is a peak, or noise that stands out among many lags.
    Weights and interval have the errors from draws of blocks, and what the points scatter beyond these.
    """
    above = takewhile(lambda each: each.strength is not None, strengths)
    seen = [each for each in above if np.isfinite(each.error) and each.error > 0]
    lags = np.array([each.lag for each in seen], float)
    if len(seen) < 4 or lags.max() / lags.min() < DECADE:
        reach = "none is" if not seen else f"{len(seen)} are, from {lags.min():.0f} to {lags.max():.0f}"
        return _none(len(seen), f"less than a decade of lags is above the noise ({reach})")
    x, y = np.log(lags), np.log([each.strength for each in seen])  # type: ignore[arg-type]  # those seen have one
    sigma = np.hypot([each.error for each in seen], 0.02)  # nothing of a text is a power law to better than 2 %
    slope, error, squares = _line(x, y, sigma)
    weight = sigma**-2.0
    total = float(np.sum(weight * (y - np.average(y, weights=weight)) ** 2))
    r2 = 1 - squares / total if total > 0 else 0.0
    freedom = len(seen) - 2
    half = float(stdtrit(freedom, 0.975)) * error * max(1.0, float(np.sqrt(squares / freedom)))
    why = ""
    if r2 < LEAST_R2:
        why = f"no power law: a line explains {100 * r2:.0f} % of ln strength, and it takes {100 * LEAST_R2:.0f} %"
    else:
        why = _broken(x, y, sigma, squares)
    return Exponent(-slope, -slope - half, -slope + half, len(seen), why)


def _line(x: npt.ArrayLike, y: npt.ArrayLike, sigma: npt.ArrayLike) -> tuple[float, float, float]:
    """Slope, its standard error, and the weighted squares of the residuals."""
    at, seen, error = (np.asarray(each, float) for each in (x, y, sigma))
    design = np.stack([np.ones_like(at), at], axis=1) / error[:, None]
    values = np.linalg.lstsq(design, seen / error)[0]
    residual = seen / error - design @ values
    spread = np.linalg.inv(design.T @ design)
    return float(values[1]), float(np.sqrt(spread[1, 1])), float(residual @ residual)


def _broken(x: npt.ArrayLike, y: npt.ArrayLike, sigma: npt.ArrayLike, squares: float) -> str:
    """Why a line that bends once fits better, "" if it does not; with one scale of the errors for both."""
    at, seen, error = (np.asarray(each, float) for each in (x, y, sigma))
    n = len(at)
    if n < 7:
        return ""
    best, where = np.inf, 0.0
    for bend in at[2:-2]:
        design = np.stack([np.ones(n), at, np.maximum(at - bend, 0)], axis=1) / error[:, None]
        residual = seen / error - design @ np.linalg.lstsq(design, seen / error)[0]
        if residual @ residual < best:
            best, where = float(residual @ residual), float(bend)
    better = n * log(squares / best) - 2 * log(n) if best > 0 else 0.0
    if better <= BREAK:
        return ""
    return f"no power law: a line with a bend near lag {np.exp(where):.0f} fits better by {better:.0f}"


def of_fall(x: npt.ArrayLike, values: npt.ArrayLike, *, what: str) -> Exponent:
    """The exponent of values that fall to a floor that is not known: gamma of entropies, alpha of losses."""
    measured = curve(x, values)
    found = fit(measured, POWER_LAW)
    if found is None:
        said = (
            f"{len(measured.x)} {what} are too few for an exponent and a floor, which take {POWER_LAW.parameters + 1}"
        )
        return _none(len(measured.x), said)
    ends = profile(measured, found)["exponent"]
    why = ""
    if not ends.identified:
        why = "the floor is not known well enough to bound it"
    elif ends.high - ends.low > WIDEST:
        why = f"its interval is wider than {WIDEST:g}"
    elif np.any(np.diff(measured.loss) >= 0):
        why = f"the {what} do not fall"
    return Exponent(ends.value, ends.low, ends.high, found.points, why)
