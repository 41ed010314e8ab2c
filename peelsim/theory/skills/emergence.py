"""Emergence and plateaus: task accuracy against compute-optimal model size (Nayak and Varshney 2024, sec. 3.3).

Laws: `published` (eqs 5 to 7 as printed), `authors_code` (as Fig. 3 was made), both in published_emergence, and
`corrected`, in skill_cascades. Each runs along its own compute-optimal line R*(C'), T*(C'), N = varsigma R*.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log10
from typing import Literal

import numpy as np
import numpy.typing as npt

from peelsim.theory.arrays import Numbers, numbers, plain
from peelsim.theory.optimum import compute_optimal, mean_taught
from peelsim.theory.optimum.compute_optimal import Scales
from peelsim.theory.peeling.density_evolution import threshold
from peelsim.theory.skills import published_emergence, tasks
from peelsim.theory.skills.pair_counts import Corpus
from peelsim.theory.skills.skill_cascades import giant_cascades
from peelsim.theory.skills.skill_hierarchy import Hierarchy
from peelsim.theory.skills.tasks import Task

__all__ = [
    "LAWS",
    "AccuracyOf",
    "Curve",
    "EmergencePoint",
    "Law",
    "LevelsOf",
    "Theory",
    "accuracy_along",
    "emergence_point",
    "giant_fractions",
    "task_accuracy",
    "with_replacement",
]

Law = Literal["corrected", "published", "authors_code"]
LevelsOf = Callable[[Numbers, Numbers, float, Hierarchy], Numbers]  # (R, T, d, hierarchy) -> gamma [points, L]
AccuracyOf = Callable[[Numbers, Numbers, float, Hierarchy, Task], Numbers]  # the same and a task -> [points]


@dataclass(frozen=True)
class Theory:
    """What makes a curve of accuracy against size."""

    giant: LevelsOf
    accuracy: AccuracyOf
    line: mean_taught.Law  # along which R and T run
    points_per_decade: int  # of N in which accuracy crosses a value no more than once


@dataclass(frozen=True)
class Curve:
    """Accuracy along a compute-optimal line; arrays of one length."""

    parameters: Numbers  # N
    concepts: Numbers
    texts: Numbers
    accuracy: Numbers


@dataclass(frozen=True)
class EmergencePoint:
    """Where accuracy first reaches the value asked for."""

    parameters: float  # N
    concepts: float  # R
    texts: float  # T


def with_replacement(giant: LevelsOf) -> AccuracyOf:
    """Eq. 7: a task of m skills of level l is solved with probability gamma_l^m."""

    def solved(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy, task: Task) -> Numbers:
        return np.asarray(tasks.accuracy_with_replacement(task, giant=giant(concepts, texts, d, hierarchy)))

    return solved


def _corrected(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    each = [giant_cascades(Corpus(r, t, d), hierarchy=hierarchy) for r, t in zip(concepts, texts, strict=True)]
    return np.reshape([one.mean.giant for one in each], (len(each), hierarchy.levels))


def _solved(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy, task: Task) -> Numbers:
    each = [giant_cascades(Corpus(r, t, d), hierarchy=hierarchy) for r, t in zip(concepts, texts, strict=True)]
    return np.array([one.accuracy(task, hierarchy=hierarchy) for one in each])


def _published(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    return published_emergence.published_levels(concepts, texts=texts, mean_text_degree=d, hierarchy=hierarchy)


def _authors(concepts: Numbers, texts: Numbers, d: float, hierarchy: Hierarchy) -> Numbers:
    return published_emergence.authors_levels(concepts, texts=texts, mean_text_degree=d, hierarchy=hierarchy)


# The published laws need a fine scan: 1 - g of eq. 5 is 0 at eta = mean, where accuracy falls back.
LAWS: dict[Law, Theory] = {
    "corrected": Theory(_corrected, _solved, line="corrected", points_per_decade=4),
    "published": Theory(_published, with_replacement(_published), line="published", points_per_decade=200),
    "authors_code": Theory(_authors, with_replacement(_authors), line="authors_code", points_per_decade=200),
}


def task_accuracy(
    task: Task,
    *,
    concepts: npt.ArrayLike,
    texts: npt.ArrayLike,
    mean_text_degree: float,
    hierarchy: Hierarchy,
    law: Law,
) -> Numbers | float:
    """Accuracy at given R and T, numbers or arrays, broadcast."""
    size, amount = numbers(concepts, texts)
    flat = LAWS[law].accuracy(size.ravel(), amount.ravel(), mean_text_degree, hierarchy, task)
    solved: Numbers | float = plain(np.reshape(flat, size.shape))
    return solved


def giant_fractions(
    concepts: npt.ArrayLike, *, texts: npt.ArrayLike, mean_text_degree: float, hierarchy: Hierarchy, law: Law
) -> Numbers:
    """gamma_l at given R and T (numbers or arrays, broadcast), array [..., L]; means, of law `corrected`."""
    size, amount = numbers(concepts, texts)
    rows = LAWS[law].giant(size.ravel(), amount.ravel(), mean_text_degree, hierarchy)
    return np.reshape(rows, (*size.shape, hierarchy.levels))


def accuracy_along(
    computes: npt.ArrayLike,
    *,
    task: Task,
    theory: Theory,
    hierarchy: Hierarchy,
    mean_text_degree: float = 6,
    scales: Scales = Scales(),  # noqa: B008
) -> Curve:
    """The curve at the compute-optimal sizes of budgets C', array [points]."""
    budgets = np.atleast_1d(np.asarray(computes, dtype=float))
    best = compute_optimal.optimum(budgets, mean_text_degree=mean_text_degree, law=theory.line)
    solved = theory.accuracy(best.concepts, best.texts, mean_text_degree, hierarchy, task)
    return Curve(scales.parameters(best.concepts), best.concepts, best.texts, solved)


def emergence_point(
    task: Task,
    *,
    theory: Theory,
    hierarchy: Hierarchy,
    accuracy: float = 0.5,
    parameters: tuple[float, float] = (1e7, 1e14),
    mean_text_degree: float = 6,
    scales: Scales = Scales(),  # noqa: B008
) -> EmergencePoint:
    """The least N at which ``accuracy`` is reached from below; ln N to 1e-6.

    parameters : range of N that is searched, its ends to a relative 1e-3.
    A scan brackets the first crossing, and Brent's method finds it in ln C', which fixes N.

    Raises
    ------
    ValueError : if it is not reached from below in the range.
    """

    from scipy.optimize import brentq

    def curve(computes: npt.ArrayLike) -> Curve:
        return accuracy_along(
            computes,
            task=task,
            theory=theory,
            hierarchy=hierarchy,
            mean_text_degree=mean_text_degree,
            scales=scales,
        )

    least, most = (size / scales.parameters_per_concept for size in parameters)  # of R
    c = threshold(mean_text_degree).texts_per_concept
    wide = np.geomspace(c / 2 * least**2, 4 * c * most**2, 200)  # T*/R* is c* or more, up to three times it if small
    line = compute_optimal.optimum(wide, mean_text_degree=mean_text_degree, law=theory.line)
    start, end = np.exp(np.interp(np.log([least, most]), np.log(line.concepts), np.log(wide)))
    computes = np.geomspace(start, end, 2 + int(log10(most / least) * theory.points_per_decade))
    reached = curve(computes).accuracy >= accuracy
    crossings = np.flatnonzero(~reached[:-1] & reached[1:])
    if not len(crossings):
        raise ValueError(f"accuracy {accuracy} is not reached between N = {parameters[0]:g} and {parameters[1]:g}")
    low, high = np.log(computes[crossings[0] : crossings[0] + 2])
    at = brentq(lambda u: float(curve(exp(u)).accuracy[0]) - accuracy, low, high, xtol=2e-6)
    best = compute_optimal.optimum(exp(at), mean_text_degree=mean_text_degree, law=theory.line)
    return EmergencePoint(scales.parameters(best.concepts), best.concepts, best.texts)
