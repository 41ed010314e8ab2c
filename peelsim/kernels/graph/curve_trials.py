"""Blocks of trials of the curve engine: sample a graph, peel it text by text, note what was learnt on the way.

Tests: tests/models/test_curves.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel
from peelsim.kernels.draws.alias import binomial_table
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import TEXTS
from peelsim.kernels.graph.curve import peel_arriving
from peelsim.kernels.graph.sampling import sample_graph


class Arrivals(NamedTuple):
    """The points of a curve: numbers of texts that have arrived."""

    mean_texts: npt.NDArray[np.float64]  # [points] ascending
    fixed: bool  # False: Poisson with these means
    arrived: npt.NDArray[np.int64]  # [points] those of the trial at hand


@inner_kernel
def arrivals_of_trial(stream, arrivals):
    """Texts that have arrived at each point: the mean itself, or the sum so far of independent Poisson increments.

    So each number is Poisson by itself, and texts never leave. stream: of the trial. arrivals: Arrivals, whose
    ``arrived`` is filled.
    """
    own, mean_texts, arrived = draw(stream, TEXTS), arrivals.mean_texts, arrivals.arrived
    before = 0.0
    for k in range(mean_texts.size):
        if arrivals.fixed:
            arrived[k] = np.int64(mean_texts[k])
        else:
            arrived[k] = poisson(draw(own, k), mean_texts[k] - before)
            if k > 0:
                arrived[k] += arrived[k - 1]
        before = mean_texts[k]


@inner_kernel
def run_curves(key, first, ensemble, arrivals, scratch, learnt, stuck, control):
    """Trials first, first + 1, ... of the curve with this key; returns False if told to stop, the block then void.

    ensemble: Ensemble, whose number of texts is not looked at. arrivals: Arrivals. learnt, stuck: int64[trials,
    points], see ``peel_arriving``. control: int64[2].
    """
    texts, lowest = np.int64(-1), np.int64(0)
    for j in range(learnt.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        arrivals_of_trial(stream, arrivals)
        before, texts = texts, arrivals.arrived[-1]
        if texts == 0:  # nothing teaches
            learnt[j, :] = 0
            stuck[j, :] = 0
            continue
        if texts != before:
            lowest = binomial_table(texts, ensemble.p, ensemble.degrees)
        live, _ = sample_graph(stream, texts, ensemble, lowest, scratch, control)
        if live < 0 or not peel_arriving(stream, live, arrivals.arrived, scratch, learnt[j], stuck[j], control):
            return False
    return True
