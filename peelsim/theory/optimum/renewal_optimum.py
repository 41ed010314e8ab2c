"""The compute-optimal R and T by the renewal law: for any text degrees and any budget that buys two texts.

E[learnt] at R and T = C'/R, both real, is maximised over ln R. Where there is a threshold worth going to, E rises
with R until trials get stuck, within some R^(-1/2) below R = sqrt(C'/c*); if not, the optimum lies where density
evolution puts it, see ``optimum_asymptotics``. R is whole up to ``EVERY`` concepts, as in the law.
"""

from math import ceil, exp, isfinite, sqrt
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar

from peelsim.ensembles import TextDegree
from peelsim.theory.arrays import Numbers
from peelsim.theory.peeling.density_evolution import fixed_points, thresholds
from peelsim.theory.renewal.renewal_law import law, laws
from peelsim.theory.renewal.survey import EVERY

__all__ = ["RenewalOptimum", "renewal_optimum"]

_SCAN = 24
_ALL = 64  # so many R are all tried: few texts make steps of E
_TOLERANCE = 1e-5  # of ln R


class RenewalOptimum(NamedTuple):
    """Where most is learnt."""

    concepts: float
    texts: float
    learnt: float


def renewal_optimum(compute: float, text_degree: TextDegree) -> RenewalOptimum:
    """The largest E[learnt] of R T = ``compute``.

    Raises
    ------
    ValueError : if peeling never starts, or the budget has no room for a text of all its concepts.

    Examples
    --------
    >>> from peelsim.ensembles import Binomial
    >>> best = renewal_optimum(400, Binomial(mean=3))
    >>> best.concepts, round(best.learnt, 5)
    (14, 12.11854)
    """
    jumps = thresholds(text_degree)
    if jumps and not isfinite(jumps[0].texts_per_concept):
        raise ValueError("no optimum: without texts of a single concept nothing is ever learnt")
    least = max(1, ceil(text_degree.least_concepts))
    if compute < least:
        raise ValueError(f"compute = {compute:g} is too small: R must be at least {least}")
    ratio, at_jump = _limit(text_degree)
    size = sqrt(compute / ratio)
    low, high = (-min(0.9, 7 / sqrt(size)), 0.02) if at_jump else (-min(0.9, 0.15 + 5 / sqrt(size)), 0.2)
    if size * exp(high) <= EVERY:
        most = max(least, int(size * exp(high)) + 3, _most_of_few(compute, text_degree))
        return _whole(compute, text_degree, (max(least, int(size * exp(low)) - 2), most))

    def learnt(u: float) -> float:
        concepts = size * exp(u)
        concepts = float(round(concepts)) if concepts <= EVERY else concepts
        return law(concepts, texts=compute / concepts, text_degree=text_degree, texts_fixed=True).learnt

    found = minimize_scalar(
        lambda u: -learnt(u) / size, bounds=(low, high), method="bounded", options={"xatol": _TOLERANCE}
    )
    concepts = size * exp(found.x)
    return RenewalOptimum(concepts, compute / concepts, learnt(found.x))


def _most_of_few(compute: float, text_degree: TextDegree) -> int:
    """The largest R worth a look where texts are so few that what single ones teach is all.

    With binomial degrees of mean d a text has one concept with probability d (1 - d/R)^(R - 1), so that T = C'/R of
    them teach most near R = d^2/2; below two texts the law is no guide.
    """
    return min(ceil(text_degree.derivative(1, 0.0) ** 2), int(compute / 2), EVERY)


def _whole(compute: float, text_degree: TextDegree, ends: tuple[int, int]) -> RenewalOptimum:
    """The best whole R between both ends: every one if they are few, else those around the best of a scan."""

    def learnt(sizes: Numbers) -> Numbers:
        return laws(sizes, texts=compute / sizes, text_degree=text_degree, texts_fixed=True).learnt

    low, high = ends
    if high - low > _ALL:
        scan = np.unique(np.rint(np.geomspace(low, high, _SCAN)))
        best = int(np.argmax(learnt(scan)))
        low, high = int(scan[max(best - 1, 0)]), int(scan[min(best + 1, len(scan) - 1)])
    near = np.arange(low, high + 1.0)
    found = learnt(near)
    concepts = int(near[np.argmax(found)])
    return RenewalOptimum(concepts, compute / concepts, float(found.max()))


def _limit(text_degree: TextDegree) -> tuple[float, bool]:
    """T*/R* for many concepts, the c of the largest (1 - x)/sqrt(c), and whether that is at the first threshold."""
    jumps = thresholds(text_degree)
    start = jumps[0].texts_per_concept * (1 + 1e-9) if jumps else 0.02 / text_degree.derivative(1, 0.0)
    ratios = start * np.geomspace(1, 8 if jumps else 3000, 200)
    shares = [(1 - fixed_points(text_degree, texts_per_concept=float(c))[-1]) / sqrt(c) for c in ratios]
    best = int(np.argmax(shares))
    return float(ratios[best]), bool(jumps) and best == 0
