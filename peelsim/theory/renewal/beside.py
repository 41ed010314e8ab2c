"""Points beside the renewal law: where the answer is plain, and the few texts or concepts that the recursion is for.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from math import exp, isfinite, log10, nan

import numpy as np

from peelsim.ensembles import Binomial, TextDegree
from peelsim.theory.arrays import Numbers
from peelsim.theory.renewal.record import RenewalLaw
from peelsim.theory.renewal.survey import EVERY
from peelsim.theory.renewal.texts import rises_at, several, several_at, teaching_at, texts_of

__all__ = ["MOST", "beside", "check"]

MOST = 1e16  # concepts
_LEAST = 5  # concepts
_FEW = 64  # texts: the circle is not for them, see ``circle``; they are whole, and learnt is T at most


def check(concepts: float, texts: float, omega: TextDegree) -> tuple[float, float]:
    """R and T, or a ValueError."""
    size = float(concepts)
    if not 1 <= size <= MOST or (size <= EVERY and size != int(size)):
        raise ValueError(f"concepts = {concepts} must be 1 to {MOST:g}, and a whole number up to {EVERY}")
    if not (texts >= 0 and isfinite(texts)):
        raise ValueError(f"texts = {texts} is not a number of texts; it must be 0 or more")
    if omega.least_concepts > size:
        raise ValueError(f"texts of {omega.least_concepts:g} concepts where there are only {concepts}")
    return size, float(texts)


def beside(
    size: float, texts: float, omega: TextDegree, split: float, *, texts_fixed: bool
) -> RenewalLaw[float] | None:
    """The law where nothing is ever learnt, or by the exact recursion; None where it is for the renewal equation."""
    everything = isinstance(omega, Binomial) and omega.mean == size
    if texts == 0 or (everything and size > 1) or omega.derivative(1, 1.0) == 0:
        return _nothing_learnt(size, texts, omega, split, texts_fixed=texts_fixed)
    if texts_fixed and (texts < _FEW or size < _LEAST):
        return _few_texts(size, int(texts), omega, split)
    return _few_concepts(int(size), texts, omega, split) if size < _LEAST else None


def _nothing_learnt(
    size: float, texts: float, omega: TextDegree, split: float, *, texts_fixed: bool
) -> RenewalLaw[float]:
    """No text has ever a single concept. ``split`` < 1 makes that stuck."""
    error = 0.0
    if texts > 0:
        whole = isinstance(omega, Binomial) and omega.mean == size
        error = 1.0 if whole else several(texts_of(size, omega), size)[0]
    spread = error * (1 - error) / texts if texts_fixed and texts > 0 else 0.0
    square = {} if texts_fixed or texts == 0 else {"excess_entropy": "not derived where nothing is learnt"}
    return RenewalLaw(
        concepts=size,
        stuck=float(split < 1),
        stuck_log10=0.0,
        unlearnt=1.0,
        unlearnt_if_stuck=1.0,
        unlearnt_if_passed=nan,
        training_error=float(error),
        excess_entropy=nan if square else float(error**2 + spread) / 2,
        complete=0.0,
        undefined={"unlearnt_if_passed": "no trial passes the threshold", **square},
    )


def _few_texts(size: float, texts: int, omega: TextDegree, split: float) -> RenewalLaw[float]:
    """By the sequential chain of the exact law, which is short: R may be what it will."""
    from peelsim.theory.peeling.exact_fixed import sequential_chain  # it compiles kernels

    if texts == 0:
        return _nothing_learnt(size, texts, omega, split, texts_fixed=True)
    one, learnt = texts_of(size, omega), np.arange(min(size, texts) + 1)
    none = exp(size * one.log_absent) if isinstance(omega, Binomial) else one.omega[0]
    pair, many = np.maximum(rises_at(one, learnt), 0), np.maximum(several_at(one, size - learnt), 0)
    stopped, stuck_texts = np.zeros(len(learnt)), np.zeros((len(learnt), 2))
    sequential_chain(texts, size, none, size * teaching_at(one, learnt[:1])[0][0], pair, many, stopped, stuck_texts)
    error, square = stuck_texts.sum(axis=0) / [texts, texts**2]
    return _told(size, stopped, split, error, square / 2, {})


def _few_concepts(size: int, texts: float, omega: TextDegree, split: float) -> RenewalLaw[float]:
    """A Poisson number of texts, by first passage."""
    from peelsim.theory.peeling import exact_law  # it compiles kernels

    degree: float | dict[int, float]
    if isinstance(omega, Binomial):
        degree = omega.mean
    else:
        degrees, shares = omega.law_among(size)
        degree = dict(zip(degrees.tolist(), shares.tolist(), strict=True))
    law = exact_law.poisson_texts(size, texts, degree)
    undefined = {"excess_entropy": "the recursion has no law of how many texts are stuck"}
    return _told(float(size), law.probability, split, law.training_error, nan, undefined)


def _told(
    size: float, probability: Numbers, split: float, error: float, entropy: float, undefined: dict[str, str]
) -> RenewalLaw[float]:
    """What P(learnt = 0), P(learnt = 1), ... say."""
    learnt = np.arange(float(len(probability)))
    unlearnt = size - learnt
    stuck = unlearnt > split * size
    chance, rest = float(probability[stuck].sum()), float(probability[~stuck].sum())
    if not chance > 0:
        undefined = {**undefined, "unlearnt_if_stuck": "no trial is stuck"}
    if not rest > 0:
        undefined = {**undefined, "unlearnt_if_passed": "every trial is stuck"}
    return RenewalLaw(
        concepts=size,
        stuck=min(1.0, chance),
        stuck_log10=min(0.0, log10(chance)) if chance > 0 else -np.inf,
        unlearnt=1 - float(probability @ learnt) / size,
        unlearnt_if_stuck=float(probability[stuck] @ unlearnt[stuck]) / chance / size if chance > 0 else nan,
        unlearnt_if_passed=float(probability[~stuck] @ unlearnt[~stuck]) / rest / size if rest > 0 else nan,
        training_error=float(error),
        excess_entropy=float(entropy),
        complete=min(1.0, float(probability[-1])) if len(probability) > size else 0.0,
        undefined=undefined,
    )
