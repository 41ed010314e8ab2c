"""Blocks of trials of the rounds engine; counts and trajectories as in kernels/graph/trials.py.

Tests: tests/models/test_rounds_engine.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.text_number import TextNumber
from peelsim.kernels.graph.trials import LEARNT, ROUNDS, STUCK_TEXTS
from peelsim.kernels.rounds.binomial import full_texts, peel_fixed, peel_poisson
from peelsim.kernels.rounds.listed import DegreeList, peel_listed_fixed, peel_listed_poisson


class Binomials(NamedTuple):
    """R concepts, each in each text with probability p."""

    concepts: int
    number: TextNumber
    p: float
    tails: npt.NDArray[np.float64]  # [occupancy.TAILS] scratch


class Listed(NamedTuple):
    """R concepts, and texts with any degrees."""

    concepts: int
    number: TextNumber
    degrees: DegreeList
    tails: npt.NDArray[np.float64]  # [occupancy.TAILS] scratch


@kernel
def run_binomial(key, first, ensemble, counts, trajectories, control):
    """Trials first, first + 1, ... of the binomial ensemble; returns False if told to stop, the block then void.

    ensemble: Binomials. counts: int64[trials, 3]; trajectories: int64[trials, rounds
    recorded]; control: int64[2].
    """
    concepts, number, p = ensemble.concepts, ensemble.number, ensemble.p
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        if p >= 1.0:
            texts = np.int64(number.mean) if number.fixed else poisson(stream, number.mean)
            learnt, rounds, stuck = full_texts(concepts, texts, trajectories[j])
        elif number.fixed:
            learnt, rounds, stuck = peel_fixed(
                stream, concepts, np.int64(number.mean), p, ensemble.tails, trajectories[j], control
            )
        else:
            learnt, rounds, stuck = peel_poisson(stream, concepts, number.mean, p, trajectories[j], control)
        if learnt < 0:
            return False
        counts[j, LEARNT], counts[j, ROUNDS], counts[j, STUCK_TEXTS] = learnt, rounds, stuck
    return True


@kernel
def run_listed(key, first, ensemble, counts, trajectories, control):
    """The same for listed text degrees. ensemble: Listed."""
    concepts, number, degrees = ensemble.concepts, ensemble.number, ensemble.degrees
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        if number.fixed:
            learnt, rounds, stuck = peel_listed_fixed(
                stream, concepts, np.int64(number.mean), degrees, ensemble.tails, trajectories[j], control
            )
        else:
            learnt, rounds, stuck = peel_listed_poisson(
                stream, concepts, number.mean, degrees, trajectories[j], control
            )
        if learnt < 0:
            return False
        counts[j, LEARNT], counts[j, ROUNDS], counts[j, STUCK_TEXTS] = learnt, rounds, stuck
    return True
