"""The rounds engine: trials of any size without a graph, exact in law.

Tests: tests/models/test_rounds_engine.py
"""

from math import exp

import numpy as np
import numpy.typing as npt

from peelsim.ensembles import Binomial, Poisson
from peelsim.kernels.draws.occupancy import TAILS
from peelsim.kernels.draws.text_number import TextNumber
from peelsim.kernels.rounds.listed import DegreeList
from peelsim.kernels.rounds.trials import Binomials, Listed, run_binomial, run_listed
from peelsim.models.base import Control
from peelsim.models.concept_text.engine import Engine, Integers, bounded_block
from peelsim.models.concept_text.value import Bipartite

_BLOCK_ROUNDS = 200_000  # rounds a block at .2 to .8 us each; with a Poisson number of texts they take .1


class BinomialRounds(Engine):
    """The round chain of the binomial ensemble."""

    @staticmethod
    def block_trials(model: Bipartite) -> int:
        rounds = _BLOCK_ROUNDS * (1 if model.texts_fixed else 3)
        return bounded_block(model, rounds / likely_rounds(model))

    @staticmethod
    def scratch_bytes(model: Bipartite) -> int:
        return 10_000

    def __init__(self, model: Bipartite) -> None:
        super().__init__(model)
        number, p = TextNumber(float(model.texts), model.texts_fixed), model.edge_probability
        self._ensemble = Binomials(model.concepts, number, p, np.zeros(TAILS))

    def block(self, key: np.uint64, first: int, counts: Integers, trajectories: Integers, control: Control) -> bool:
        return bool(run_binomial(key, first, self._ensemble, counts, trajectories, control))


class ListedRounds(Engine):
    """The round chain by classes of texts, for listed text degrees."""

    @staticmethod
    def block_trials(model: Bipartite) -> int:
        degrees = _degrees(model)[0]
        cost = 1 + 0.05 * float(degrees[-1]) + (0.2 * len(degrees) if model.texts_fixed else 0)
        return bounded_block(model, _BLOCK_ROUNDS / (cost * likely_rounds(model)))

    @staticmethod
    def scratch_bytes(model: Bipartite) -> int:
        return 100 * int(_degrees(model)[0][-1]) + 10_000

    def __init__(self, model: Bipartite) -> None:
        super().__init__(model)
        degrees, shares = _degrees(model)
        empty = shares[degrees == 0].sum()
        shares, degrees = shares[degrees > 0], degrees[degrees > 0]
        room = int(degrees.max(initial=1)) + 1
        listed = DegreeList(
            degree=degrees,
            probability=shares,
            rest=np.cumsum(np.append(shares, empty)[::-1])[::-1][: len(shares)],
            several=np.zeros(len(degrees), np.int64),
            none_unlearnt=np.zeros(room),
            several_unlearnt=np.zeros(room),
            none_taught=np.zeros(room),
            several_taught=np.zeros(room),
            some_taught=np.zeros(room),
            single=np.zeros(len(degrees)),
            gone=np.zeros(len(degrees)),
        )
        number = TextNumber(float(model.texts), model.texts_fixed)
        self._ensemble = Listed(model.concepts, number, listed, np.zeros(TAILS))

    def block(self, key: np.uint64, first: int, counts: Integers, trajectories: Integers, control: Control) -> bool:
        return bool(run_listed(key, first, self._ensemble, counts, trajectories, control))


def _degrees(model: Bipartite) -> tuple[Integers, npt.NDArray[np.float64]]:
    assert not isinstance(model.text_degree, Binomial)
    return model.text_degree.law_among(model.concepts)


def likely_rounds(model: Bipartite) -> float:
    """Rounds of a trial, roughly, to set the length of a block: those of density evolution.

    They end where a round changes less than the noise at a tangency does, R^(-2/3) of all; 5000 are enough to tell
    a long trial, and fewer must do where a round of density evolution has thousands of degrees to add up.
    """
    degree = model.text_degree
    most = 5000 if isinstance(degree, Binomial | Poisson) else max(50, 100_000 // len(degree.law[0]))
    x, rounds, least = 1.0, 0, model.concepts ** (-2 / 3)
    while rounds < most:
        rounds += 1
        after = exp(-model.texts_per_concept * degree.derivative(1, x))
        if x - after <= least:
            break
        x = after
    return rounds + 10.0
