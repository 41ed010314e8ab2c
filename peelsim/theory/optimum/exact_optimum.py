"""The compute-optimal R and T of peeling itself: whole R, T = floor(C'/R), the exact law of what is learnt.

No fit and no search that may miss: an R is left out only when a bound says that it learns less. As T texts are a
part of more texts, E_T <= E_N for N >= T, and averaged over a Poisson number N of mean theta

    E_T  <=  E[Poisson(theta) texts] / P(Poisson(theta) >= T)      for every theta.

The Poisson law is exact too and takes milliseconds. R are tried in order of their bounds (branch and bound).

Tests: tests/theory/optimum/test_renewal_optimum.py
"""

from math import ceil, floor, sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import gammainc

from peelsim.theory.peeling.exact_law import fixed_texts, poisson_texts

__all__ = ["WholeOptimum", "exact_optimum", "most_learnt"]

_ROUNDING = 1 + 1e-9  # the laws are right to 1e-11


class WholeOptimum(NamedTuple):
    """Where most is learnt; of equals, the smallest R."""

    concepts: int
    texts: int
    learnt: float


def most_learnt(concepts: int, texts: int, mean_text_degree: float) -> float:
    """An upper bound of E[learnt], from the Poisson law; a text teaches one concept at most."""
    if texts == 0:
        return 0.0
    means = [texts + shift * sqrt(texts) for shift in (0.5, 1, 1.5, 2, 2.5, 3, 4)]
    laws = [poisson_texts(concepts, mean, mean_text_degree).mean / float(gammainc(texts, mean)) for mean in means]
    return min(*laws, texts, concepts) * _ROUNDING


def exact_optimum(compute: float, mean_text_degree: float) -> WholeOptimum:
    """The largest E[learnt] over all whole R with d <= R <= C'.

    Raises
    ------
    ValueError : if no R is left, or if the exact law would take too long (see exact_law.fixed_texts).
    """
    smallest, largest = max(1, ceil(mean_text_degree)), floor(compute)
    if mean_text_degree <= 0 or largest < smallest:
        raise ValueError(f"compute = {compute} is too small: R must be at least mean_text_degree = {mean_text_degree}")
    rough = np.unique(np.rint(np.geomspace(smallest, largest, 40)))

    def evaluated(concepts: int) -> WholeOptimum:
        texts = int(compute // concepts)
        return WholeOptimum(concepts, texts, fixed_texts(concepts, texts, mean_text_degree).mean)

    best = evaluated(max((int(r) for r in rough), key=lambda r: poisson_texts(r, compute // r, mean_text_degree).mean))
    left = [r for r in range(smallest, largest + 1) if min(r, compute // r) >= best.learnt]
    bounds = sorted(((most_learnt(r, int(compute // r), mean_text_degree), -r) for r in left), reverse=True)
    for bound, minus in bounds:
        if bound < best.learnt:
            break
        best = max(best, evaluated(-minus), key=lambda each: (each.learnt, -each.concepts))
    return best
