"""The optimum of one simulated isoFLOP curve: where R (1 - L) is largest, L the mean fraction unlearnt.

A falling R costs what it costs; L rises with R like the tail of a Gaussian. So near the optimum probit(L) is close to
a straight line in ln R, whatever the threshold and the width of the transition, and it is fitted there by a parabola:
no constant of a law goes into it. On curves of the finite-length law, with 8000 trials per point, the optimum is
found within .2 widths of the critical window (standard deviation) at C' = 1e20, and within .03 below 1e10.

Tests: tests/analysis/test_frontier.py
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr, ndtr, ndtri

__all__ = ["Floats", "IsoflopCurve", "IsoflopFit", "fitted"]

Floats = npt.NDArray[np.float64]

_NEAREST = 6  # points of the fit
_SURE = 0.45  # relative standard error of L up to which a point is used: some five stuck trials
_BEYOND = 1.0  # how far the parabola is followed to smaller R, where stuck trials are too rare to be seen; base lengths
_GRID = 2000  # places among which the optimum is chosen
_MISS = 0.02  # share of the best point's concepts that the fit may miss, beside its error
_ROUNDS = 20


@dataclass(frozen=True, eq=False)
class IsoflopCurve:
    """One budget: R ascending, no two alike."""

    concepts: Floats
    unlearnt: Floats  # L, mean over the trials
    error: Floats  # its standard error, with a rare trial that may have been missed
    stuck: npt.NDArray[np.int64]  # number of stuck trials

    def stuck_around(self, concepts: float) -> int:
        """Stuck trials at the two points next to this R."""
        above = int(np.clip(np.searchsorted(self.concepts, concepts), 1, len(self.concepts) - 1))
        return int(self.stuck[above - 1] + self.stuck[above])


@dataclass(frozen=True, eq=False)
class IsoflopFit:
    """The parabola through the points nearest to the optimum."""

    curve: IsoflopCurve
    used: npt.NDArray[np.int64]  # points fitted
    concepts: float  # R*
    unlearnt: float  # L there

    def redrawn(self, draws: int, random: np.random.Generator) -> Floats:
        """R* of as many curves like this one: each L from a gamma distribution of its mean and standard error."""
        mean, error = self.curve.unlearnt[self.used], self.curve.error[self.used]
        shape = (mean / error) ** 2
        unlearnt = np.minimum(random.gamma(shape, mean / shape, size=(draws, len(shape))), 1 - 1e-9)
        return _best(self.curve, self.used, unlearnt)[0]


def fitted(curve: IsoflopCurve) -> IsoflopFit | None:
    """The optimum of a curve; None if it has none inside, or too few points to tell where.

    That is, if most is learnt at an end of it, if fewer than three points are well known, or if the fit misses the
    best point seen, as it does where the points step over the transition.
    """
    known = (curve.unlearnt > 0) & (curve.unlearnt < 1) & (curve.error > 0) & (curve.error < _SURE * curve.unlearnt)
    (usable,) = np.nonzero(known)
    if len(usable) < 3:
        return None
    log_sizes = np.log(curve.concepts)
    learnt = curve.concepts * (1 - curve.unlearnt)
    highest = int(np.argmax(learnt))
    best = log_sizes[highest]
    used = np.zeros(0, np.int64)
    for _ in range(_ROUNDS):
        nearest = np.sort(usable[np.argsort(np.abs(log_sizes[usable] - best), kind="stable")[:_NEAREST]])
        if np.array_equal(nearest, used):
            break
        used = nearest
        (size,), (unlearnt,) = _best(curve, used, curve.unlearnt[used][None])
        best = np.log(size)
    inside = curve.concepts[0] * (1 + 1e-12) < size < curve.concepts[-1] * (1 - 1e-12)
    least = learnt[highest] * (1 - _MISS) - 3 * curve.concepts[highest] * curve.error[highest]
    sees = size * (1 - unlearnt) >= least
    return IsoflopFit(curve, used, float(size), float(unlearnt)) if inside and sees else None


def _best(curve: IsoflopCurve, used: npt.NDArray[np.int64], unlearnt: Floats) -> tuple[Floats, Floats]:
    """R* and L there for each row of ``unlearnt`` [draws, used points]."""
    log_sizes = np.log(curve.concepts)
    middle = log_sizes[used].mean()
    spread = np.ptp(log_sizes[used])
    powers = np.vander((log_sizes[used] - middle) / spread, 3 if len(used) > 3 else 2)
    probit = ndtri(curve.unlearnt[used])
    weight = np.exp(-(probit**2) / 2) / curve.error[used]  # 1 / standard error of the probit, but for a factor
    coefficients = np.linalg.lstsq(powers * weight[:, None], (ndtri(unlearnt) * weight).T, rcond=None)[0]
    grid = np.linspace(max(log_sizes[0], log_sizes[used[0]] - _BEYOND * spread), log_sizes[used[-1]], _GRID)
    probits = np.vander((grid - middle) / spread, powers.shape[1]) @ coefficients  # [grid, draws]
    at = np.argmax(grid[:, None] + log_ndtr(-probits), axis=0)
    return np.exp(grid[at]), ndtr(probits[at, np.arange(probits.shape[1])])
