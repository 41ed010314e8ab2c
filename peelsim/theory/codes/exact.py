"""Exact law of how many bits of a regular code, or regular users of slots, stay unknown; see ``exact_counts``.

Tests: tests/theory/codes/test_floors.py
"""

from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from peelsim.theory.codes.exact_counts import Floats, run

__all__ = ["ExactLaw", "regular_code", "regular_users"]

_MOST_WORK = 2e9  # states and steps, some 10 s


@dataclass(frozen=True)
class ExactLaw:
    """P(v variables stay unknown), v = 0, 1, ..."""

    probabilities: Floats

    @property
    def some(self) -> float:
        """P(some variable stays unknown)."""
        return min(1.0, float(self.probabilities[1:].sum()))

    @property
    def mean(self) -> float:
        """Mean number of unknown variables."""
        return float(self.probabilities @ np.arange(len(self.probabilities)))

    def above(self, number: float) -> float:
        """P(more than ``number`` stay unknown)."""
        return min(1.0, float(self.probabilities[np.arange(len(self.probabilities)) > number].sum()))


@lru_cache(maxsize=64)
def regular_code(
    bits: int, *, degree: int, check_degree: int, unknown: int | None = None, erasure: float = 0.0
) -> ExactLaw:
    """The law of a regular code of the configuration model.

    Parameters
    ----------
    unknown : bits erased, a uniform set; None: each is with probability ``erasure``.

    Raises
    ------
    ValueError : if bits times degree is no multiple of the degree of checks, or that would take too long.

    Examples
    --------
    >>> round(regular_code(24, degree=3, check_degree=6, unknown=8).some, 10)
    0.3612149144
    """
    checks, rest = divmod(bits * degree, check_degree)
    if rest:
        raise ValueError(f"the {bits * degree} edges do not fill checks of degree {check_degree}")
    _check_size(bits if unknown is None else unknown, degree, checks, check_degree)
    if unknown is not None:
        starts = np.zeros(unknown + 1)
        starts[unknown] = 1.0
    else:
        v = np.arange(bits + 1)
        choose = gammaln(bits + 1) - gammaln(v + 1) - gammaln(bits - v + 1)
        starts = np.exp(choose + xlogy(v, erasure) + xlog1py(bits - v, -erasure))
        starts = starts[: int(np.flatnonzero(starts > 1e-30)[-1]) + 1]
    sockets, edges = checks * check_degree, degree * np.arange(len(starts))
    log_all = gammaln(sockets + 1) - gammaln(edges + 1) - gammaln(sockets - edges + 1)
    j = np.arange(check_degree + 1)
    base = gammaln(check_degree + 1) - gammaln(j + 1) - gammaln(check_degree - j + 1)
    return _law(starts, degree, base, checks, log_all)


@lru_cache(maxsize=64)
def regular_users(slots: int, *, degree: int, users: int) -> ExactLaw:
    """The law of users with ``degree`` replicas each, every replica in a uniform slot.

    Examples
    --------
    >>> round(regular_users(20, degree=3, users=14).some, 10)
    0.5206778395
    """
    fullest = _fullest(degree * users, slots)
    _check_size(users, degree, slots, fullest)
    starts = np.zeros(users + 1)
    starts[users] = 1.0
    edges = degree * np.arange(users + 1)
    base = -gammaln(np.arange(fullest + 2) + 1.0)
    return _law(starts, degree, base, slots, edges * log(slots) - gammaln(edges + 1.0))


def _fullest(edges: int, slots: int) -> int:
    """Edges of the fullest slot: beyond the mean by 14 standard deviations and 40, or all there are."""
    mean = edges / slots
    return int(min(edges, mean + 14 * sqrt(mean) + 40))


def _check_size(variables: int, degree: int, checks: int, fullest: int) -> None:
    """ValueError if the law would take too long; .2 GB are the most that it then needs.

    fullest: edges that a check may have. Steps are those of the chain, or those in which ``exact_counts`` counts the
    ways to spread edges over checks, each of which takes as long as three.
    """
    edges = float(max(degree, 1) * max(variables, 1))
    if max(edges * checks**2, 3 * (checks * float(fullest)) ** 2) > _MOST_WORK:
        raise ValueError(f"{variables} variables and {checks} checks are too many for the exact law")


def _law(starts: Floats, degree: int, base: Floats, checks: int, log_all: Floats) -> ExactLaw:
    most = len(starts) - 1
    unknown = np.zeros(most + 1)
    if degree == 0:
        return ExactLaw(starts)
    run(unknown, starts, degree, base, checks, log_all)
    return ExactLaw(unknown)
