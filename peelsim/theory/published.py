"""The finite-length law as printed by Nayak and Varshney (2024), eqs 2 and 20-23 (law `published`).

A bit of the code of dummy_nodes is erased in the end with probability

    P_b = nu* Q(sqrt(R/epsilon) (epsilon* - epsilon) / alpha),      nu* = epsilon* L(y*),

and R (1 - P_b/epsilon) concepts are learnt. The two halves of alpha^2, eqs 22 and 23, are joined by a plus sign.

The formula of alpha is right for a code sent over an erasure channel, but peeling has no channel: which concepts
are unlearnt at the start is not random. So the transition comes out 1.8 times too wide at d = 6, and its shift
R^(-2/3) is missing; finite_length has both right. epsilon*, nu* and alpha depend on R and T by d T/R, so the law is
a function of (R, T) and not of a distance from one fixed threshold. Binomial ensemble only.
"""

from dataclasses import dataclass
from math import sqrt

from scipy.special import ndtr

from peelsim.theory.dummy_nodes import DummyNodeCode, alpha_terms, critical_point


@dataclass(frozen=True)
class PublishedScaling:
    """The constants of the law at one (R, T)."""

    erasure: float  # epsilon*, threshold of the channel
    message: float  # x*, erased messages from the symbols at that threshold
    reply: float  # y* = 1 - rho(1 - x*), erased messages from the texts
    height: float  # nu*, symbols left erased at that threshold
    alpha: float  # width in epsilon, times sqrt(R/epsilon)


def scaling(concepts: float, *, texts: float, mean_text_degree: float, erasure: float = 0.5) -> PublishedScaling:
    """epsilon*, x*, y*, nu* and alpha.

    Parameters
    ----------
    concepts, texts : R and T, real.
    mean_text_degree : d <= R.
    erasure : epsilon, the authors' choice by default. The law depends on it, though peeling does not.

    Raises
    ------
    ValueError : where the construction has no critical point: for too few texts (large R: d T/R <= e) and for
        exceedingly many, see dummy_nodes.critical_point; and where alpha^2 is negative (seen at R = T/5 = 2 only).
    """
    code = DummyNodeCode(concepts, texts, mean_text_degree, erasure)
    at = critical_point(code)
    t = alpha_terms(code, at)
    alpha_squared = (t.rho_squared - t.rho_of_square + t.rho_slope - t.rho_slope_of_square) + (
        t.lambda_squared - t.lambda_of_square - t.lambda_slope_of_square
    )
    if alpha_squared <= 0:
        raise ValueError(f"no printed law: eqs 22-23 give alpha^2 = {alpha_squared} ({code})")
    return PublishedScaling(
        erasure=at.erasure,
        message=at.message,
        reply=1 - at.known,
        height=at.erasure * code.symbol(at.known),
        alpha=sqrt(alpha_squared),
    )


def stuck_probability(concepts: float, *, texts: float, mean_text_degree: float, erasure: float = 0.5) -> float:
    """Q(sqrt(R/epsilon) (epsilon* - epsilon) / alpha), the factor of eq. 21 that is a probability."""
    return _tail(scaling(concepts, texts=texts, mean_text_degree=mean_text_degree, erasure=erasure), concepts, erasure)


def bit_erasure(concepts: float, *, texts: float, mean_text_degree: float, erasure: float = 0.5) -> float:
    """P_b of eq. 21: of the symbols, dummy nodes included, the fraction erased in the end."""
    law = scaling(concepts, texts=texts, mean_text_degree=mean_text_degree, erasure=erasure)
    return law.height * _tail(law, concepts, erasure)


def learnt(concepts: float, *, texts: float, mean_text_degree: float, erasure: float = 0.5) -> float:
    """Mean number of concepts learnt, eq. 2: R (1 - P_b/epsilon). Can be negative: P_b is not bounded by epsilon."""
    lost = bit_erasure(concepts, texts=texts, mean_text_degree=mean_text_degree, erasure=erasure)
    return concepts * (1 - lost / erasure)


def _tail(law: PublishedScaling, concepts: float, erasure: float) -> float:
    return float(ndtr(-sqrt(concepts / erasure) * (law.erasure - erasure) / law.alpha))
