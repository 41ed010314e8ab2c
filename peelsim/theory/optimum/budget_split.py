"""How to split a budget of floating-point operations between parameters and tokens, and what a bad split costs.

A budget C = 6 N D = 6 varsigma tau R T leaves C' = R T (Nayak and Varshney 2024, sec. 3.1). With R concepts a learner
reads T = C'/R texts, or all there are if these are fewer; E[learnt] by a law is largest at the optimum, and what is
lost beside it is what half or twice as many parameters learn less, for the same budget and the same texts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf, nan, sqrt
from typing import Literal, get_args

import numpy as np
from scipy.optimize import minimize_scalar

from peelsim.arguments import name_of, number_of
from peelsim.ensembles import Binomial, TextDegree, as_text_degree
from peelsim.quoting import shown
from peelsim.theory.optimum.compute_optimal import Scales
from peelsim.theory.optimum.compute_optimal import optimum as optimum_of
from peelsim.theory.optimum.mean_taught import mean_taught_by
from peelsim.theory.peeling.density_evolution import fixed_points, thresholds
from peelsim.theory.renewal.renewal_law import law as renewal
from peelsim.theory.renewal.survey import EVERY

__all__ = ["BudgetSplit", "Learnt", "SplitLaw", "optimum"]

SplitLaw = Literal["renewal", "corrected", "published", "authors_code"]
_PRINTED = ("published", "authors_code")  # whose range of R is the authors'
_TOLERANCE = 1e-5  # of ln R
_MOST_BUDGET = 1e300  # C', whose multiples are to be numbers

Learnt = Callable[[float, float], float]  # (R, T) -> E[learnt], NaN outside the law's range


@dataclass(frozen=True)
class BudgetSplit:
    """The best split of a budget, by a law.

    Parameters
    ----------
    flops : the budget C.
    concepts, texts : R and T.
    parameters, tokens : N = varsigma R and D = tau T.
    learnt : E, the mean number of concepts learnt.
    spent : share of the budget that is spent; below 1 if more parameters than these would learn less from all tokens.
    lost_with_half, lost_with_twice : share of ``learnt`` that is lost with half or twice as many parameters; NaN where
        the law says nothing of it.
    law : the law.
    """

    flops: float
    concepts: float
    texts: float
    parameters: float
    tokens: float
    learnt: float
    spent: float
    lost_with_half: float
    lost_with_twice: float
    law: str

    @property
    def tokens_per_parameter(self) -> float:
        """D / N."""
        return self.tokens / self.parameters

    @property
    def learnt_fraction(self) -> float:
        """E / R."""
        return self.learnt / self.concepts


def optimum(
    *,
    flops: float | None = None,
    compute: float | None = None,
    text_degree: TextDegree | float = 6.0,
    law: SplitLaw = "renewal",
    tokens_at_most: float | None = None,
    parameters_per_concept: float = 2e5,
    tokens_per_text: float = 8e5,
) -> BudgetSplit:
    """The compute-optimal number of parameters and tokens of a budget, and what is lost beside it.

    Parameters
    ----------
    flops : C, floating-point operations of training.
    compute : C' = R T = C / (6 varsigma tau), in place of ``flops``.
    text_degree : how many concepts a text holds; a number is the mean of the binomial ensemble.
    law : ``renewal`` is right at every budget that buys two texts, for any text degrees, and takes a second; the
        others are in closed form and know binomial text degrees only.
    tokens_at_most : D that there are. If the best split asks for more, all of them are read, by the number of
        parameters that learns most from them.
    parameters_per_concept, tokens_per_text : varsigma and tau; the paper's values by default.

    Returns
    -------
    BudgetSplit : sizes, what is learnt, and what is lost with half or twice as many parameters.

    Raises
    ------
    ValueError : unless exactly one budget is given and positive; where the law has no optimum: too small a budget, too
        few tokens, or text degrees that it does not know.

    Examples
    --------
    >>> split = optimum(flops=1e21, law="corrected")
    >>> f"N = {split.parameters:.3g}, D = {split.tokens:.3g}, {split.tokens_per_parameter:.1f} tokens per parameter"
    'N = 2.95e+09, D = 5.65e+10, 19.2 tokens per parameter'
    >>> round(split.lost_with_half, 2), round(split.lost_with_twice, 2)
    (0.5, 0.96)
    """
    scales = Scales(parameters_per_concept, tokens_per_text)
    if name_of(law, "law") not in get_args(SplitLaw):
        raise ValueError(f"no law {law!r} of the optimum; there are {', '.join(get_args(SplitLaw))}")
    budget = _budget(flops, compute, scales)
    omega = as_text_degree(text_degree)
    best = optimum_of(budget, text_degree=omega, law=law)
    concepts, texts, learnt = float(best.concepts), float(best.texts), float(best.learnt)
    if texts < 1 or not learnt > 0:
        raise _nothing(budget, scales)
    by = _learnt_by(law, omega, budget)
    most = np.inf if tokens_at_most is None else _texts_at_most(tokens_at_most, scales, law)
    if texts > most:
        concepts, texts = _limited(by, most, budget / most, omega), most
        learnt = by(concepts, texts)

    def lost(factor: float) -> float:
        other = concepts * factor
        return 1 - by(other, min(budget / other, most)) / learnt if other >= omega.least_concepts else nan

    return BudgetSplit(
        flops=scales.flops(budget),
        concepts=concepts,
        texts=texts,
        parameters=scales.parameters(concepts),
        tokens=scales.tokens(texts),
        learnt=learnt,
        spent=concepts * texts / budget,
        lost_with_half=lost(0.5),
        lost_with_twice=lost(2.0),
        law=law,
    )


def _budget(flops: float | None, compute: float | None, scales: Scales) -> float:
    """C'."""
    if (flops is None) == (compute is None):
        raise ValueError("give one budget: flops, or compute (R T)")
    name, said = ("flops", flops) if flops is not None else ("compute", compute)
    budget = number_of(said)
    if not 0 < budget < inf:
        raise ValueError(f"{name} = {shown(said)} is not a budget; it must be a number above 0")
    buys = scales.compute(budget) if flops is not None else budget
    if not scales.flops(buys) < inf or buys > _MOST_BUDGET:
        raise ValueError(f"{name} = {shown(said)} is too large; C' = R T may be {_MOST_BUDGET:g}, its flops 1e308")
    if buys < 1:
        raise _nothing(buys, scales)
    return buys


def _nothing(budget: float, scales: Scales) -> ValueError:
    return ValueError(f"a budget of C' = {budget:.3g}, {scales.flops(budget):.3g} flops, is not worth a single text")


def _texts_at_most(tokens: float, scales: Scales, law: str) -> float:
    given, tokens = tokens, number_of(tokens)
    if not 0 < tokens < inf:
        raise ValueError(f"tokens_at_most = {shown(given)} is not a number of tokens; it must be above 0")
    if law in _PRINTED:
        raise ValueError(f"law {law!r} has an optimum along the whole budget only; take renewal or corrected")
    texts = tokens / scales.tokens_per_text
    if texts < 1:
        raise ValueError(f"tokens_at_most = {tokens:g} are fewer than the {scales.tokens_per_text:g} of a single text")
    return texts


def _learnt_by(law: SplitLaw, omega: TextDegree, budget: float) -> Learnt:
    """E by a law."""
    if law == "renewal":
        return lambda concepts, texts: float(
            renewal(_whole(concepts), texts=texts, text_degree=omega, texts_fixed=True).learnt
        )
    assert isinstance(omega, Binomial)  # optimum_of has refused the others
    objective, range_of = mean_taught_by(law, omega.mean)
    low, high = (float(end[0]) for end in range_of(np.array([budget])))

    def learnt(concepts: float, texts: float) -> float:
        if law in _PRINTED and not low <= concepts <= high:
            return nan
        return float(objective(np.array([concepts]), np.array([texts]))[0])

    return learnt


def _whole(concepts: float) -> float:
    """The renewal law has whole R as long as these are few."""
    return float(max(1, round(concepts))) if concepts <= EVERY else concepts


def _limited(by: Learnt, texts: float, most: float, omega: TextDegree) -> float:
    """The R up to ``most`` that learns most from so many texts.

    Density evolution says about where: at the first threshold, below which trials get stuck, or where (1 - x)/c is
    largest. There the law is maximised as in ``renewal_optimum``; fewer parameters than the budget has may learn more.
    """
    ratio, at_jump = _best_ratio(omega)
    size = texts / ratio
    low, high = (-min(0.9, 7 / sqrt(size)), 0.02) if at_jump else (-min(0.9, 0.15 + 5 / sqrt(size)), 0.2)
    least = max(1.0, omega.least_concepts)
    ends = (min(max(least, size * exp(low)), most), min(max(least, size * exp(high)), most))
    candidates = [most] if most < size * exp(high) else []
    if ends[1] <= EVERY:
        candidates += [float(r) for r in range(int(ends[0]), int(ends[1]) + 1) if r >= least]
    elif ends[0] < ends[1]:
        found = minimize_scalar(
            lambda u: -by(exp(u), texts) / size,
            bounds=(np.log(ends[0]), np.log(ends[1])),
            method="bounded",
            options={"xatol": _TOLERANCE},
        )
        candidates.append(exp(found.x))
    return max(map(_whole, candidates), key=lambda concepts: by(concepts, texts))


def _best_ratio(omega: TextDegree) -> tuple[float, bool]:
    """The c = T/R of many concepts at which most is learnt of T texts, and whether that is the first threshold."""
    jumps = thresholds(omega)
    start = jumps[0].texts_per_concept * (1 + 1e-9) if jumps else 0.02 / omega.derivative(1, 0.0)
    ratios = start * np.geomspace(1, 8 if jumps else 3000, 200)
    learnt = [(1 - fixed_points(omega, texts_per_concept=float(c))[-1]) / c for c in ratios]
    best = int(np.argmax(learnt))
    return float(ratios[best]), bool(jumps) and best == 0
