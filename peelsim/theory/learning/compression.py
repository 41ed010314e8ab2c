"""Bits per text of semantic compression, and the entropy of the texts (after Liao, Chang and Hong 2024; derived).

Limit of many skills: of S skills a fraction q is unlearnt, and a text holds Poisson(c) of them. All its skills are
learnt with probability e^{-cq}, and their number is then Poisson(c (1-q)). A text so understood is sent as its skills'
indices, log2 S bits each, any other in full, as B_full bits. Which it is takes h2(e^{-cq}) bits. The decoder must know
the number of indices too, which takes the entropy of that number.

Texts follow from their sets of skills, so they have the entropy H(Poisson(c)) + c log2 S - E log2 K! = c log2(e S / c).
So with everything learnt the code takes E log2 K! bits more, which say the order of the indices.
"""

from dataclasses import dataclass
from math import e, exp, log, log2, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import entr, gammaln, xlogy

__all__ = ["Rate", "poisson_entropy", "rate", "source_entropy", "understood_share"]


@dataclass(frozen=True)
class Rate:
    """Bits per text, and what they say."""

    understood: float  # share of the texts sent as indices
    kind: float  # whether a text is understood
    numbers: float  # of indices
    indices: float
    in_full: float

    @property
    def total(self) -> float:
        """All of them."""
        return self.kind + self.numbers + self.indices + self.in_full


def rate(*, unlearnt: float, mean_skills: float, skills: float, full_bits: float) -> Rate:
    """Bits per text.

    Parameters
    ----------
    unlearnt : q, in [0, 1]. mean_skills : c. skills : S >= 1. full_bits : B_full.
    """
    if not 0 <= unlearnt <= 1:
        raise ValueError(f"unlearnt = {unlearnt} is not a fraction")
    _check(mean_skills, skills)
    understood, known = understood_share(unlearnt=unlearnt, mean_skills=mean_skills), mean_skills * (1 - unlearnt)
    return Rate(
        understood=understood,
        kind=_bits([understood, 1 - understood]),
        numbers=understood * poisson_entropy(known),
        indices=understood * known * log2(skills),
        in_full=(1 - understood) * full_bits,
    )


def understood_share(*, unlearnt: float, mean_skills: float) -> float:
    """Share e^{-cq} of the texts whose skills are all learnt. unlearnt : q. mean_skills : c."""
    return exp(-mean_skills * unlearnt)


def source_entropy(*, mean_skills: float, skills: float) -> float:
    """Entropy of a text, bits; no lossless code takes fewer on average."""
    _check(mean_skills, skills)
    return mean_skills * log2(e * skills / mean_skills)


def poisson_entropy(mean: float) -> float:
    """Entropy of a Poisson number, bits."""
    reach = 12 * sqrt(mean) + 40
    k = np.arange(max(0, int(mean - reach)), int(mean + reach) + 1)
    return _bits(np.exp(xlogy(k, mean) - mean - gammaln(k + 1)))


def _bits(probabilities: npt.ArrayLike) -> float:
    """Entropy of a law."""
    return float(np.sum(entr(probabilities))) / log(2)


def _check(mean_skills: float, skills: float) -> None:
    if not skills >= 1:
        raise ValueError(f"skills = {skills} is not a number of skills")
    if not 0 < mean_skills <= skills:
        raise ValueError(f"mean_skills = {mean_skills} is not a number of {skills:g} skills")
