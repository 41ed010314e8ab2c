"""Errors of abstract learners, given the fraction q of skills they have not learnt (Liao, Chang and Hong 2024).

Both hold at a fixed point of theory/learners.py in the limit of many skills, where a text has Poisson(c q) skills that
no other text teaches.
"""

from math import expm1

import numpy as np
from scipy.special import gammainc

from peelsim.theory.learners import Success, success_function


def training_error(learner: Success, *, unlearnt: float, mean_skills: float) -> float:
    """Share of the training texts with an unlearnt skill.

    With u = c q novel skills of a text that no other text teaches, it teaches m of them if its capacity is m or more:
    sum_m e^-u u^m / m! (1 - s_{m-1}), which is sum_k (s_{k-1} - s_k) P(Poisson(u) > k) with s_{-1} = 1 (derived).
    D-skill learner: 1 - e^-u sum_{j <= D} u^j / j!.
    """
    _check_fraction(unlearnt)
    s = np.array([1.0, *success_function(learner), 0.0])
    return float(np.sum((s[:-1] - s[1:]) * gammainc(np.arange(len(s) - 1) + 1, mean_skills * unlearnt)))


def testing_error(*, unlearnt: float, mean_skills: float) -> float:
    """Probability 1 - e^{-c q} that a fresh text holds an unlearnt skill."""
    _check_fraction(unlearnt)
    return -expm1(-mean_skills * unlearnt)


def testing_slope(learner: Success, *, mean_skills: float) -> float:
    """Slope of ln(testing error) against the texts a skill, where there are many: -c s_0.

    Few novel skills are left in any text, so q -> exp(-c rho s_0), and the error c q.
    """
    return -mean_skills * success_function(learner)[0]


def _check_fraction(unlearnt: float) -> None:
    if not 0 <= unlearnt <= 1:
        raise ValueError(f"unlearnt = {unlearnt} is not a fraction")
