"""Density evolution of abstract learners: what is left unlearnt when there are very many skills.

A learner is its success function (Liao, Chang and Hong 2024): in a text with g other novel skills on average, their
number being Poisson, a tagged novel skill is learnt with probability

    P_suc(g) = sum_k e^-g g^k / k! s_k,    s_k not increasing.

s = (1,) is the 1-skill learner e^-g, which peels; D ones make the D-skill learner; other s are learners whose texts
draw a capacity D with P(D > k) = s_k each, and teach all their novel skills when these are at most D. With rho texts
per skill and a Poisson(c) number of skills per text, a round takes the fraction unlearnt from q to
exp(-c rho P_suc(c q)). The fixed points lie on rho(q) = -ln(q) / (c P_suc(c q)). Every function takes D for the D-skill
learner, or s.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import exp, inf, isfinite, lgamma, log
from operator import index
from typing import SupportsIndex

import numpy as np
import numpy.typing as npt

from peelsim.theory.peeling import fixed_point_curve
from peelsim.theory.peeling.density_evolution import Threshold

__all__ = [
    "Success",
    "curve",
    "fixed_points",
    "learning_curve",
    "split",
    "success_function",
    "success_probability",
    "threshold",
    "thresholds",
    "unlearnt",
]

Success = SupportsIndex | Sequence[float]


def success_function(learner: Success) -> tuple[float, ...]:
    """s_0, s_1, ... without zeros at the end; those beyond are 0.

    Raises ValueError, in words, for what is no learner: an s that increases or leaves [0, 1], or never succeeds.
    """
    if isinstance(learner, (bool, np.bool_)):
        raise ValueError(f"{learner} is no learner; give D, how many novel skills of a text it learns, or a list of s")
    if not isinstance(learner, (Sequence, np.ndarray)):
        most = index(learner)
        if most < 1:
            raise ValueError(f"a learner of {most} novel skills per text learns nothing; it must be 1 or more")
        return (1.0,) * most
    success = tuple(float(s) for s in learner)
    if not all(0 <= s <= 1 for s in success):
        raise ValueError(f"success {list(success)} is not one of probabilities")
    for k, (before, after) in enumerate(pairwise(success)):
        if after > before:
            raise ValueError(
                f"success must not increase, and rises from {before} at {k} other novel skills to {after}: no text "
                "of a fixed capacity learns so"
            )
    while success and success[-1] == 0:
        success = success[:-1]
    if not success:
        raise ValueError("success is 0 everywhere: nothing is ever learnt")
    return success


def success_probability(learner: Success, *, others: float) -> float:
    """P_suc(g): a tagged novel skill is learnt from a text with Poisson(g = others) other novel skills."""
    return float(np.sum(np.array(success_function(learner)) * _poisson(others, len(success_function(learner)))))


def _poisson(mean: float, most: int) -> npt.NDArray[np.float64]:
    """P(k), k = 0 .. most - 1."""
    if mean == 0:
        return np.array([1.0, *[0.0] * (most - 1)])
    return np.array([exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(most)])


@lru_cache(maxsize=1024)
def _curve(success: tuple[float, ...], c: float) -> tuple[float, ...]:
    """Local extrema of rho(q), ascending: a minimum, a maximum, a minimum, ..."""
    rate, fall = _rates(success, c)
    return fixed_point_curve.critical_points(rate, fall)


def _rates(success: tuple[float, ...], c: float) -> tuple[fixed_point_curve.Function, fixed_point_curve.Function]:
    """c P_suc(c q) as a function of q, and minus its derivative.

    d/dg sum_k e^-g g^k / k! s_k = -sum_k e^-g g^k / k! (s_k - s_{k+1}).
    """
    s = np.array(success)
    falls = s - np.append(s[1:], 0)

    def rate(q: float) -> float:
        return float(c * np.sum(s * _poisson(c * q, len(s))))

    def fall(q: float) -> float:
        return float(c * c * np.sum(falls * _poisson(c * q, len(s))))

    return rate, fall


def fixed_points(learner: Success, *, texts_per_skill: float, mean_skills: float) -> tuple[float, ...]:
    """All q with q = exp(-c rho P_suc(c q)), ascending. Learning from all unlearnt ends at the last."""
    success = success_function(learner)
    _check(texts_per_skill=texts_per_skill, mean_skills=mean_skills)
    critical = _curve(success, mean_skills)
    return fixed_point_curve.fixed_points(_rates(success, mean_skills)[0], strength=texts_per_skill, critical=critical)


def unlearnt(learner: Success, *, texts_per_skill: float, mean_skills: float) -> float:
    """Fraction of skills unlearnt at the end: q iterated from 1."""
    return fixed_points(learner, texts_per_skill=texts_per_skill, mean_skills=mean_skills)[-1]


def learning_curve(
    learner: Success, *, texts_per_skill: float, mean_skills: float, rounds: int
) -> npt.NDArray[np.float64]:
    """Fraction of skills learnt after each round of presentation, float64[rounds]."""
    success = success_function(learner)
    _check(texts_per_skill=texts_per_skill, mean_skills=mean_skills)
    rate, _ = _rates(success, mean_skills)
    learnt, q = np.empty(rounds), 1.0
    for i in range(rounds):
        q = exp(-texts_per_skill * rate(q))
        learnt[i] = 1 - q
    return learnt


def curve(learner: Success, *, unlearnt: float, mean_skills: float) -> float:
    """rho(q) = -ln(q) / (c P_suc(c q)): the texts per skill for which q = ``unlearnt`` > 0 is a fixed point."""
    taught = _rates(success_function(learner), mean_skills)[0](unlearnt)
    return -log(unlearnt) / taught if taught > 0 else inf


def thresholds(learner: Success, *, mean_skills: float) -> tuple[Threshold, ...]:
    """Every jump of the fraction unlearnt as texts are added, in order; none if it falls smoothly.

    Seen from q = 1 down they are the local maxima of rho(q) that are higher than all before. The Threshold's
    texts_per_concept is rho*, its unlearnt q*.
    """
    success = success_function(learner)
    _check(texts_per_skill=0, mean_skills=mean_skills)
    records: list[Threshold] = []
    for q in reversed(_curve(success, mean_skills)[1::2]):
        ratio = curve(success, unlearnt=q, mean_skills=mean_skills)
        if not records or ratio > records[-1].texts_per_concept:
            records.append(Threshold(texts_per_concept=ratio, unlearnt=q))
    return tuple(records)


def threshold(learner: Success, *, mean_skills: float) -> Threshold:
    """The first jump rho*, at the largest q where rho(q) has a local maximum.

    Raises
    ------
    ValueError : if the fraction unlearnt falls smoothly; the 1-skill learner's does for c <= e.
    """
    found = thresholds(learner, mean_skills=mean_skills)
    if not found:
        raise ValueError(
            f"no threshold: with {mean_skills:g} skills per text the learner {learner} learns smoothly as texts come in"
        )
    return found[0]


def split(learner: Success, *, mean_skills: float) -> float:
    """Limit of the event `stuck`: midway between q* and the next local minimum of rho(q) below; 1/2 without a jump."""
    found = thresholds(learner, mean_skills=mean_skills)
    if not found:
        return 0.5
    highest = found[0].unlearnt
    return (max(q for q in _curve(success_function(learner), mean_skills)[::2] if q < highest) + highest) / 2


def _check(*, texts_per_skill: float, mean_skills: float) -> None:
    if not (isfinite(texts_per_skill) and texts_per_skill >= 0):
        raise ValueError(f"texts_per_skill = {texts_per_skill} is not a number of texts per skill")
    if not (isfinite(mean_skills) and mean_skills > 0):
        raise ValueError(f"mean_skills = {mean_skills} is not a number of skills per text")
