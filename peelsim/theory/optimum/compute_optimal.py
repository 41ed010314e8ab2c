"""Compute-optimal size: the R and T of R T = C' at which most is learnt (Nayak and Varshney 2024, eq. 1).

Every law gives a mean number E of concepts learnt as a function of R and T; here it is maximised over R with
T = C'/R, both real, by a scan in ln R and Chandrupatla's method from the best point of it. Only law `exact` has
whole numbers: T = floor(C'/R), and its maximum over all R is found with certainty, see ``exact_optimum``.

The budget is C' = R T = C / (6 varsigma tau), not the C = 6 N D floating-point operations; ``Scales`` converts.
What becomes of the optimum as C' grows is in optimum_asymptotics.
"""

from dataclasses import dataclass
from functools import cache
from math import exp, inf, log, sqrt
from typing import Generic

import numpy as np

from peelsim.arguments import number_of
from peelsim.ensembles import Binomial, TextDegree, as_text_degree
from peelsim.quoting import shown
from peelsim.theory.arrays import Numbers, Real, plain
from peelsim.theory.optimum.mean_taught import Law, Objective, mean_taught_by
from peelsim.theory.peeling.density_evolution import threshold

__all__ = [
    "Optimum",
    "Scales",
    "maximise",
    "optimum",
    "size_exponent",
    "texts_for",
]

_SCAN = 100  # points of the scan
_TOLERANCES = {
    "xatol": 1e-12,
    "xrtol": 0.0,
    "fatol": 0.0,
    "frtol": 0.0,
}  # of ln R; the defaults are too coarse for 1e20
_SLOPE_STEP = 0.003  # of differences in ln R, in units of R^(-1/2)
_ROUNDING = 1e-12  # of E, relative
_STEP = 1e-9  # in ln R, within which an optimum at the end of its range is not told from the end


@dataclass(frozen=True)
class Optimum(Generic[Real]):
    """Where most is learnt; a number each, or an array if the budget was one."""

    concepts: Real  # R*
    texts: Real  # T*
    learnt: Real  # E at (R*, T*)

    @property
    def texts_per_concept(self) -> Real:
        """T*/R*."""
        ratio: Real = self.texts / self.concepts
        return ratio

    @property
    def learnt_fraction(self) -> Real:
        """E/R*."""
        fraction: Real = self.learnt / self.concepts
        return fraction


@dataclass(frozen=True)
class Scales:
    """From concepts to parameters and from texts to tokens; the paper's values by default (sec. 3.1)."""

    parameters_per_concept: float = 2e5  # varsigma, N = varsigma R
    tokens_per_text: float = 8e5  # tau, D = tau T

    def __post_init__(self) -> None:
        for name in ("parameters_per_concept", "tokens_per_text"):
            given = getattr(self, name)
            if not 0 < number_of(given) < inf:
                raise ValueError(f"{name} is {shown(given)}; it must be a number above 0")

    def parameters(self, concepts: Real) -> Real:
        """N = varsigma R."""
        return self.parameters_per_concept * concepts

    def tokens(self, texts: Real) -> Real:
        """D = tau T."""
        return self.tokens_per_text * texts

    def flops(self, compute: Real) -> Real:
        """C = 6 N D = 6 varsigma tau C'."""
        return 6 * self.parameters_per_concept * self.tokens_per_text * compute

    def compute(self, flops: Real) -> Real:
        """C' = C / (6 varsigma tau)."""
        return flops / (6 * self.parameters_per_concept * self.tokens_per_text)


def optimum(
    compute: Real,
    *,
    mean_text_degree: float | None = None,
    law: Law = "corrected",
    text_degree: TextDegree | float | None = None,
) -> Optimum[Real]:
    """R*, T* and E[learnt] there.

    Parameters
    ----------
    compute : C' = R T > 0, a number or an array; not floating-point operations, of which
        ``Scales().compute(flops)`` makes it.
    mean_text_degree : d of the binomial ensemble, 6 if nothing is said; d > e, but for laws `exact` and `renewal`.
    law : one of

        - renewal: the renewal law, for any text degrees and any budget that buys two texts; E[learnt] within 2 % of
          the exact one at R T = 80 to 500. Some 20 evaluations of it: 1 s.
        - corrected: finite_length.first_order's P(stuck) for a fixed number of texts, which has a value at every R from
          d on, as its next order has not; no optimum is missed. Good to a percent in R* from C' of about 1e7: it is
          6 to 8 concepts too large (d = 6), 22 % at C' = 1e4.
        - published, authors_code: eq. 2, as printed and as in the figures. R in [.2, .6] sqrt(C'), as the authors did,
          scaled with 1/sqrt(c*) to other d. Beyond .6, printed law has a second, higher and meaningless maximum:
          far below the threshold it leaves nu*/epsilon unlearnt, less the fewer the texts.
        - exact: whole R and T = floor(C'/R); up to C' of some 1e4.
    text_degree : in place of mean_text_degree: any degrees for law `renewal`, else binomial ones.

    Raises
    ------
    ValueError : if there is no threshold (d <= e), or the budget is too small for any R >= d in the range.
    """
    budgets = np.asarray(compute, dtype=float)
    if not np.all((budgets > 0) & np.isfinite(budgets)):
        raise ValueError(f"compute = {compute} is not a budget R T; it must be positive and finite")
    omega = _degrees(mean_text_degree, text_degree)
    if law in ("exact", "renewal"):
        found = [_one_by_one(law, float(budget), omega) for budget in budgets.ravel()]
        concepts, texts, taught = (np.reshape([f[i] for f in found], budgets.shape) for i in range(3))
        return Optimum(plain(concepts), plain(texts), plain(taught))
    mean_text_degree = _binomial_mean(law, omega)
    objective, range_of = mean_taught_by(law, mean_text_degree)
    low, high = range_of(budgets)
    concepts = maximise(objective, budgets, low, high)
    learnt = objective(concepts, budgets / concepts)
    if np.any(np.isnan(learnt)):
        raise ValueError(
            f"law {law!r} has no critical point anywhere in the authors' range of R at compute = {compute}"
        )
    return Optimum(plain(concepts), plain(budgets / concepts), plain(learnt))


def _degrees(mean_text_degree: float | None, text_degree: TextDegree | float | None) -> TextDegree:
    if mean_text_degree is not None and text_degree is not None:
        raise ValueError("give one of mean_text_degree and text_degree")
    said = mean_text_degree if text_degree is None else text_degree
    return as_text_degree(6.0 if said is None else said)


def _binomial_mean(law: Law, omega: TextDegree) -> float:
    if not isinstance(omega, Binomial):
        raise ValueError(f"law {law!r} knows the optimum of binomial text degrees only; take renewal")
    return omega.mean


def _one_by_one(law: Law, budget: float, omega: TextDegree) -> tuple[float, float, float]:
    """R*, T* and E of the laws that are too costly for arrays; they compile kernels, and only they."""
    if law == "exact":
        from peelsim.theory.optimum.exact_optimum import exact_optimum

        return exact_optimum(budget, _binomial_mean(law, omega))
    from peelsim.theory.optimum.renewal_optimum import renewal_optimum

    return renewal_optimum(budget, omega)


@cache  # a sweep asks again and again for the same sizes
def texts_for(concepts: float, *, mean_text_degree: float = 6, law: Law = "corrected") -> float:
    """T on the compute-optimal line at R = ``concepts``: that of the budget whose R* it is.

    There d E(R, C'/R) / d R = 0 along the budget. That is solved for T/R, which takes no maximisation, and of the
    solutions the one is taken from where no R of the same budget teaches more. E changes over a width of R^(-1/2) in
    ln R; the slope is a difference of fourth order over a small part of it, good to 1e-11 or so in T.

    Raises
    ------
    ValueError : for laws `exact` and `renewal`, whose line has gaps; for d <= e; and if no budget has this R* (small R,
        where the optimum is one text of all concepts, or the end of the authors' range).
    """
    from scipy.optimize import brentq

    if law in ("exact", "renewal"):
        raise ValueError(f"law {law!r} has whole R*, which leave gaps; take corrected, published or authors_code")
    size, c = float(concepts), threshold(mean_text_degree).texts_per_concept
    objective, range_of = mean_taught_by(law, mean_text_degree)
    steps = _SLOPE_STEP / sqrt(size) * np.array([-2, -1, 1, 2])

    def slope(log_ratios: Numbers) -> Numbers:
        budgets = size**2 * np.exp(log_ratios)[:, None]
        around = size * np.exp(steps)
        taught = np.nan_to_num(objective(np.broadcast_to(around, (len(budgets), 4)), budgets / around))
        found = taught @ [1.0, -8.0, 8.0, -1.0]
        return np.where(found == 0, -1.0, found)  # so few texts that nothing is learnt

    # Of T/R around c*; R = 10 has 2.6 c* at d = 6, and large R little more than c*, in a window that is R^(-1/2) wide.
    narrowest = 0.01 / sqrt(size)
    below, above = np.geomspace(0.05, narrowest, _SCAN), np.geomspace(narrowest, 3, _SCAN)
    scan = log(c) + np.concatenate([-below, above])
    holds_a_text = size * exp(steps[0]) >= mean_text_degree
    rises = slope(scan) > 0 if holds_a_text else np.zeros(len(scan), bool)
    for at in np.flatnonzero(~rises[:-1] & rises[1:]):
        found = brentq(lambda u: float(slope(np.array([u]))[0]), scan[at], scan[at + 1], xtol=1e-13)
        texts = size * exp(found)
        (low,), (high,) = range_of(np.array([size * texts]))
        others = np.append(np.geomspace(low, high, _SCAN), size)
        taught = objective(others, size * texts / others)
        if low <= size <= high and np.nanmax(taught) <= taught[-1] * (1 + _ROUNDING):
            return texts
    raise ValueError(f"law {law!r} has no budget whose optimum is R = {size:g}; take more concepts")


def size_exponent(compute: Real, *, mean_text_degree: float = 6, law: Law = "corrected") -> Real:
    """d ln N* / d ln C at C = 6 varsigma tau C', by central differences; d ln D* / d ln C is 1 minus that.

    With T*/R* = c it is 1/(2 + d ln c / d ln R): Proposition 1 of Nayak and Varshney (2024) says that it tends to 1/2.
    Not for law `exact`, whose R* is whole.
    """
    if law == "exact":
        raise ValueError("law 'exact' has whole R*, which has no slope; take corrected, published or authors_code")
    step, budgets = 0.02, np.asarray(compute, dtype=float)
    both = optimum(np.stack([budgets * exp(-step), budgets * exp(step)]), mean_text_degree=mean_text_degree, law=law)
    lower, upper = np.log(both.concepts)
    slope: Real = plain((upper - lower) / (2 * step))
    return slope


def maximise(objective: Objective, budgets: Numbers, low: Numbers, high: Numbers) -> Numbers:
    """The R in [low, high] at which objective(R, C'/R) is largest, elementwise.

    The scan tells the highest of several maxima. From its neighbours on the maximum is bracketed; objectives here
    have no two between three points of the scan. Where the objective is NaN, nothing is learnt.
    """
    from scipy.optimize.elementwise import find_minimum

    def loss(u: Numbers, budget: Numbers, low: Numbers, high: Numbers) -> Numbers:
        concepts = np.clip(np.exp(u), low, high)
        taught = objective(concepts, budget / concepts) / np.sqrt(budget)
        return np.where(np.isnan(taught), 0.0, -taught)

    flat = [np.ravel(each) for each in np.broadcast_arrays(budgets, low, high)]
    start, width = np.log(flat[1]), np.log(flat[2]) - np.log(flat[1])
    scan = start[:, None] + width[:, None] * np.linspace(0, 1, _SCAN)
    values = loss(scan, *(each[:, None] for each in flat))
    best, rows = np.argmin(values, axis=1), np.arange(len(start))
    middle = scan[rows, best]
    left, right = scan[rows, np.maximum(best - 1, 0)], scan[rows, np.minimum(best + 1, _SCAN - 1)]
    step = np.minimum(_STEP, width / 2)
    inside = np.clip(middle, left + step, right - step)  # of a point at an end of the range, one just within
    at_end = (width <= 0) | ((inside != middle) & (loss(inside, *flat) >= values[rows, best]))
    u = middle.copy()
    go = ~at_end
    if go.any():
        bracket = left[go], inside[go], right[go]
        found = find_minimum(loss, bracket, args=tuple(each[go] for each in flat), tolerances=_TOLERANCES)
        u[go] = found.x
    return np.reshape(np.clip(np.exp(u), flat[1], flat[2]), np.shape(budgets))
