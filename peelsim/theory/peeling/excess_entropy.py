"""Lower bounds of the excess entropy by Pinsker's inequality (Nayak and Varshney 2024, sec. 3.2, Fig. 2(b)).

Excess entropy >= P_e^2/2, in nats, if the error rate P_e on cloze questions is the distance ||P - Q||_1 of Pinsker's
D(P||Q) >= ||P - Q||_1^2 / 2. (If it is the total variation distance, half of that, the bound holds the better.)
P_b is the fraction of concepts unlearnt, d the mean text degree. Every argument may be an array.
"""

import numpy as np

from peelsim.theory.arrays import Real, plain
from peelsim.theory.peeling import training_error

__all__ = ["corrected", "exact", "limit", "pinsker", "published", "small"]


def pinsker(error: Real) -> Real:
    """P_e^2/2, the first half of eq. 4, for the training error of any law of training_error."""
    rate = np.asarray(error, dtype=float)
    if not np.all((rate >= 0) & (rate <= 1)):
        raise ValueError(f"error = {error} is not a probability")
    bound: Real = plain(rate**2 / 2)
    return bound


def exact(concepts: Real | float, *, unlearnt: Real | float, mean_text_degree: Real | float) -> Real:
    """The bound for independent unlearnt concepts, R finite."""
    error: Real = training_error.exact(concepts, unlearnt=unlearnt, mean_text_degree=mean_text_degree)
    return pinsker(error)


def limit(unlearnt: Real | float, *, mean_text_degree: Real | float) -> Real:
    """The bound for independent unlearnt concepts, R -> infinity."""
    error: Real = training_error.limit(unlearnt, mean_text_degree=mean_text_degree)
    return pinsker(error)


def small(unlearnt: Real | float, *, mean_text_degree: Real | float) -> Real:
    """d^4 P_b^4 / 8, ``limit`` for few unlearnt concepts: what eq. 4 should say of them."""
    error: Real = training_error.small(unlearnt, mean_text_degree=mean_text_degree)
    bound: Real = plain(np.asarray(error) ** 2 / 2)
    return bound


def published(unlearnt: Real | float, *, mean_text_degree: Real | float) -> Real:
    """Eq. 4 as printed, 2 d^4 P_b^4: 16 times ``small``.

    It does not follow from eq. 3 either, whose 4 d^2 P_b^2 would give 8 d^4 P_b^4.
    """
    error: Real = training_error.small(unlearnt, mean_text_degree=mean_text_degree)
    bound: Real = plain(8 * np.asarray(error) ** 2)
    return bound


def corrected(
    stuck_probability: Real | float, *, unlearnt_if_stuck: Real | float, mean_text_degree: Real | float
) -> Real:
    """E[P_e^2]/2 = P(stuck) (1 - e^-v (1 + v))^2 / 2, v = d x_F: Pinsker's bound of each graph, averaged over graphs.

    A graph is stuck at x_F or learns nearly all, and the bound is convex: at the mean error it is smaller, by a factor
    P(stuck).
    """
    error: Real = training_error.limit(unlearnt_if_stuck, mean_text_degree=mean_text_degree)
    stuck = np.asarray(stuck_probability, dtype=float)
    if not np.all((stuck >= 0) & (stuck <= 1)):
        raise ValueError(f"stuck_probability = {stuck_probability} is not between 0 and 1")
    bound: Real = plain(stuck * np.asarray(error) ** 2 / 2)
    return bound
