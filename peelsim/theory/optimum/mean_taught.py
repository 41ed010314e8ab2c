"""E, the mean number of concepts learnt, as a function of R and T: by the laws whose optimum is sought in arrays.

Tests: tests/theory/optimum/test_renewal_optimum.py
"""

from collections.abc import Callable
from typing import Literal

import numpy as np

from peelsim.theory.arrays import Numbers
from peelsim.theory.peeling.density_evolution import threshold
from peelsim.theory.peeling.mean_learnt import MeanLearnt
from peelsim.theory.printed import authors_code, published
from peelsim.theory.printed.dummy_nodes import DummyNodeCode, dummy_node_code
from peelsim.theory.printed.waterfall import Waterfall

__all__ = ["AUTHORS_RANGE", "Law", "Objective", "mean_taught_by"]

Law = Literal["corrected", "published", "authors_code", "exact", "renewal"]
Objective = Callable[[Numbers, Numbers], Numbers]  # (R, T) -> E[learnt]

AUTHORS_RANGE = 0.2, 0.6  # of R / sqrt(C') at d = 6, where 1 / sqrt(c*) = 0.46969


def mean_taught_by(law: Law, mean_text_degree: float) -> tuple[Objective, Callable[[Numbers], tuple[Numbers, Numbers]]]:
    """E as a function of R and T, and where the R of a budget are looked for."""
    if law == "corrected":
        mean = MeanLearnt(mean_text_degree)
        return mean.learnt, mean.range_of_concepts
    if law == "published":
        return _eq2(published.where_defined, mean_text_degree), lambda c: _authors_range(c, mean_text_degree)
    if law == "authors_code":
        return _eq2(authors_code.where_defined, mean_text_degree), lambda c: _authors_range(c, mean_text_degree)
    raise ValueError(f"no law {law!r}; there are renewal, corrected, published, authors_code and exact")


def _authors_range(budgets: Numbers, d: float) -> tuple[Numbers, Numbers]:
    scale = np.sqrt(budgets * threshold(6).texts_per_concept / threshold(d).texts_per_concept)
    low, high = np.maximum(AUTHORS_RANGE[0] * scale, d), AUTHORS_RANGE[1] * scale
    high = np.where(np.isclose(high, low, rtol=1e-12), low, high)
    if np.any(high < low):
        least = float((d / AUTHORS_RANGE[1]) ** 2 * threshold(d).texts_per_concept / threshold(6).texts_per_concept)
        raise ValueError(
            f"compute = {budgets.min():g} is too small: with mean_text_degree = {d} the authors' range of R has "
            f"concepts enough for a text only from {least:g} on"
        )
    return low, high


def _eq2(where_defined: Callable[[DummyNodeCode], Waterfall], d: float) -> Objective:
    def learnt(concepts: Numbers, texts: Numbers) -> Numbers:
        return where_defined(dummy_node_code(concepts, texts, d, 0.5)).learnt

    return learnt
