"""Degree distributions that do most: of texts, of users in random access, of the bits of a code.

All are linear programmes on density evolution, see ``peelsim.theory.optimum.text_design``; those of texts have a margin
for finite size, which simulation can refine.

Tests: tests/commands/test_design.py
"""

from dataclasses import dataclass
from math import ceil, inf, isqrt, sqrt
from typing import Any

from scipy.special import ndtri

from peelsim.api.simulating import simulate
from peelsim.arguments import number_of, seed_of, told, whole
from peelsim.ensembles import Binomial, Explicit
from peelsim.models.concept_text import ConceptText
from peelsim.stats.intervals import binomial_interval
from peelsim.theory.codes.evolution import Code, Slots
from peelsim.theory.optimum.compute_optimal import optimum
from peelsim.theory.optimum.text_design import TextDesign, design_bits, design_texts, design_users, margin_for

__all__ = ["BitDesign", "Gain", "TextDesign", "UserDesign", "bit_degree", "budget_gain", "text_degree", "user_degree"]

_STEPS = 6  # of refining
_LEAST_MARGIN, _MOST_MARGIN = 0.5, 8.0


def text_degree(
    mean: float,
    *,
    concepts: float = inf,
    stuck: float = 0.02,
    learnt: float = 0.99,
    largest: int = 100,
    refine: int = 0,
    seed: int = 1,
) -> TextDesign:
    """The text degrees with which the fewest texts teach a fraction of the concepts.

    Parameters
    ----------
    mean : mean text degree.
    concepts : R; infinite for the limit, which has no margin and is not to be simulated.
    stuck : probability that clearly less is learnt, ten times as much being left or more; about, unless refined.
    learnt : fraction of concepts that is to be learnt.
    largest : largest text degree.
    refine : trials of each step in which the margin is set right by simulation; 0 for none.
    seed : of these trials.

    Returns
    -------
    TextDesign : ``text_degree``, an ``Explicit``; ``texts_per_concept``; ``margin``, in standard deviations of the
        ripple; ``unlearnt``.

    Raises
    ------
    ValueError : in one line, for values out of range and where no distribution does it.

    Examples
    --------
    >>> import peelsim
    >>> design = peelsim.design.text_degree(mean=6, concepts=100_000)
    >>> round(design.texts_per_concept, 3), max(design.text_degree.probabilities)
    (1.01, 85)
    """
    if not 0 < number_of(learnt) < 1:
        raise ValueError(f"{told(learnt)} is not a fraction of concepts; it must be between 0 and 1")
    fixed: dict[str, Any] = {"unlearnt": 1 - learnt, "concepts": concepts, "largest": largest}
    margin = 0.0 if number_of(concepts) == inf else margin_for(stuck)
    if whole(refine, "number of trials", least=0) == 0:
        return design_texts(mean, margin=margin, **fixed)
    trials, seed = whole(refine, "number of trials", least=100), seed_of(seed)
    size = whole(concepts, "number of concepts to refine a design for", least=2)
    for _ in range(_STEPS):
        design = design_texts(mean, margin=margin, **fixed)
        count = _stuck_trials(design, size, trials, seed)
        low, high = binomial_interval(count, trials)
        if low <= stuck <= high:
            break
        seen = (count + 0.5) / (trials + 1)
        margin = min(max(margin + float(ndtri(seen) - ndtri(stuck)), _LEAST_MARGIN), _MOST_MARGIN)
    return design


def _stuck_trials(design: TextDesign, concepts: int, trials: int, seed: int) -> int:
    texts = ceil(design.texts_per_concept * concepts)
    split = min(10 * design.unlearnt, (1 + design.unlearnt) / 2)
    model = ConceptText(concepts=concepts, texts=texts, text_degree=design.text_degree, split=split)
    return int(simulate(model, trials=trials, seed=seed)["stuck"].sum())


@dataclass(frozen=True)
class Gain:
    """What two distributions of one mean learn from one budget C' = R T, each at its own best R."""

    compute: float
    designed: ConceptText
    binomial: ConceptText
    designed_learnt: tuple[float, float, float]  # mean, and its 95 % interval
    binomial_learnt: tuple[float, float, float]


def budget_gain(
    mean: float,
    *,
    compute: float,
    trials: int,
    seed: int,
    stuck: float = 0.005,
    learnt: float = 0.99,
    largest: int = 100,
) -> Gain:
    """Concepts learnt from a budget with designed text degrees, beside binomial ones at their optimum; by simulation.

    Parameters
    ----------
    compute : C' = R T.
    trials, seed : of each of the two.
    mean, stuck, learnt, largest : as in ``text_degree``.

    Raises
    ------
    ValueError : as ``text_degree``, and for a mean without a compute-optimal law (e or less).

    Examples
    --------
    >>> import peelsim
    >>> gain = peelsim.design.budget_gain(mean=6, compute=1e6, trials=500, seed=1)
    >>> bool(gain.designed_learnt[1] > 1.9 * gain.binomial_learnt[2])
    True
    """
    if not 1 <= number_of(compute) < inf:
        said = "is not a budget of concepts times texts; it must be a number that is 1 or more"
        raise ValueError(f"{told(compute)} {said}")
    concepts, design = isqrt(int(compute)), None
    for _ in range(20):
        design = text_degree(mean, concepts=concepts, stuck=stuck, learnt=learnt, largest=largest)
        before, concepts = concepts, max(1, int(sqrt(compute / design.texts_per_concept)))
        if before == concepts:
            break
    assert design is not None
    best = max(1, round(optimum(compute, mean_text_degree=mean, law="corrected").concepts))
    models = (
        ConceptText(concepts=concepts, texts=int(compute / concepts), text_degree=design.text_degree),
        ConceptText(concepts=best, texts=int(compute / best), text_degree=Binomial(mean=mean)),
    )
    seen = [simulate(model, trials=trials, seed=seed).summary()["learnt"] for model in models]
    means = [(float(each.mean), float(each.low), float(each.high)) for each in seen]
    return Gain(compute, *models, *means)


@dataclass(frozen=True)
class UserDesign:
    """Degrees of users, and the load that they bear in the limit of many slots."""

    user_degree: Explicit
    threshold: float  # users per slot, by density evolution of the degrees found


def user_degree(*, largest: int, least: int = 2, mean: float | None = None) -> UserDesign:
    """Degrees of users in random access (IRSA) that bear the largest load.

    Parameters
    ----------
    largest, least : degrees that may occur.
    mean : mean degree, None for any.

    Raises
    ------
    ValueError : for degrees out of range, or a mean that none have.

    Examples
    --------
    >>> import peelsim
    >>> round(peelsim.design.user_degree(largest=8).threshold, 4)
    0.9407
    """
    degree, _ = design_users(largest=largest, least=least, mean=mean)
    return UserDesign(degree, Slots(degree).decoding_threshold)


@dataclass(frozen=True)
class BitDesign:
    """Degrees of bits of a code."""

    bit_degree: Explicit
    rate: float  # design rate; 1 - erasure is the capacity
    threshold: float  # erasure up to which density evolution decodes


def bit_degree(*, erasure: float, check_degree: int, largest: int) -> BitDesign:
    """Degrees of the bits of the code of highest rate that peeling decodes at an erasure, all checks of one degree.

    Parameters
    ----------
    erasure : probability.
    check_degree : bits of a check.
    largest : largest degree of a bit.

    Raises
    ------
    ValueError : for values out of range, and where no degrees do it.

    Examples
    --------
    >>> import peelsim
    >>> found = peelsim.design.bit_degree(erasure=0.48, check_degree=7, largest=30)
    >>> round(found.rate, 4), round(found.threshold, 3)
    (0.5105, 0.48)
    """
    degree, rate = design_bits(erasure=erasure, check_degree=check_degree, largest=largest)
    return BitDesign(degree, rate, Code(degree, {int(check_degree): 1.0}).decoding_threshold)
