"""Blocks of trials of the rounds engine; counts and trajectories as in kernels/graph/trials.py."""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw
from peelsim.kernels.graph.trials import LEARNT, ROUNDS, STUCK_TEXTS
from peelsim.kernels.rounds.binomial import full_texts, peel_fixed, peel_poisson
from peelsim.kernels.rounds.listed import peel_listed_fixed, peel_listed_poisson


@kernel
def run_binomial(key, first, concepts, mean_texts, texts_fixed, p, tails, counts, trajectories, control):
    """Trials first, first + 1, ... of the binomial ensemble; returns False if told to stop, the block then void.

    tails: float64[occupancy.TAILS], scratch. counts: int64[trials, 3]; trajectories: int64[trials, rounds
    recorded]; control: int64[2].
    """
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        if p >= 1.0:
            texts = np.int64(mean_texts) if texts_fixed else poisson(stream, mean_texts)
            learnt, rounds, stuck = full_texts(concepts, texts, trajectories[j])
        elif texts_fixed:
            learnt, rounds, stuck = peel_fixed(
                stream, concepts, np.int64(mean_texts), p, tails, trajectories[j], control
            )
        else:
            learnt, rounds, stuck = peel_poisson(stream, concepts, mean_texts, p, trajectories[j], control)
        if learnt < 0:
            return False
        counts[j, LEARNT], counts[j, ROUNDS], counts[j, STUCK_TEXTS] = learnt, rounds, stuck
    return True


@kernel
def run_listed(key, first, concepts, mean_texts, texts_fixed, listed, tails, counts, trajectories, control):
    """The same for listed text degrees."""
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        if texts_fixed:
            learnt, rounds, stuck = peel_listed_fixed(
                stream, concepts, np.int64(mean_texts), listed, tails, trajectories[j], control
            )
        else:
            learnt, rounds, stuck = peel_listed_poisson(stream, concepts, mean_texts, listed, trajectories[j], control)
        if learnt < 0:
            return False
        counts[j, LEARNT], counts[j, ROUNDS], counts[j, STUCK_TEXTS] = learnt, rounds, stuck
    return True
