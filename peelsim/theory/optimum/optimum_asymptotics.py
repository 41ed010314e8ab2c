"""What becomes of the compute-optimal size as the budget C' grows: law `corrected`, binomial ensemble (derived).

With c = T/R, E = sqrt(C'/c) (1 - x(c)), x the fraction peeling leaves. So T*/R* tends to the c where (1 - x)/sqrt(c) is
largest, N* and D* both grow like sqrt(C), and that is Proposition 1 of Nayak and Varshney (2024, App. B). For
d > 3.0967 that c is the threshold c*, and it is approached from above: T*/R* - c* ~ sqrt(ln R / R), as there

    dE/dR = 0  <=>  phi(z) = alpha (1 - x_s + 2 dx_s/dln(c)) / (2 c* (x* - x_s) sqrt(R)),

but for terms that vanish beside these; phi is the normal density, z the place in the critical window, x_s the small
fixed point at c*. Without it (4 % at d = 4, nothing at d = 6) this is phi(z) = alpha / (2 c* x* sqrt(R)).

For smaller d, with or without a threshold, what peeling leaves above it falls so slowly in c that more texts pay for
themselves: the optimum stays at c > c*, where graphs are not stuck.
"""

from dataclasses import dataclass
from math import exp, expm1, isfinite, log

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from peelsim.theory.arrays import Numbers
from peelsim.theory.peeling.density_evolution import curve, fixed_points, thresholds
from peelsim.theory.peeling.scaling_constants import scaling

__all__ = ["Approach", "Limit", "approach", "limit"]


@dataclass(frozen=True)
class Limit:
    """Compute-optimal size for C' -> infinity."""

    texts_per_concept: float  # T*/R*
    unlearnt: float  # fraction of concepts not learnt there
    at_threshold: bool  # whether it is c*

    @property
    def concepts_per_root(self) -> float:
        """R*/sqrt(C')."""
        return float(self.texts_per_concept**-0.5)


def limit(mean_text_degree: float) -> Limit:
    """The largest (1 - x)/sqrt(c) of density evolution, for any d > 0, d <= e too.

    On the curve c(x) of fixed points, with t = ln(1/x), it is stationary where x t (2/(1 - x) + d) = 1. The left side
    exceeds 1 for x > 0.285 and rises below, so there is one root; peeling gets to it if its c is above c*. If not, the
    jump at c* is the optimum.
    """
    d = mean_text_degree
    if not (d > 0 and isfinite(d)):
        raise ValueError(f"mean_text_degree = {d} must be positive and finite")

    def excess(t: float) -> float:
        return t * exp(-t) * (2 / -expm1(-t) + d) - 1

    x = exp(-brentq(excess, -log(0.285), 3 * log(3 + d) + 5, xtol=1e-14))
    c = curve(d, unlearnt=x)
    jumps = thresholds(d)
    if jumps and jumps[0].texts_per_concept >= c:
        c = jumps[0].texts_per_concept
        return Limit(texts_per_concept=c, unlearnt=fixed_points(d, texts_per_concept=c)[0], at_threshold=True)
    return Limit(texts_per_concept=c, unlearnt=x, at_threshold=False)


@dataclass(frozen=True)
class Approach:
    """The optimum at large but finite R."""

    window: Numbers  # z
    stuck_probability: Numbers  # phi(z)/z
    texts_per_concept: Numbers  # c* + beta R^(-2/3) + z alpha R^(-1/2)
    size_exponent: Numbers  # d ln N* / d ln C = 1/(2 + d ln c / d ln R); a little above 1/2


def approach(concepts: npt.ArrayLike, *, mean_text_degree: float) -> Approach:
    """How the optimum nears the threshold.

    phi(z)/z stands for Q(z), too large by a factor of about 1 + 1/z^2; in leading order P(stuck) at the optimum is
    R^(-1/2)/sqrt(ln R). N* = varsigma R* and C' = c R^2 give the exponent.

    Parameters
    ----------
    concepts : R, large; where the equation for z has no solution, or z < 1, the answer is NaN (d = 6: R < 60).
    mean_text_degree : d > 3.0967.

    Raises
    ------
    ValueError : if the optimum does not go to the threshold.
    """
    d = mean_text_degree
    end = limit(d)
    if not end.at_threshold:
        raise ValueError(f"at mean_text_degree = {d} <= 3.0967 the compute-optimal size does not go to a threshold")
    law = scaling(d, texts_fixed=True)
    size = np.asarray(concepts, dtype=float)
    t = -log(end.unlearnt) if end.unlearnt > 0 else 0.0
    gain = t * end.unlearnt / (1 - d * t * end.unlearnt)  # -d x_s / d ln c
    height = law.alpha * (1 - end.unlearnt - 2 * gain) / (2 * end.texts_per_concept)
    density = height / (law.threshold.unlearnt - end.unlearnt) / np.sqrt(size)
    squared = -2 * np.log(np.sqrt(2 * np.pi) * density)
    z = np.sqrt(np.where(squared >= 1, squared, np.nan))
    shift, width = law.beta * size ** (-2 / 3), law.alpha / np.sqrt(size)
    c = end.texts_per_concept + shift + z * width
    slope = (-2 / 3 * shift + width * (1 / (2 * z) - z / 2)) / c  # d ln c / d ln R, with dz / d ln R = 1/(2z)
    return Approach(window=z, stuck_probability=density / z, texts_per_concept=c, size_exponent=1 / (2 + slope))
