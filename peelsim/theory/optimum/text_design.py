"""Which distribution of text degrees learns most: linear programmes for texts, random access and codes.

Texts: with w_k = c Omega_k texts of degree k per concept, peeling learns all but a fraction delta if sum_k k w_k (1 -
x)^(k-1) >= -ln x for x in [delta, 1) (density evolution). The least c = sum w_k at a given mean degree is a linear
programme. Of R concepts the left side, a Poisson number, falls short by z of its standard deviations sqrt((1 - x) / (x
R)) with a small probability: that margin is added on the right (derived, as the variance of the ripple in
theory.peeling.scaling_constants without its slope). Without it no text would hold a single concept, and no trial begin.
"""

from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.special import ndtri

from peelsim.arguments import number_of, told, whole
from peelsim.ensembles import Explicit, TextDegree, as_text_degree

__all__ = [
    "TextDesign",
    "design_bits",
    "design_texts",
    "design_users",
    "learnt_bound",
    "margin_for",
    "most_learnt",
    "texts_needed",
]

Floats = npt.NDArray[np.float64]

_GRID = 400  # values of x on each of two scales
_LEAST_SHARE = 1e-9  # of the texts, bits or users: less is the programme's rounding
_MOST = 2000  # degree
_MOST_CHECK = 10**6  # degree of checks
_EXCESS = 0.9  # how far z is above the normal quantile: the ripple may fail anywhere, not at one x


@dataclass(frozen=True)
class TextDesign:
    """Text degrees, and how many texts they take."""

    text_degree: Explicit
    texts_per_concept: float  # c
    margin: float  # z, standard deviations of the ripple
    unlearnt: float  # delta, the fraction of concepts that may stay unlearnt


def margin_for(stuck: float) -> float:
    """z for a probability of getting stuck: Q^-1(stuck) + .9, measured for .2 to .0008.

    Examples
    --------
    >>> round(margin_for(0.02), 3)
    2.954
    """
    if not 0 < number_of(stuck) < 1:
        raise ValueError(f"{told(stuck)} is not a probability of getting stuck; it must be between 0 and 1")
    return max(float(-ndtri(stuck)) + _EXCESS, 0.0)


def design_texts(
    mean: float,
    *,
    unlearnt: float,
    concepts: float = inf,
    margin: float = 0.0,
    largest: int = 100,
    at_most: bool = False,
) -> TextDesign:
    """The text degrees that take fewest texts per concept.

    Parameters
    ----------
    mean : mean text degree.
    unlearnt : delta, the fraction of concepts that may stay unlearnt.
    concepts : R; infinite for the limit, in which no margin is needed.
    margin : z, see ``margin_for``.
    largest : largest text degree.
    at_most : whether the mean degree may be lower.

    Raises
    ------
    ValueError : for values out of range, and where no distribution does it.

    Examples
    --------
    >>> found = design_texts(6, unlearnt=0.01, largest=10)
    >>> round(found.texts_per_concept, 4), max(found.text_degree.probabilities)
    (1.4077, 10)
    """
    if not 0 < number_of(unlearnt) < 1:
        said = "is no fraction of concepts that may stay unlearnt; it must be between 0 and 1"
        raise ValueError(f"{told(unlearnt)} {said}")
    if not number_of(concepts) >= 1:
        raise ValueError(f"{told(concepts)} is not a number of concepts; it must be 1 or more")
    largest = _degree(largest, "largest degree", least=1)
    if not 1 <= number_of(mean) <= largest:
        raise ValueError(f"a mean of {told(mean)} where degrees go from 1 to {largest}")
    s = np.concatenate([np.linspace(1, 0.02, _GRID), np.geomspace(0.02, 1e-5, _GRID)])
    x = np.exp(log(unlearnt) * s)
    degree = np.arange(1, largest + 1)
    taught = degree * np.exp((degree - 1) * np.log1p(-x[:, None]))
    need = -np.log(x) + margin * np.sqrt((1 - x) / (x * concepts))
    excess = (degree - mean).astype(float)
    limits: dict[str, Any] = {"A_ub": -taught, "b_ub": -need, "A_eq": [excess], "b_eq": [0.0]}
    if at_most:
        limits = {"A_ub": np.vstack([-taught, excess]), "b_ub": np.append(-need, 0.0)}
    found = linprog(np.ones(largest), method="highs", **limits)
    if found.status != 0:
        raise ValueError(
            f"no text degrees of mean {mean:g} up to {largest} learn all but {unlearnt:g} of the concepts; "
            "allow larger degrees, or a smaller mean"
        )
    shares = _shares(degree, found.x)
    if concepts < inf and 1 not in shares:  # a share below the solver's tolerance, or no margin
        raise ValueError(
            f"for {concepts:g} concepts and so small a margin no text has a single concept, and peeling would not "
            "begin; give 1e11 concepts or fewer, and a probability of getting stuck below one half"
        )
    return TextDesign(Explicit(shares), float(found.x.sum()), margin, unlearnt)


def texts_needed(text_degree: TextDegree | float, *, unlearnt: float) -> float:
    """Least texts per concept with which density evolution learns all but a fraction: max of -ln x / Omega'(1 - x).

    Examples
    --------
    >>> round(texts_needed(6, unlearnt=0.02), 3)
    4.533
    """
    omega = as_text_degree(text_degree)
    s = np.concatenate([np.linspace(1, 0.02, 8 * _GRID), np.geomspace(0.02, 1e-5, 4 * _GRID)])
    if omega.derivative(1, 1.0) == 0:
        return inf  # no text holds a single concept, so that peeling never begins
    slopes = [(x, omega.derivative(1, x)) for x in (unlearnt**each for each in s.tolist())]
    return max(-log(x) / slope for x, slope in slopes)


def most_learnt(mean: float, *, texts_per_concept: float, largest: int = 100) -> TextDesign:
    """The text degrees that learn most with so many texts per concept, in the limit of many concepts.

    Bounds that none can pass: a text teaches one concept at most, and a concept in no text is not learnt, so
    min(c, 1 - exp(-c d)).
    """
    low, high = 1e-7, 1 - 1e-9
    best: TextDesign | None = None
    while high / low > 1 + 1e-5:
        middle = sqrt(low * high) if high < 0.5 else (low + high) / 2
        try:
            found: TextDesign | None = design_texts(mean, unlearnt=middle, largest=largest)
        except ValueError:
            found = None
        if found is not None and found.texts_per_concept <= texts_per_concept:
            high, best = middle, found
        else:
            low = middle
    if best is None:
        raise ValueError(f"{texts_per_concept:g} texts per concept teach nothing that a design could raise")
    return best


def design_users(*, largest: int, least: int = 2, mean: float | None = None) -> tuple[Explicit, float]:
    """Degrees of users in random access that bear the largest load G, and G.

    With w_l = G Lambda_l: maximise sum w_l subject to sum l w_l y^(l-1) <= -ln(1 - y) (Liva 2011, by linear programme).

    Examples
    --------
    >>> round(design_users(largest=8)[1], 4)
    0.9407
    """
    least = _degree(least, "least degree", least=2)
    largest = _degree(largest, "largest degree", least=least)
    if mean is not None and not least <= number_of(mean) <= largest:
        raise ValueError(f"a mean of {told(mean)} where degrees go from {least} to {largest}")
    y = np.concatenate([np.geomspace(1e-5, 0.5, 600), 1 - np.geomspace(1e-9, 0.5, 600)])
    degree = np.arange(least, largest + 1)
    fixed: dict[str, Any] = {} if mean is None else {"A_eq": [(degree - mean).astype(float)], "b_eq": [0.0]}
    borne = degree * y[:, None] ** (degree - 1)
    found = linprog(-np.ones(len(degree)), A_ub=borne, b_ub=-np.log1p(-y), method="highs", **fixed)
    if found.status != 0 or found.x.sum() <= 0:
        raise ValueError(
            f"no load is borne by degrees from {least} to {largest}" + ("" if mean is None else f" of mean {mean:g}")
        )
    return Explicit(_shares(degree, found.x)), float(found.x.sum())


def design_bits(*, erasure: float, check_degree: int, largest: int) -> tuple[Explicit, float]:
    """Degrees of bits, as shares of bits, of the code of highest rate that peeling decodes at an erasure; and the rate.

    Maximise sum lambda_i / i subject to erasure lambda(1 - (1 - x)^(r-1)) <= x (Luby et al. 2001, sec. V).

    Examples
    --------
    >>> round(design_bits(erasure=0.48, check_degree=6, largest=30)[1], 4)
    0.5013
    """
    if not 0 < number_of(erasure) < 1:
        raise ValueError(f"erasure is {told(erasure)}; an erasure is between 0 and 1")
    check_degree = whole(check_degree, "degree of checks", least=2, most=_MOST_CHECK)
    largest = _degree(largest, "largest degree", least=2)
    x = np.unique(np.concatenate([np.geomspace(1e-5, 1, 1500), np.linspace(0.001, 1, 500)])) * erasure
    degree = np.arange(2, largest + 1)
    left = erasure * (1 - (1 - x[:, None]) ** (check_degree - 1)) ** (degree - 1)
    found = linprog(-1 / degree, A_ub=left, b_ub=x, A_eq=[np.ones(len(degree))], b_eq=[1.0], method="highs")
    if found.status != 0:
        raise ValueError(f"no degrees up to {largest} decode an erasure of {erasure:g} with checks of {check_degree}")
    by_node = found.x / degree
    return Explicit(_shares(degree, by_node)), float(1 - 1 / (check_degree * by_node.sum()))


def learnt_bound(mean: float, *, texts_per_concept: float) -> float:
    """min(c, 1 - exp(-c d)): no distribution of text degrees learns a larger fraction."""
    return min(texts_per_concept, 1 - exp(-texts_per_concept * mean))


def _degree(given: int, what: str, *, least: int) -> int:
    """A degree that designs may have; ValueError for any other, and for what is none."""
    return whole(given, what, least=least, most=_MOST)


def _shares(degree: Any, weights: Floats) -> dict[int, float]:
    kept = weights > _LEAST_SHARE * weights.sum()
    shares = weights[kept] / weights[kept].sum()
    return dict(zip(degree[kept].tolist(), shares.tolist(), strict=True))
