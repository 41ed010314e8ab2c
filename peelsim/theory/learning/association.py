"""The skill association graph: learnt skills that share a training text are linked (Liao, Chang and Hong 2024).

Limit of many skills: rho texts per skill, Poisson(c) skills per text, a fraction q of the skills unlearnt at the end.
Learners are those of learners.py. Two laws of the giant component's share of all skills, 0 if there is none:

``independent``, the paper's site percolation: each skill is learnt with probability 1 - q, independently of the others.

``limit``: learnt skills cluster, for a text that teaches several links them (derived, by two-type branching). Seen from
one of its texts, a skill is known from its other texts and not linked to the giant component through them with
probability a, and not known from them, nor linked if it were, with probability b. With the tagged skill novel, a
text of capacity D and n other skills unknown from elsewhere teaches it if n < D; then it links all its skills. If
n = D it does so once the tagged skill is learnt elsewhere; if n > D it links those known from elsewhere only. So, with
P(D > k) = s_k and s_{-1} = 1, a text that does not link the tagged skill to the giant component teaches it with m1, and
does not teach it with m0, where

    m1 = e^{-c(1-a)} sum_k s_k (c b)^k / k!
    m0 = e^{-c(1-a)} sum_k (s_{k-1} - s_k) (c b)^k / k! + e^{-c(1-q-a)} e^{-cq} sum_k (1 - s_{k-1}) (c q)^k / k!
    b = exp(-c rho (1 - m0)),    a = exp(-c rho (1 - m0 - m1)) - b,

and the giant component has the share 1 - q - a. No giant component is the fixed point a = 1 - q, b = q.
"""

from collections.abc import Callable
from math import exp, isfinite

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

from peelsim.theory.learning import learner_errors, learners
from peelsim.theory.learning.learners import Success, success_function

__all__ = ["Floats", "Step", "giant_share", "independent_percolation_point", "independent_share", "percolation_point"]

Floats = npt.NDArray[np.float64]
Step = Callable[[Floats], tuple[Floats, Floats]]  # a point -> its image, and the Jacobian there

_MOST_STEPS = 200


def giant_share(learner: Success, *, texts_per_skill: float, mean_skills: float) -> float:
    """Law ``limit``: share of all skills in the giant component, right to 1e-8."""
    q, step = _limit(learner, texts_per_skill, mean_skills)
    if _growth(step, 1 - q, q) <= 1:
        return 0.0
    return max(0.0, float(1 - q - _least_fixed_point(step, 2)[0]))


def independent_share(learner: Success, *, texts_per_skill: float, mean_skills: float) -> float:
    """Law ``independent``: (1 - q) s with s = 1 - exp(-c rho (1 - e^{-c (1-q) s}))."""
    q, step = _independent(learner, texts_per_skill, mean_skills)
    if _growth(step, 1.0) <= 1:
        return 0.0
    return float((1 - q) * (1 - _least_fixed_point(step, 1)[0]))


def percolation_point(learner: Success, *, mean_skills: float) -> float:
    """Law ``limit``: the texts per skill above which there is a giant component.

    There the mean number of offspring is 1: the Jacobian of (a, b) at no giant component has the eigenvalue 1. With
    P = P_suc(c q) and its derivative P', it is c^2 rho times the matrix with the rows 1 - q (1 - P), P + q P' and
    q (1 - P), -q P' (derived). More texts teach more skills and link more, so there is one such point.
    """

    def growth(ratio: float) -> float:
        q, step = _limit(learner, ratio, mean_skills)
        return _growth(step, 1 - q, q)

    return _where_one(growth, mean_skills)


def independent_percolation_point(learner: Success, *, mean_skills: float) -> float:
    """Law ``independent``: the texts per skill at which (1 - q) c^2 rho = 1."""

    def growth(ratio: float) -> float:
        return _growth(_independent(learner, ratio, mean_skills)[1], 1.0)

    return _where_one(growth, mean_skills)


def _limit(learner: Success, ratio: float, c: float) -> tuple[float, Step]:
    """q, and the step from (a, b) to (a, b)."""
    success = success_function(learner)
    q = learners.unlearnt(success, texts_per_skill=ratio, mean_skills=c)
    untaught = learner_errors.training_error(success, novel=c * q)
    k = np.arange(len(success) + 1)
    teach, later = np.array([*success, 0.0]), -np.diff([1.0, *success, 0.0])

    def step(point: Floats) -> tuple[Floats, Floats]:
        a, b = float(point[0]), float(point[1])
        none_linked = exp(-c * (1 - a - b))  # Poisson weights of c b come with e^{-c b}: no power overflows
        weights = none_linked * np.exp(xlogy(k, c * b) - c * b - gammaln(k + 1))
        before = np.array([0.0, *weights[:-1]])  # derivative of (c b)^k / k! in c b
        m1, m0 = teach @ weights, later @ weights + exp(-c * (1 - q - a)) * untaught
        m1_rise, m0_rise = c * np.array([m1, teach @ before]), c * np.array([m0, later @ before])
        new_b, neither = exp(-c * ratio * (1 - m0)), exp(-c * ratio * (1 - m0 - m1))
        b_rise = c * ratio * new_b * m0_rise
        a_rise = c * ratio * neither * (m0_rise + m1_rise) - b_rise
        return np.array([neither - new_b, new_b]), np.array([a_rise, b_rise])

    return q, step


def _independent(learner: Success, ratio: float, c: float) -> tuple[float, Step]:
    """q, and the step of 1 - s."""
    q = learners.unlearnt(learner, texts_per_skill=ratio, mean_skills=c)

    def step(point: Floats) -> tuple[Floats, Floats]:
        text_misses = exp(-c * (1 - q) * (1 - float(point[0])))
        misses = exp(-c * ratio * (1 - text_misses))
        return np.array([misses]), np.array([[misses * c * ratio * text_misses * c * (1 - q)]])

    return q, step


def _growth(step: Step, *point: float) -> float:
    """Largest eigenvalue of the Jacobian, whose entries are not negative."""
    return float(np.abs(np.linalg.eigvals(step(np.array(point))[1])).max())


def _least_fixed_point(step: Step, size: int) -> Floats:
    """By Newton's method from 0, which rises to it where the step is a power series without negative terms
    (Etessami and Yannakakis 2009); a and b are, as a = exp(-c rho (1 - m0)) (e^{c rho m1} - 1).
    """
    point = np.zeros(size)
    for _ in range(_MOST_STEPS):
        image, jacobian = step(point)
        rise = np.linalg.solve(np.eye(size) - jacobian, image - point)
        point = point + rise
        if np.abs(rise).max() < 1e-15:
            break
    return point


def _where_one(growth: Callable[[float], float], c: float) -> float:
    """Where the growth passes 1, which it cannot up to rho = 1 / c^2, even with everything learnt."""
    from scipy.optimize import brentq

    if not (isfinite(c) and c > 0):
        raise ValueError(f"mean_skills = {c} is not a number of skills per text")
    low = high = 1 / c**2
    while growth(high) <= 1:
        high *= 2
    return float(brentq(lambda ratio: growth(ratio) - 1, low, high, xtol=1e-14 * high, rtol=1e-14))
