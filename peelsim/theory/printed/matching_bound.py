"""The matching bound on the threshold of the code of dummy_nodes (Nayak and Varshney 2024, App. B, case (a)).

Where every message x in (0, 1] is improved, the curves of both sides do not cross, and the areas under them give

    epsilon*  <=  int rho / int lambda  =  epsilon (T/R) (1 - (1-p)^(R/epsilon)) / (1 - (1-p)^T)  =:  epsilon_ub,

p = d/R, both integrals over [0, 1]. That needs the infimum of eq. 20, over all x. For the epsilon* that is meant
there, a local minimum of epsilon(x) away from 0 (dummy_nodes.critical_point), it is no theorem; for large R it holds
with (1 - e^(-d/epsilon)) replaced by 1, as u e^(1/u) <= s/(1 - e^-s) at s = d T/R = e^u/u, u >= 1.
Every argument may be an array; R >= 1, T > 0, 0 < d <= R, 0 < epsilon < 1.
"""

import numpy as np
from scipy.special import xlog1py

from peelsim.theory.arrays import Real, numbers, plain
from peelsim.theory.printed.dummy_nodes import dummy_node_code

__all__ = ["bound", "few_texts_claim", "few_texts_limit"]


def bound(
    concepts: Real | float, *, texts: Real | float, mean_text_degree: Real | float, erasure: Real | float = 0.5
) -> Real:
    """epsilon_ub in closed form. Where it is below epsilon, so is the threshold, and not everything is learnt."""
    code = dummy_node_code(concepts, texts, mean_text_degree, erasure)
    if np.any(code.texts == 0):
        raise ValueError("without texts there is no lambda to integrate: texts must be positive")
    in_a_text = -np.expm1(xlog1py(code.concepts / code.erasure, -code.p))
    in_some_text = -np.expm1(xlog1py(code.texts, -code.p))
    upper: Real = plain(code.erasure * code.texts / code.concepts * in_a_text / in_some_text)
    return upper


def few_texts_claim(
    concepts: Real | float, *, texts: Real | float, mean_text_degree: Real | float, erasure: Real | float = 0.5
) -> Real:
    """Right side of case (a): epsilon_ub - epsilon <= epsilon ((1 - e^(-d/epsilon) + d^2/(epsilon R)) (1/d + T/R) - 1).

    True for all R, T, as (1-p)^(R/epsilon) >= e^(-d/epsilon) - d^2/(epsilon R) and s/(1 - e^-s) <= 1 + s.
    """
    code = dummy_node_code(concepts, texts, mean_text_degree, erasure)
    d, epsilon = code.mean_text_degree, code.erasure
    in_a_text = -np.expm1(-d / epsilon) + d**2 / (epsilon * code.concepts)
    claim: Real = plain(epsilon * (in_a_text * (1 / d + code.texts / code.concepts) - 1))
    return claim


def few_texts_limit(mean_text_degree: Real | float, *, erasure: Real | float = 0.5) -> Real:
    """Its limit epsilon ((1 - e^(-d/epsilon))/d - 1) for R -> infinity with T/R -> 0, said to be negative.

    It is for d >= 1 whatever epsilon is, and at epsilon = 0.5 for d > 0.7968. For smaller d the bound says nothing,
    though the conclusion stands: T texts teach T concepts at most.
    """
    d, epsilon = numbers(mean_text_degree, erasure)
    if not np.all((d > 0) & (epsilon > 0) & (epsilon < 1)):
        raise ValueError("mean_text_degree must be positive, and 0 < erasure < 1")
    rest: Real = plain(epsilon * (-np.expm1(-d / epsilon) / d - 1))
    return rest
