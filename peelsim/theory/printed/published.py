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

from peelsim.theory.printed.dummy_nodes import DummyNodeCode
from peelsim.theory.printed.waterfall import DummyNodeLaw, Waterfall, constants

__all__ = ["LAW", "where_defined"]


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


LAW = DummyNodeLaw(where_defined)
scaling, stuck_probability, bit_erasure, learnt = LAW.scaling, LAW.stuck_probability, LAW.bit_erasure, LAW.learnt
