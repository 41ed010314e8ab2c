"""The finite-length law as the figures of Nayak and Varshney (2024) were computed (law `authors_code`).

Figures 2(a) and 4 do not follow from eqs 20-23 as printed (law `published`). They follow, to every digit that can be
read off them, if in alpha^2 the signs of three terms are plus instead of minus,

    rho'((1 - x*)^2) of eq. 22,      lambda((y*)^2) and lambda'((y*)^2) of eq. 23,

if L(x) in nu* = epsilon* L(y*) is that of symbols in at least one text, and if x* is searched on x >= 0.1. At d = 6
alpha tends to .940298 at the threshold, where .590527 is printed: the transition comes out 2.9 times too wide.

Same functions as ``published``, elementwise. R is searched by the authors in [.2, .6] sqrt(C'); see compute_optimal.
"""

import numpy as np

from peelsim.theory.printed.dummy_nodes import DummyNodeCode
from peelsim.theory.printed.waterfall import DummyNodeLaw, Waterfall, constants

__all__ = ["LAW", "LEAST_MESSAGE", "where_defined"]

LEAST_MESSAGE = 0.1  # x* is searched from here on


def where_defined(code: DummyNodeCode) -> Waterfall:
    """The law, with NaN where it has nothing to say.

    epsilon(x) = x / lambda(1 - rho(1 - x)) is taken to be least, on x >= 0.1, at its critical point. Where the search
    would end at 0.1 instead (few texts: for large R, where d T/R is not far above e) there is no law.
    """
    at, t = constants(code)
    alpha_squared = (t.rho_squared - t.rho_of_square + t.rho_slope + t.rho_slope_of_square) + (
        t.lambda_squared + t.lambda_of_square + t.lambda_slope_of_square
    )
    edge = np.full(code.concepts.shape, LEAST_MESSAGE)
    in_no_text = code.symbol(np.ones(code.concepts.shape))
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):  # 0/0 without texts, lambda of 1e-310 or less
        ends_at_edge = (at.message < LEAST_MESSAGE) | (edge / code.lambda_(code.rho(edge)) < at.erasure)
        in_some_text = (code.symbol(at.known) - in_no_text) / (1 - in_no_text)
    found = ~ends_at_edge | np.isinf(at.erasure)
    return Waterfall(
        code=code,
        erasure=np.where(found, at.erasure, np.nan),
        message=at.message,
        reply=1 - at.known,
        height=at.erasure * in_some_text,
        alpha_squared=alpha_squared,
    )


LAW = DummyNodeLaw(where_defined)
scaling, stuck_probability, bit_erasure, learnt = LAW.scaling, LAW.stuck_probability, LAW.bit_erasure, LAW.learnt
