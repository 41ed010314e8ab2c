"""Errors of abstract learners, given how many unlearnt skills a text has on average (Liao, Chang and Hong 2024).

Both hold at a fixed point of density evolution in the limit of many skills. There the unlearnt skills of a fresh text
are Poisson with mean u = c q, and so are those of a training text that no other text teaches.

Tests: tests/theory/learning/test_learners.py
"""

from math import expm1

import numpy as np
from scipy.special import gammainc

from peelsim.theory.learning.learners import Success, success_function

__all__ = ["testing_error", "testing_slope", "training_error"]


def training_error(learner: Success, *, novel: float) -> float:
    """Share of the training texts with an unlearnt skill; novel: u, skills of a text that no other text teaches.

    The text teaches m of them if its capacity is m or more: sum_m e^-u u^m / m! (1 - s_{m-1}), which is
    sum_k (s_{k-1} - s_k) P(Poisson(u) > k) with s_{-1} = 1 (derived). D-skill learner: 1 - e^-u sum_{j <= D} u^j / j!.
    """
    _check(novel)
    s = np.array([1.0, *success_function(learner), 0.0])
    return float(np.sum((s[:-1] - s[1:]) * gammainc(np.arange(len(s) - 1) + 1, novel)))


def testing_error(*, novel: float) -> float:
    """Probability 1 - e^-u that a fresh text holds an unlearnt skill; novel: u, its unlearnt skills on average."""
    _check(novel)
    return -expm1(-novel)


def testing_slope(learner: Success, *, mean_skills: float) -> float:
    """Slope of ln(testing error) against the texts per skill, where there are many: -c s_0.

    Few novel skills are left in any text, so q -> exp(-c rho s_0), and the error c q.
    """
    return -mean_skills * success_function(learner)[0]


def _check(novel: float) -> None:
    if not novel >= 0:
        raise ValueError(f"novel = {novel} is not a mean number of skills")
