"""The mean number of concepts learnt by law `corrected`, binomial ensemble, fixed number of texts, on arrays.

E = R (1 - P(stuck) x_F - (1 - P(stuck)) x_small), what finite_length.unlearnt_fraction says, for 1e5 points at once.

Tests: tests/theory/optimum/test_budget_split.py
"""

import numpy as np

from peelsim.theory.arrays import Numbers
from peelsim.theory.peeling.density_evolution import critical_points, curve
from peelsim.theory.peeling.scaling_constants import scaling

__all__ = ["MeanLearnt"]


class MeanLearnt:
    """The law at one mean text degree d > e, its threshold found once.

    Raises
    ------
    ValueError : if d <= e: there is no threshold.
    """

    def __init__(self, mean_text_degree: float) -> None:
        self.mean_text_degree = mean_text_degree
        self.scaling = scaling(mean_text_degree, texts_fixed=True)
        self.lower, _ = critical_points(mean_text_degree)  # x1, where the small fixed point begins ...
        self.beginning = curve(mean_text_degree, unlearnt=self.lower)  # ... and the c at which it does

    def window(self, concepts: Numbers, texts_per_concept: Numbers) -> Numbers:
        """z, of which P(stuck) = Q(z)."""
        law = self.scaling
        distance = texts_per_concept - law.threshold.texts_per_concept - law.beta * concepts ** (-2 / 3)
        return np.asarray(np.sqrt(concepts) * distance / law.alpha)

    def fixed_point(self, texts_per_concept: Numbers, *, low: Numbers, high: Numbers) -> Numbers:
        """x = e^-t with ln(t) + d e^-t = ln(c d), between t = low and high, where the left side is monotone."""
        from scipy.optimize.elementwise import find_root

        d = self.mean_text_degree

        def excess(t: Numbers, c: Numbers) -> Numbers:
            return np.asarray(np.log(t / (c * d)) + d * np.exp(-t))

        return np.asarray(np.exp(-find_root(excess, (low, high), args=(texts_per_concept,)).x))

    def stuck_at(self, texts_per_concept: Numbers) -> Numbers:
        """x_F: the largest fixed point below c*, and x* from there on."""
        at, d = self.scaling.threshold, self.mean_text_degree
        x = np.full(texts_per_concept.shape, at.unlearnt)
        below = texts_per_concept < at.texts_per_concept
        if below.any():
            c = texts_per_concept[below]
            x[below] = self.fixed_point(c, low=c * d * np.exp(-d), high=np.full(c.shape, -np.log(at.unlearnt)))
        return x

    def passed_to(self, texts_per_concept: Numbers) -> Numbers:
        """x_small: the smallest fixed point; the only one where c is too small for three."""
        x, three = np.empty(texts_per_concept.shape), texts_per_concept > self.beginning
        if not three.all():
            x[~three] = self.stuck_at(texts_per_concept[~three])
        if three.any():
            c = texts_per_concept[three]
            x[three] = self.fixed_point(c, low=np.full(c.shape, -np.log(self.lower)), high=c * self.mean_text_degree)
        return x

    def learnt(self, concepts: Numbers, texts: Numbers) -> Numbers:
        """E[learnt]."""
        from scipy.special import ndtr  # loads slowly

        c = np.asarray(texts / concepts)
        stuck = ndtr(-self.window(concepts, c))
        return np.asarray(concepts * (1 - stuck * self.stuck_at(c) - (1 - stuck) * self.passed_to(c)))

    def range_of_concepts(self, compute: Numbers) -> tuple[Numbers, Numbers]:
        """Where the largest E of R T = ``compute`` lies, ends included: p <= 1, and c no smaller than at x1.

        Below that c there is one fixed point x > x*, and E = sqrt(C'/c) (1 - x) rises with c: on the curve c(x)
        d ln E / dx = -1/(1-x) - d/2 + 1/(2 x ln(1/x)), which is negative for x > 1/e as ln(1/x) >= 1 - x and d > e.
        """
        low = np.full(compute.shape, float(self.mean_text_degree))
        return low, np.maximum(low, np.sqrt(compute / self.beginning))
