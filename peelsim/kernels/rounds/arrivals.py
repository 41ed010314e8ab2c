"""A graph's whole learnt-against-texts curve without the graph, when texts arrive as a Poisson process.

Let t_j = P(a text holds a given concept and else only learnt ones, of which there are j). With theta the mean number
of texts that have arrived, a concept is called taught at j if some text holds it and else only learnt ones. Claim:
with one standard exponential eps_i for each concept, independent, concept i is taught at j as soon as theta t_j >=
eps_i, and learnt(theta) is the first j whose (j+1)-th smallest eps exceeds theta t_j: jointly for all theta as in a
graph.

Proof. Take (j, number taught) as a state that moves by two kinds of steps. If more than j are taught, one of them
becomes learnt. Of texts whose unlearnt part is exactly a set U of two or more concepts nothing has been asked so far:
given all that happened, they are a Poisson process, independent for each U and each time (peeling has looked at texts
only once one unlearnt concept was left in them). So each concept not yet taught becomes so independently, with the
chance that some of Poisson(theta (t_(j+1) - t_j)) texts holds it, the new one, and else only learnt ones. If only j
are taught, nothing happens until a new text holds one concept not taught and else only learnt ones: each is taught at
the rate t_j d theta. The exponentials move by the same two steps, as eps_i > theta t_j has no memory. So both are the
same Markov chain. (Two curves of texts stuck, unlike those of concepts learnt, are not so joined: here they are
independent given what is learnt. Each by itself is right: given u unlearnt at theta, Poisson(theta P(a text holds two
or more of u)) are stuck.)

Few of the exponentials are needed. Their order statistics exp(-eps) are those of uniforms: one between two known ones
is a beta variate, and if eps at the end of a stretch is below theta t at its beginning, no j of the stretch stops. So
stretches are halved only where that fails: some R^(1/3) at a tangency, log R at a crossing. Floor: one beta variate
for each of these.
"""

from math import exp, expm1, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.beta import beta
from peelsim.kernels.draws.degree_probabilities import fill_none_of_set, fill_two_or_more_of_set, two_or_more_of
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw, unit
from peelsim.kernels.draws.streams import ORDER, STUCK

DEPTH = 64  # halvings of the longest stretch


class OneText(NamedTuple):
    """What a text holds of the concepts."""

    concepts: int
    p: float  # binomial ensemble: the chance of each concept
    log_q: float  # log(1 - p)
    omega: npt.NDArray[np.float64]  # listed degrees: P(k concepts), k = 0, 1, ...; empty for the binomial ensemble
    none: npt.NDArray[np.float64]  # scratch like omega
    several: npt.NDArray[np.float64]  # scratch like omega


class Stretches(NamedTuple):
    """Ends of stretches still to be passed, the nearest last."""

    end: npt.NDArray[np.int64]  # [DEPTH]
    survival: npt.NDArray[np.float64]  # [DEPTH] exp(-eps) there


@kernel
def teaching_chance(text, j):
    """t_j, for 0 <= j < R."""
    size = text.concepts
    if text.omega.size == 0:
        if text.p >= 1.0:
            return 1.0 if j == size - 1 else 0.0
        return text.p * exp((size - 1 - j) * text.log_q)
    chance, product = 0.0, 1.0
    for k in range(1, min(text.omega.size, j + 2)):
        chance += k * text.omega[k] / size * product
        product *= (j - k + 1.0) / (size - k) if k < size else 0.0
    return chance


@kernel
def several_chance(text, unlearnt):
    """P(a text holds two or more of so many concepts)."""
    if text.omega.size == 0:
        if text.p >= 1.0:
            return 1.0 if unlearnt >= 2 else 0.0
        return two_or_more_of(unlearnt, text.p, text.log_q)
    fill_none_of_set(unlearnt, text.concepts, text.none)
    fill_two_or_more_of_set(unlearnt, text.concepts, text.none, text.several)
    chance = 0.0
    for k in range(2, text.omega.size):
        chance += text.omega[k] * text.several[k]
    return chance


@kernel
def learn_along(stream, text, mean_texts, ahead, learnt, control):
    """Concepts learnt at each mean number of texts, ascending, into learnt: int64[points]; False if told to stop."""
    word, depth, passed, survival = 0, 1, 0, 1.0
    ahead.end[0] = text.concepts
    ahead.survival[0] = -expm1(log(unit(draw(stream, word))) / text.concepts)  # the least of R uniforms
    word += 1
    for point in range(mean_texts.size):
        theta = mean_texts[point]
        while depth > 0:
            if control[0] != 0:
                return False
            end, last = ahead.end[depth - 1], ahead.survival[depth - 1]
            if last >= exp(-theta * teaching_chance(text, passed)):
                passed, survival = end, last
                depth -= 1
            elif end == passed + 1:
                break
            else:
                middle = (passed + end) // 2
                share, word = beta(stream, word, float(end - middle), float(middle - passed))
                ahead.end[depth], ahead.survival[depth] = middle, last + (survival - last) * share
                depth += 1
        learnt[point] = passed
    return True


@kernel
def run_arrivals(key, first, text, mean_texts, ahead, learnt, stuck, control):
    """Trials first, first + 1, ... of the curve with this key; returns False if told to stop, the block then void.

    text: OneText. mean_texts: float64[points], ascending. ahead: Stretches, scratch. learnt, stuck: int64[trials,
    points], concepts learnt and texts stuck. control: int64[2].
    """
    for trial in range(learnt.shape[0]):
        stream = draw(key, first + trial)
        if not learn_along(draw(stream, ORDER), text, mean_texts, ahead, learnt[trial], control):
            return False
        own = draw(stream, STUCK)
        for point in range(mean_texts.size):
            mean = mean_texts[point] * several_chance(text, text.concepts - learnt[trial, point])
            stuck[trial, point] = poisson(draw(own, point), mean)
        control[1] += 1
    return True
