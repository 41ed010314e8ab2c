"""Peeling round by round, without a graph, when texts have any listed degrees; exact in law.

A text of degree k is a uniform set of k concepts. Texts of one degree are exchangeable, so the chain of
kernels/rounds/binomial.py holds with a class of texts for each degree. Floor: one pass over the degrees a round,
with a fixed number of texts two binomial draws for each.

Tests: tests/models/test_rounds_engine.py
"""

from math import exp
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import lent_kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.degree_probabilities import (
    fill_none_of_set,
    fill_some_of_set,
    fill_two_or_more_of_set,
    one_of_set,
)
from peelsim.kernels.draws.occupancy import occupancy
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw


class DegreeList(NamedTuple):
    """Degrees k >= 1 that texts have, and how likely; the rest of the texts are empty. K is the largest."""

    degree: npt.NDArray[np.int64]
    probability: npt.NDArray[np.float64]
    rest: npt.NDArray[np.float64]  # probability of this degree, a later one in the list, or an empty text
    several: npt.NDArray[np.int64]  # scratch: texts of each class that hold two or more unlearnt concepts
    none_unlearnt: npt.NDArray[np.float64]  # [K + 1] scratch of kernels/draws/degree_probabilities.py, as the next four
    several_unlearnt: npt.NDArray[np.float64]
    none_taught: npt.NDArray[np.float64]
    several_taught: npt.NDArray[np.float64]
    some_taught: npt.NDArray[np.float64]
    single: npt.NDArray[np.float64]  # scratch: probabilities of each class in a round
    gone: npt.NDArray[np.float64]


@lent_kernel
def first_singles(stream, texts, listed):
    """Draw how many texts have each degree: those of two or more into ``several``, returns those of one."""
    singles = 0
    for j in range(listed.degree.size):
        count = binomial(draw(stream, j), texts, listed.probability[j] / listed.rest[j])
        texts -= count
        single = listed.degree[j] == 1
        listed.several[j] = 0 if single else count
        singles += count if single else 0
    return singles


@lent_kernel
def chances(u, taught, concepts, listed):
    """Of a text that held two or more unlearnt concepts, u being left of them now: P(one) and, if not, P(none)."""
    learnt = concepts - u
    fill_none_of_set(u, concepts, listed.none_unlearnt)
    fill_two_or_more_of_set(u, concepts, listed.none_unlearnt, listed.several_unlearnt)
    fill_none_of_set(taught, learnt, listed.none_taught)
    fill_some_of_set(taught, learnt, listed.none_taught, listed.some_taught)
    fill_two_or_more_of_set(taught, learnt, listed.none_taught, listed.several_taught)
    for j in range(listed.degree.size):
        k = listed.degree[j]
        none = listed.none_unlearnt[k] * listed.several_taught[k]
        one = one_of_set(u, concepts, k, listed.none_unlearnt) * listed.some_taught[k - 1]
        none_or_several = none + listed.several_unlearnt[k]
        listed.single[j] = one / (one + none_or_several)
        listed.gone[j] = none / none_or_several


@lent_kernel
def newly_single(stream, u, taught, concepts, listed):
    """Texts that now hold just one of the u unlearnt concepts, ``taught`` having been learnt; updates ``several``."""
    chances(u, taught, concepts, listed)
    singles = 0
    for j in range(listed.degree.size):
        count = listed.several[j]
        if count == 0:
            continue
        single = binomial(draw(stream, 2 * j), count, listed.single[j])
        count -= single
        if count > 0:
            count -= binomial(draw(stream, 2 * j + 1), count, listed.gone[j])
        listed.several[j] = count
        singles += single
    return singles


@lent_kernel
def peel_listed_fixed(stream, concepts, texts, listed, tails, trajectory, control):
    """One trial with exactly ``texts`` texts; arguments and returned values as in rounds_binomial.peel_fixed."""
    u, rounds = concepts, 0
    singles = first_singles(draw(stream, 0), texts, listed)
    while singles > 0:
        if control[0] != 0:
            return -1, -1, -1
        taught = occupancy(draw(stream, 2 * rounds + 1), singles, u, tails)
        u -= taught
        if rounds < trajectory.size:
            trajectory[rounds] = concepts - u
        singles = newly_single(draw(stream, 2 * rounds + 2), u, taught, concepts, listed)
        rounds += 1
        control[1] += 1
    trajectory[rounds:] = concepts - u
    return concepts - u, rounds, listed.several.sum()


@lent_kernel
def teaching_rate(mean_texts, u, taught, concepts, listed):
    """Mean number of texts that teach a given one of u unlearnt concepts now, ``taught`` having been learnt.

    Sum over k of mean_texts Omega_k [C(R - u, k - 1) - C(R - u - taught, k - 1)] / C(R, k).
    """
    fill_none_of_set(u, concepts, listed.none_unlearnt)
    fill_none_of_set(taught, concepts - u, listed.none_taught)
    fill_some_of_set(taught, concepts - u, listed.none_taught, listed.some_taught)
    rate = 0.0
    for j in range(listed.degree.size):
        k = listed.degree[j]
        holds_it_alone = one_of_set(1, concepts, k, listed.none_unlearnt)
        rate += mean_texts * listed.probability[j] * holds_it_alone * listed.some_taught[k - 1]
    return rate


@lent_kernel
def peel_listed_poisson(stream, concepts, mean_texts, listed, trajectory, control):
    """One trial with a Poisson number of texts; arguments and returned values as in rounds_binomial.peel_poisson."""
    u, rounds, rate = concepts, 0, 0.0
    for j in range(listed.degree.size):
        if listed.degree[j] == 1:
            rate += mean_texts * listed.probability[j] / concepts
    while u > 0:
        if control[0] != 0:
            return -1, -1, -1
        left = binomial(draw(stream, rounds), u, exp(-rate))
        taught = u - left
        if taught == 0:
            break
        u = left
        if rounds < trajectory.size:
            trajectory[rounds] = concepts - u
        rounds += 1
        control[1] += 1
        rate = teaching_rate(mean_texts, u, taught, concepts, listed) if u > 0 else 0.0
    trajectory[rounds:] = concepts - u
    fill_none_of_set(u, concepts, listed.none_unlearnt)
    fill_two_or_more_of_set(u, concepts, listed.none_unlearnt, listed.several_unlearnt)
    mean_stuck = 0.0
    for j in range(listed.degree.size):
        mean_stuck += mean_texts * listed.probability[j] * listed.several_unlearnt[listed.degree[j]]
    return concepts - u, rounds, poisson(draw(stream, rounds + 1), mean_stuck)
