"""Where learning jumps as texts are added, with classes of skills and of texts (Liao, Chang and Hong 2024).

Of one class of each the jumps are read off a curve, see ``learners.thresholds``. With several classes there is none:
density evolution, see skill_classes.py, is iterated on a grid of numbers of texts per skill, all of them at once, and
where the fraction unlearnt of some class falls fast the grid is made finer. A fall is a jump if it remains (derived).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

from peelsim.theory.learning.learners import Success, success_function

__all__ = ["Floats", "Jump", "Rows", "jumps"]

Floats = npt.NDArray[np.float64]
Rows = tuple[tuple[float, ...], ...]

_STEP = 0.05  # of ln rho, on the first grid
_DECADES = 30  # of rho that are looked at, at most
_LEAST = 0.02  # fall of a class that is worth telling apart
_ZOOMS, _PARTS = 3, 20  # each makes the grid finer by that factor: to 1e-5 of rho
_STILL, _MOST_ROUNDS = 1e-7, 4000


@dataclass(frozen=True)
class Jump:
    """What happens at one number of texts per skill, in the limit of many skills."""

    texts_per_skill: float  # rho*, of all texts and skills
    before: tuple[float, ...]  # fraction unlearnt of each class, just below it
    after: tuple[float, ...]

    @property
    def most(self) -> int:
        """The class that jumps most, from 0."""
        return int(np.argmax(np.subtract(self.before, self.after)))

    @property
    def split(self) -> float:
        """Midway between the fractions of that class unlearnt before and after."""
        return (self.before[self.most] + self.after[self.most]) / 2


def jumps(
    learners: Sequence[Success],
    *,
    skill_shares: Sequence[float],
    text_shares: Sequence[float],
    mean_skills: Sequence[Sequence[float]],
) -> tuple[Jump, ...]:
    """Every jump by .02 or more of a class's unlearnt fraction as texts are added, in order of rho = T / S.

    Parameters
    ----------
    learners : one per class of texts.
    skill_shares, text_shares : of each class, K and J of them.
    mean_skills : c, J rows of K.
    """
    functions = tuple(success_function(learner) for learner in learners)
    return _jumps(functions, tuple(skill_shares), tuple(text_shares), tuple(map(tuple, mean_skills)))


@lru_cache(maxsize=256)
def _jumps(success: Rows, skill_shares: tuple[float, ...], text_shares: tuple[float, ...], c: Rows) -> tuple[Jump, ...]:
    mean = np.array(c)
    exposure = np.array(text_shares)[:, None] * mean / np.array(skill_shares)
    table = np.zeros((len(success), max(map(len, success))))
    for row, function in zip(table, success, strict=True):
        row[: len(function)] = function
    most = exposure.sum(axis=0).max()
    if most == 0:
        return ()
    found = []
    start = np.log(_LEAST / most)  # before it hardly a skill is in any text
    while True:
        logs = start + _STEP * np.arange(101)
        unlearnt = _ends(np.exp(logs), table, exposure, mean)
        for i in np.flatnonzero((unlearnt[:-1] - unlearnt[1:]).max(axis=1) > _LEAST):
            found += _zoomed(logs[i], logs[i + 1], table, exposure, mean)
        start = logs[-1]
        left = unlearnt[-1][exposure.sum(axis=0) > 0]
        if left.max() < _LEAST or start > np.log(_LEAST / most) + _DECADES * np.log(10):
            return tuple(found)


def _zoomed(low: float, high: float, table: Floats, exposure: Floats, mean: Floats) -> list[Jump]:
    """The largest fall between two ln rho, if it is a jump."""
    for _ in range(_ZOOMS):
        logs = np.linspace(low, high, _PARTS + 1)
        unlearnt = _ends(np.exp(logs), table, exposure, mean)
        falls = (unlearnt[:-1] - unlearnt[1:]).max(axis=1)
        i = int(np.argmax(falls))
        if falls[i] <= _LEAST:
            return []
        low, high = logs[i], logs[i + 1]
    return [Jump(float(np.exp(high)), tuple(unlearnt[i].tolist()), tuple(unlearnt[i + 1].tolist()))]


def _ends(ratio: Floats, table: Floats, exposure: Floats, mean: Floats) -> Floats:
    """Where density evolution from all unlearnt ends, float64[L, K], for each texts per skill: float64[L]."""
    unlearnt = np.ones((ratio.size, mean.shape[1]))
    k = np.arange(table.shape[1])
    log_factorial = gammaln(k + 1)
    moving = np.arange(ratio.size)
    for _ in range(_MOST_ROUNDS):
        q = unlearnt[moving]
        novel = np.sum(q[:, None, :] * mean, axis=2)[:, :, None]
        taught = np.sum(np.exp(xlogy(k, novel) - novel - log_factorial) * table, axis=2)
        after = np.exp(-ratio[moving, None] * np.sum(taught[:, :, None] * exposure, axis=1))
        unlearnt[moving] = after
        moving = moving[(q - after).max(axis=1) > _STILL]
        if not moving.size:
            break
    return unlearnt
