"""Blocks of trials of the curve engine: sample a graph, peel it text by text, note what was learnt on the way."""

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.alias import binomial_table
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw
from peelsim.kernels.graph.curve import peel_arriving
from peelsim.kernels.graph.sampling import TEXTS, sample_graph


@inner_kernel
def arrivals_of_trial(stream, mean_texts, texts_fixed, arrivals):
    """Texts that have arrived at each point: the mean itself, or the sum so far of independent Poisson increments.

    So each number is Poisson by itself, and texts never leave. stream: of the trial. mean_texts: float64[points],
    ascending. arrivals: int64[points], filled.
    """
    own = draw(stream, TEXTS)
    before = 0.0
    for k in range(mean_texts.size):
        if texts_fixed:
            arrivals[k] = np.int64(mean_texts[k])
        else:
            arrivals[k] = poisson(draw(own, k), mean_texts[k] - before)
            if k > 0:
                arrivals[k] += arrivals[k - 1]
        before = mean_texts[k]


@inner_kernel
def run_curves(key, first, concepts, mean_texts, texts_fixed, p, degrees, scratch, arrivals, learnt, stuck, control):
    """Trials first, first + 1, ... of the curve with this key; returns False if told to stop, the block then void.

    mean_texts: float64[points], ascending. arrivals: int64[points], scratch. learnt, stuck: int64[trials, points], see
    ``peel_arriving``. control: int64[2].
    """
    texts, lowest = np.int64(-1), np.int64(0)
    for j in range(learnt.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        arrivals_of_trial(stream, mean_texts, texts_fixed, arrivals)
        before, texts = texts, arrivals[-1]
        if texts == 0:  # nothing teaches
            learnt[j, :] = 0
            stuck[j, :] = 0
            continue
        if texts != before:
            lowest = binomial_table(
                texts, p, degrees.bits, degrees.weights, degrees.threshold, degrees.alias, degrees.stack
            )
        live, _ = sample_graph(stream, concepts, texts, degrees, lowest, scratch, control)
        if live < 0 or not peel_arriving(stream, live, arrivals, scratch, learnt[j], stuck[j], control):
            return False
    return True
