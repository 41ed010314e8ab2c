"""The finite-length law as printed by Nayak and Varshney (2024), eqs 2 and 20-23 (law `published`).

A bit of the code of dummy_nodes is erased in the end with probability

    P_b = nu* Q(sqrt(R/epsilon) (epsilon* - epsilon) / alpha),      nu* = epsilon* L(y*),

and R (1 - P_b/epsilon) concepts are learnt. The two halves of alpha^2, eqs 22 and 23, are joined by a plus sign.

The formula of alpha is right for a code sent over an erasure channel, but peeling has no channel: which concepts
are unlearnt at the start is not random. So the transition comes out 1.8 times too wide at d = 6, and its shift
R^(-2/3) is missing; finite_length has both right. epsilon*, nu* and alpha depend on R and T by d T/R, so the law is
a function of (R, T) and not of a distance from one fixed threshold. Binomial ensemble only.
Every argument may be an array; they are broadcast.
"""

import numpy.typing as npt

from peelsim.theory.arrays import Real, plain
from peelsim.theory.printed.dummy_nodes import DummyNodeCode, dummy_node_code
from peelsim.theory.printed.waterfall import Waterfall, constants


def where_defined(code: DummyNodeCode) -> Waterfall:
    """The law, with NaN where it has nothing to say."""
    at, t = constants(code)
    alpha_squared = (t.rho_squared - t.rho_of_square + t.rho_slope - t.rho_slope_of_square) + (
        t.lambda_squared - t.lambda_of_square - t.lambda_slope_of_square
    )
    return Waterfall(
        code=code,
        erasure=at.erasure,
        message=at.message,
        reply=1 - at.known,
        height=at.erasure * code.symbol(at.known),
        alpha_squared=alpha_squared,
    )


def scaling(
    concepts: npt.ArrayLike, *, texts: npt.ArrayLike, mean_text_degree: npt.ArrayLike, erasure: npt.ArrayLike = 0.5
) -> Waterfall:
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
    return where_defined(dummy_node_code(concepts, texts, mean_text_degree, erasure)).checked()


def stuck_probability(
    concepts: Real | float, *, texts: Real | float, mean_text_degree: Real | float, erasure: Real | float = 0.5
) -> Real:
    """Q(sqrt(R/epsilon) (epsilon* - epsilon) / alpha), the factor of eq. 21 that is a probability."""
    law = scaling(concepts, texts=texts, mean_text_degree=mean_text_degree, erasure=erasure)
    stuck: Real = plain(law.stuck_probability)
    return stuck


def bit_erasure(
    concepts: Real | float, *, texts: Real | float, mean_text_degree: Real | float, erasure: Real | float = 0.5
) -> Real:
    """P_b of eq. 21: of the symbols, dummy nodes included, the fraction erased in the end."""
    law = scaling(concepts, texts=texts, mean_text_degree=mean_text_degree, erasure=erasure)
    erased: Real = plain(law.bit_erasure)
    return erased


def learnt(
    concepts: Real | float, *, texts: Real | float, mean_text_degree: Real | float, erasure: Real | float = 0.5
) -> Real:
    """Mean number of concepts learnt, eq. 2: R (1 - P_b/epsilon). Can be negative: P_b is not bounded by epsilon."""
    law = scaling(concepts, texts=texts, mean_text_degree=mean_text_degree, erasure=erasure)
    taught: Real = plain(law.learnt)
    return taught
