"""What is averaged over the trials of one point, those that get stuck and those that pass, at many thetas at once.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import exp, floor, nan
from typing import NamedTuple

import numpy as np

from peelsim.theory.arrays import Numbers
from peelsim.theory.renewal.counts import Complexes, log_reach_at
from peelsim.theory.renewal.settled import passed
from peelsim.theory.renewal.sums import Passage, Points, below, beyond, solved
from peelsim.theory.renewal.survey import DEPTH, Survey, one_by_one, survey
from peelsim.theory.renewal.texts import Texts, several_at, teaching_at

__all__ = ["Moments", "Question", "moments"]

CHANCE, UNLEARNT, ERROR, SQUARE = range(4)  # columns: 1, u, P_e = P(a text holds two or more of u), its square


class Question(NamedTuple):
    """What is asked of a number of thetas."""

    texts: Texts
    limit: float  # trials that stop at j < limit are stuck, half a whole number
    counted: float  # another such number: the trials that stop before it are counted
    one_landing: bool  # whether all trials that pass the limit settle about the same j
    poisson: bool  # whether theta is the mean of a Poisson number of texts; else a point of a circle

    def square(self, error: Numbers, mean_texts: float) -> Numbers:
        """P_e^2 for the circle; for a Poisson number of texts E[min(m/theta, 1)^2], m ~ Poisson(theta P_e) stuck."""
        from scipy.special import pdtrc  # loads slowly

        if not self.poisson:
            return np.asarray(error**2)
        most, mean = floor(mean_texts), mean_texts * np.maximum(error, 0)
        two, one = (pdtrc(most - k, mean) if most >= k else np.ones_like(mean) for k in (2, 1))
        above = mean**2 * two + mean * one
        return np.asarray((mean**2 + mean - above) / mean_texts**2 + pdtrc(most, mean))


_NOTHING = -27.6  # log of 1e-12
_EVERY_TRIAL = 1e-7  # so near to 1 are all trials
_ROUGH = 1e-6
_TERM = 20  # the work of a term of the renewal equation, in degrees
_MOST_WORK = 5e8  # for the renewal equation j by j: two seconds


@dataclass(frozen=True)
class Moments:
    """Sums over trials, a row each theta; those over stuck ones are relative to exp(top)."""

    top: float
    stuck: Complexes  # [thetas, 4]
    passed: Complexes  # [thetas, 4], over all other trials
    counted: Complexes  # [thetas, 4], over the counted that stop before the limit, relative to exp(top)
    counted_late: Complexes  # [thetas, 4], over the counted that do not, not relative to anything
    complete: Complexes  # [thetas]: P(learnt = R)
    complete_known: bool  # up to 1e-12
    counts: bool  # whether the counted could be counted
    off: float  # what all trials are off 1: more than a trace, and the mesh is too wide


def moments(question: Question, thetas: Complexes, radius: float) -> Moments:
    """The sums at each theta, ``|theta| = radius``; the first is real."""
    at = survey(question.texts, radius, question.limit, one_landing=question.one_landing)
    found = _on(at, question, thetas, radius)
    size = question.texts.concepts
    work = len(thetas) * size**2 * (_TERM + question.texts.omega.size)
    if found.off < _ROUGH or at.mesh is None or work > _MOST_WORK:
        return found
    return _on(one_by_one(size, question.limit), question, thetas, radius)


def _on(at: Survey, question: Question, thetas: Complexes, radius: float) -> Moments:
    texts, limit, counted = question.texts, question.limit, question.counted
    square = partial(question.square, mean_texts=radius)
    h = solved(texts, thetas, at)
    kept = below(at, limit)
    stuck = _sums(h, kept, at.top, square)
    inside = stuck if counted >= limit else _sums(h, below(at, counted), at.top, square)
    late, complete, counts = np.zeros_like(stuck), np.zeros(len(thetas), np.complex128), True
    nothing = log_reach_at(texts, radius, np.array([texts.concepts]))[0] < _NOTHING  # h_R may not be solved for
    total = exp(at.top) * stuck[0, CHANCE]
    off, all_stuck = 0.0, bool(abs(total - 1) < _EVERY_TRIAL)
    if all_stuck:
        stuck, inside = stuck / total, inside / total
        rest = np.zeros_like(stuck)  # and not what a mesh too wide for an h of nothing has there
    elif at.whole:
        rest = _sums(h, beyond(at, texts, texts.concepts + 0.5), 0.0, square)
        off = abs(total + rest[0, CHANCE] - 1)
        if counted > limit:
            late = _sums(h, beyond(at, texts, counted), 0.0, square)
        if at.reaches_end and not nothing:
            complete = h.learnt(np.array([texts.concepts]), 0.0)[:, 0]
    apart = at.mesh is None or not at.mesh.joined  # nothing ends between those that are stuck and those that pass
    if told := not all_stuck and (not at.whole or (apart and off > _ROUGH)):  # what passes is told from what does not
        off = 0.0
        rest = _expanded(question, h, kept, stuck)
        between = np.linspace(limit, counted, 1000) if counted > limit else np.zeros(0)
        counts = bool(np.all(log_reach_at(texts, radius, between) < -DEPTH))
    known = bool(nothing) or all_stuck or (at.reaches_end and not told)
    return Moments(at.top, stuck, rest, inside, late, complete, known, counts, float(off))


def _sums(h: Passage, points: Points, top: float, square: Callable[[Numbers], Numbers]) -> Complexes:
    unlearnt = h.texts.concepts - points.j
    error = several_at(h.texts, unlearnt)
    summands = np.array([np.ones(len(unlearnt)), unlearnt, error, square(error)])
    return np.asarray(h.learnt(points.j, top) @ (summands * points.weight).T)


def _expanded(question: Question, h: Passage, kept: Points, stuck: Complexes) -> Complexes:
    """The sums over trials that pass, from where they settle; NaN if that may be in several places."""
    if not question.one_landing:
        return np.full(stuck.shape, nan, np.complex128)
    texts, scale = h.texts, exp(h.survey.top)
    unlearnt, t = texts.concepts - kept.j, teaching_at(texts, kept.j)[0]
    shortfall = -np.expm1(np.log(unlearnt / texts.concepts) + h.thetas[:, None] * t)  # 1 - G
    balance = scale * ((shortfall * h.learnt(kept.j, h.survey.top)) @ kept.weight)
    chance, most = scale * stuck[:, CHANCE], texts.concepts - question.limit
    each = zip(h.thetas, chance, balance, strict=True)
    found = np.array([passed(texts, theta, share, rest, most) for theta, share, rest in each])
    if question.poisson:
        found[:, SQUARE] += found[:, ERROR] / h.thetas
    return found
