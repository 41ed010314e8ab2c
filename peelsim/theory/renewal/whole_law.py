"""The whole law of ``learnt`` for a fixed number of texts, from the renewal equation node by node.

For a Poisson number of texts the first-passage recursion of ``exact_poisson`` is faster (R = 3000: .09 s beside .85 s)
and keeps small probabilities to their own last digits. But the equation is analytic in the mean theta, so that on the
points of a circle, two per width, it gives what the three-dimensional recursion takes minutes for.

Tests: tests/theory/renewal/test_renewal_law.py
"""

import numpy as np

from peelsim.theory.arrays import Numbers
from peelsim.theory.renewal.circle import circle
from peelsim.theory.renewal.counts import reached
from peelsim.theory.renewal.direct import passage
from peelsim.theory.renewal.texts import Texts, several_at

__all__ = ["ERROR", "LEAST_TEXTS", "SECONDS", "fixed_texts_law"]

LEAST_TEXTS = 500  # with fewer, what eight widths of the circle leave out is more than the error below
ERROR = 1e-12  # of a probability, absolute

SECONDS = 5e-6  # per R^2, on one slow core


def fixed_texts_law(one: Texts, texts: int) -> tuple[Numbers, float]:
    """P(learnt = 0), ..., P(learnt = R), each right to 1e-12, and the mean training error; for T >= 500."""
    j = np.arange(one.concepts + 1)
    around = circle(texts, texts, per_width=2)
    chances = reached(one, around.thetas, j, 0.0) * passage(one, around.thetas, j)
    probability = (around.weights @ chances).real
    stuck_texts = (around.weights * around.ratios) @ (chances @ several_at(one, one.concepts - j))
    return np.maximum(probability, 0.0), float(max(stuck_texts.real, 0.0))
