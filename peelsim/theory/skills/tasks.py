"""Tasks that need several skills at once, and how often they are solved (Nayak and Varshney 2024, eq. 7).

With probability q(l, m) a task wants m skills drawn uniformly from level l. It is solved if they lie in one component
of the level's skill graph. Here that component is the giant one, which holds a share gamma_l of the S_l skills: all
other components together solve O(1/S) of the tasks of m >= 2 skills. A task of one skill is solved if that skill is
acquired, linked or not: a share a_l of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isclose

import numpy as np
import numpy.typing as npt
from scipy.special import xlog1py, xlogy

from peelsim.theory.arrays import Numbers, plain
from peelsim.theory.skills.skill_hierarchy import Hierarchy

__all__ = [
    "FIGURE3_SIZES",
    "Task",
    "accuracy",
    "accuracy_with_replacement",
    "all_among",
    "binomial_mixture",
    "binomial_weights",
    "figure3_tasks",
    "homogeneous",
    "one_is_missing",
    "task",
]

FIGURE3_SIZES = (2, 3, 4, 5, 6, 7)


@dataclass(frozen=True)
class Task:
    """q(l, m) as a table."""

    sizes: tuple[int, ...]  # the m of the columns
    weights: tuple[tuple[float, ...], ...]  # weights[l - 1][column], of sum 1

    def __post_init__(self) -> None:
        table = np.asarray(self.weights, dtype=float)
        if table.shape != (len(self.weights), len(self.sizes)):
            raise ValueError(f"weights of shape {table.shape} are not one per level for each of the sizes {self.sizes}")
        if min(self.sizes) < 1:
            raise ValueError(f"sizes = {self.sizes}: a task needs 1 skill or more")
        if not (np.all(table >= 0) and isclose(table.sum(), 1, rel_tol=1e-9)):
            raise ValueError(
                f"weights are no probabilities: their sum is {table.sum():.12g}, the least {table.min():g}"
            )


def task(level_weights: npt.ArrayLike, *, sizes: tuple[int, ...] = FIGURE3_SIZES) -> Task:
    """q(l, m) = q(l) q(m): ``level_weights`` of levels 1, 2, ... scaled to sum 1, all ``sizes`` equally likely."""
    weights = np.asarray(level_weights, dtype=float)
    if not (np.all(weights >= 0) and weights.sum() > 0):
        raise ValueError(f"level weights {weights.tolist()} must be 0 or more, and one of them more")
    row = weights / weights.sum() / len(sizes)
    return Task(sizes=sizes, weights=tuple((float(weight),) * len(sizes) for weight in row))


def homogeneous(level: int, *, levels: int = 100, sizes: tuple[int, ...] = FIGURE3_SIZES) -> Task:
    """All skills of one ``level``."""
    if not 1 <= level <= levels:
        raise ValueError(f"level = {level} is not one of 1 to {levels}")
    return task(np.arange(1, levels + 1) == level, sizes=sizes)


def binomial_mixture(
    weights: tuple[float, ...],
    *,
    probabilities: tuple[float, ...],
    levels: int = 100,
    sizes: tuple[int, ...] = FIGURE3_SIZES,
) -> Task:
    """q(l) = sum_i w_i Bin(L, pi_i)(l). The mass at l = 0, where there are no skills, is dropped and q renormalised."""
    if not (len(weights) == len(probabilities) and all(0 < each < 1 for each in probabilities)):
        raise ValueError(f"weights {weights} and probabilities {probabilities} must match, the latter in (0, 1)")
    return task(binomial_weights(weights, probabilities=probabilities, levels=levels), sizes=sizes)


def binomial_weights(weights: tuple[float, ...], *, probabilities: tuple[float, ...], levels: int) -> Numbers:
    """sum_i w_i Bin(L, pi_i)(l) at l = 1 to L, not normalised."""
    at = np.arange(1, levels + 1)
    ln_choose = np.cumsum(np.log((levels + 1 - at) / at))
    each = [np.exp(ln_choose + xlogy(at, pi) + xlog1py(levels - at, -pi)) for pi in probabilities]
    return np.asarray(np.sum(np.asarray(weights)[:, None] * each, axis=0))  # in one order on every machine


def figure3_tasks() -> dict[str, Task]:
    """The three tasks of Fig. 3."""
    return {
        "homogeneous": homogeneous(10),
        "unimodal": binomial_mixture((1.0,), probabilities=(0.5,)),
        "multimodal": binomial_mixture((0.4, 0.4, 0.2), probabilities=(0.2, 0.6, 0.95)),
    }


def all_among(share: npt.ArrayLike, *, drawn: int, skills: npt.ArrayLike) -> Numbers:
    """C(share S, k) / C(S, k): chance that k = ``drawn`` distinct skills of S are among ``share`` S marked ones.

    share S is real, a mean: the product of (share S - i)/(S - i), i < k, and 0 if there are fewer than k.
    """
    return np.asarray(np.exp(_ln_all_among(1 - np.asarray(share, dtype=float), drawn, skills)))


def one_is_missing(missing: npt.ArrayLike, *, drawn: int, skills: npt.ArrayLike) -> Numbers:
    """1 - C((1 - missing) S, k) / C(S, k), with all digits when a tiny share is missing."""
    return np.asarray(-np.expm1(_ln_all_among(np.asarray(missing, dtype=float), drawn, skills)))


def _ln_all_among(missing: Numbers, drawn: int, skills: npt.ArrayLike) -> Numbers:
    size = np.asarray(skills, dtype=float)[..., None]
    left = size - np.arange(drawn)
    with np.errstate(divide="ignore"):  # -inf: too few
        factors = np.log1p(-np.minimum(missing[..., None] * size / np.maximum(left, 1), 1))
    return np.asarray(np.where(left > 0, factors, -np.inf).sum(axis=-1))


def accuracy(
    task: Task, *, giant: npt.ArrayLike, hierarchy: Hierarchy, acquired: npt.ArrayLike | None = None
) -> Numbers | float:
    """Fraction of tasks solved, m distinct skills: sum of q(l, m) C(gamma S, m)/C(S, m), and of q(l, 1) a_l.

    giant, acquired : gamma_l and a_l, arrays [..., L]. Without a_l, tasks of one skill want it in the giant component.
    """
    return _solved(task, giant, acquired, lambda share, m: all_among(share, drawn=m, skills=hierarchy.skills))


def accuracy_with_replacement(
    task: Task, *, giant: npt.ArrayLike, acquired: npt.ArrayLike | None = None
) -> Numbers | float:
    """Sum of q(l, m) gamma_l^m (eq. 7), and of q(l, 1) a_l: the m skills need not be distinct. Arrays as above."""
    return _solved(task, giant, acquired, lambda share, m: share**m)


def _solved(
    task: Task, giant: npt.ArrayLike, acquired: npt.ArrayLike | None, among: Callable[[Numbers, int], Numbers]
) -> Numbers | float:
    """among(share, m): chance that m skills are among such a share of those of their level."""
    gamma, table = np.asarray(giant, dtype=float), np.asarray(task.weights)
    single = gamma if acquired is None else np.asarray(acquired, dtype=float)
    if not gamma.shape[-1:] == single.shape[-1:] == table.shape[:1]:
        raise ValueError(f"shares of shapes {gamma.shape} and {single.shape} for a task of {len(table)} levels")
    columns = [among(single if m == 1 else gamma, m) @ table[:, i] for i, m in enumerate(task.sizes)]
    solved: Numbers | float = plain(np.sum(columns, axis=0))
    return solved
