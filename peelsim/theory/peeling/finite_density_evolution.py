"""Density evolution of the binomial ensemble with the binomial degrees of a finite graph.

With p = d/R an edge message x (Nayak and Varshney 2024, eqs 18 and 19, without the dummy nodes) goes in a round to

    (1 - p (1 - p x)^(R-1))^(T-1),

and a concept, which hears all its T texts, is unlearnt with exponent T. It corrects the limit for large p, not for
the cycles of the graph nor for fluctuations: near the threshold finite_length says more.

Tests: tests/theory/peeling/test_density_evolution.py
"""

from math import exp

import numpy as np
import numpy.typing as npt
from scipy.special import xlog1py

from peelsim.theory.peeling import fixed_point_curve

__all__ = ["finite_fixed_point", "finite_trajectory"]


def _silence(p: float, concepts: float, x: float) -> float:
    """q = p (1 - p x)^(R-1): a text holds a given concept, and all its others are learnt."""
    return p * exp(xlog1py(concepts - 1, -p * x))


def _log_untaught(texts: float, q: float) -> float:
    """texts ln(1 - q), for q = 1 too."""
    return float(xlog1py(texts, -q))


def finite_trajectory(
    concepts: float, *, texts: float, mean_text_degree: float, rounds: int
) -> npt.NDArray[np.float64]:
    """Fraction of concepts unlearnt after each round, from all unlearnt; float64[rounds]."""
    p = _edge_probability(concepts, texts, mean_text_degree)
    unlearnt = np.empty(rounds)
    x = 1.0
    for i in range(rounds):
        q = _silence(p, concepts, x)
        unlearnt[i] = exp(_log_untaught(texts, q))
        x = exp(_log_untaught(max(texts - 1, 0), q))
    return unlearnt


def finite_fixed_point(concepts: float, *, texts: float, mean_text_degree: float) -> float:
    """Fraction of concepts unlearnt in the end: what finite_trajectory tends to.

    Parameters
    ----------
    concepts : R >= 1.
    texts : T >= 0. Both may be real.
    mean_text_degree : 0 < d <= R.
    """
    p = _edge_probability(concepts, texts, mean_text_degree)

    def rate(x: float) -> float:
        return max(-_log_untaught(1, _silence(p, concepts, x)), 0.0)  # not -0.0

    def fall(x: float) -> float:
        q = _silence(p, concepts, x)
        return (concepts - 1) * p * q / (1 - p * x) / (1 - q)

    if p == 1:  # every text holds every concept, and teaches only an only one; rate(0) is infinite
        return 0.0 if concepts == 1 and texts > 0 else 1.0
    critical = fixed_point_curve.critical_points(rate, fall)
    largest = fixed_point_curve.fixed_points(rate, strength=max(texts - 1, 0), critical=critical)[-1]
    return exp(_log_untaught(texts, _silence(p, concepts, largest)))


def _edge_probability(concepts: float, texts: float, mean_text_degree: float) -> float:
    if concepts < 1 or texts < 0 or not 0 < mean_text_degree <= concepts:
        raise ValueError(
            f"no such graph: concepts = {concepts} >= 1, texts = {texts} >= 0 and 0 < mean_text_degree = "
            f"{mean_text_degree} <= concepts are wanted"
        )
    return mean_text_degree / concepts
