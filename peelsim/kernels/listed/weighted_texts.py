"""Texts of concepts that differ in weight: sampled one occurrence at a time, and peeled.

A concept i of weight w_i, the weights adding up to 1, is in a text with probability 1 - exp(-d w_i), independently of
others: the text holds Poisson(d) occurrences, each of concept i with probability w_i, and what matters is which
concepts occur. Texts without any teach nothing and are left out, so a text here has a Poisson number of occurrences
given that it is not 0; for d = 0, the limit, it has one.
"""

from math import expm1
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.alias import AliasTable, draw_alias
from peelsim.kernels.draws.random import draw, unit
from peelsim.kernels.draws.streams import DEGREES, ROWS
from peelsim.kernels.draws.text_number import number_of_texts
from peelsim.kernels.graph.members import peel_members
from peelsim.stats.fixed_point import WEIGHT

LEARNT, ROUNDS, STUCK_TEXTS, UNLEARNT = 0, 1, 2, 3  # columns of a block's counts
COLUMNS = 4

_STOP_EVERY = 1 << 12  # concepts, or texts of up to some hundred of them, between two looks at the stop word


@kernel
def positive_poisson(word, mean):
    """A Poisson number given that it is not 0, by sequential search; 1 for mean 0. mean: up to 500."""
    u, k = unit(word), 1
    probability = mean / expm1(mean) if mean > 0.0 else 1.0
    while u > probability and probability > 0.0:
        u -= probability
        k += 1
        probability *= mean / k
    return k


@kernel
def sample_weighted(stream, texts, mean, table, control):
    """Concepts of each text, none twice: (starts: int64[T + 1], members: uint32[edges], False if told to stop).

    stream: uint64, of the trial. table: AliasTable of the weights.
    """
    degree_stream, row_stream = draw(stream, DEGREES), draw(stream, ROWS)
    starts = np.zeros(texts + 1, np.int64)
    occurrences = 0
    for text in range(texts):
        if text % _STOP_EVERY == 0 and control[0] != 0:
            return starts, np.empty(0, np.uint32), False
        occurrences += positive_poisson(draw(degree_stream, text), mean)
    members = np.empty(occurrences, np.uint32)
    drawn, edges = 0, 0
    for text in range(texts):
        if text % _STOP_EVERY == 0 and control[0] != 0:
            return starts, members, False
        for _ in range(positive_poisson(draw(degree_stream, text), mean)):
            concept = draw_alias(draw(row_stream, drawn), table)
            drawn += 1
            known = False
            for k in range(starts[text], edges):
                known |= members[k] == concept
            if not known:
                members[edges] = concept
                edges += 1
        starts[text + 1] = edges
    control[1] += occurrences
    return starts, members[:edges], True


class WeightedConcepts(NamedTuple):
    """Concepts that occur in texts in proportion to their weights."""

    weights: npt.NDArray[np.float64]  # [R] adding up to 1
    table: AliasTable


@kernel
def run_weighted(key, first, number, mean, concepts, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    number: the TextNumber. mean: d. concepts: WeightedConcepts. counts: int64[trials, 4], concepts learnt, rounds,
    texts with an unlearnt concept, weight of the unlearnt ones in units of 1 / WEIGHT. control: int64[2].
    """
    weights = concepts.weights
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        texts = number_of_texts(stream, number)
        starts, members, sampled = sample_weighted(stream, texts, mean, concepts.table, control)
        if not sampled:
            return False
        learnt_in = np.zeros(weights.size, np.int64)
        learnt, rounds, stuck_texts = peel_members(starts, members, learnt_in, control)
        if learnt < 0:
            return False
        unlearnt = 0.0
        for concept in range(weights.size):
            if concept % _STOP_EVERY == 0 and control[0] != 0:
                return False
            unlearnt += weights[concept] if learnt_in[concept] == 0 else 0.0
        counts[j, LEARNT], counts[j, ROUNDS], counts[j, STUCK_TEXTS] = learnt, rounds, stuck_texts
        counts[j, UNLEARNT] = np.int64(min(unlearnt, 1.0) * WEIGHT + 0.5)
    return True
