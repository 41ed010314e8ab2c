"""The rounds engine: trials of any size without a graph, exact in law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peelsim.ensembles import Binomial
from peelsim.kernels.occupancy import TAILS
from peelsim.kernels.rounds_listed import DegreeList
from peelsim.kernels.rounds_trials import run_binomial, run_listed
from peelsim.models.base import Control
from peelsim.models.concept_text.engine import Engine, Integers
from peelsim.theory import density_evolution

if TYPE_CHECKING:
    from peelsim.models.concept_text.model import ConceptText

_BLOCK_ROUNDS = 100_000  # rounds a block at 1 us each; Poisson numbers of texts take a tenth of that


class BinomialRounds(Engine):
    """The round chain of the binomial ensemble."""

    @staticmethod
    def block_trials(model: ConceptText) -> int:
        rounds = _BLOCK_ROUNDS * (1 if model.texts_fixed else 8)
        return max(1, int(rounds / likely_rounds(model)))

    @staticmethod
    def memory(model: ConceptText) -> int:
        return 100_000

    def __init__(self, model: ConceptText) -> None:
        super().__init__(model)
        self._tails = np.zeros(TAILS)

    def block(self, key: np.uint64, first: int, counts: Integers, trajectories: Integers, control: Control) -> bool:
        m = self.model
        p = m.text_degree.mean / m.concepts
        return bool(
            run_binomial(
                key,
                first,
                m.concepts,
                float(m.texts),
                m.texts_fixed,
                p,
                self._tails,
                counts,
                trajectories,
                control,
            )
        )


class ListedRounds(Engine):
    """The round chain by classes of texts, for listed text degrees."""

    @staticmethod
    def block_trials(model: ConceptText) -> int:
        assert not isinstance(model.text_degree, Binomial)
        degrees = model.text_degree.law_among(model.concepts)[0]
        cost = 1 + 0.02 * float(degrees[-1]) + (0.2 * len(degrees) if model.texts_fixed else 0)
        return max(1, int(_BLOCK_ROUNDS / (cost * likely_rounds(model))))

    @staticmethod
    def memory(model: ConceptText) -> int:
        assert not isinstance(model.text_degree, Binomial)
        return 100_000 + 64 * int(model.text_degree.law_among(model.concepts)[0][-1])

    def __init__(self, model: ConceptText) -> None:
        super().__init__(model)
        assert not isinstance(model.text_degree, Binomial)
        degrees, shares = model.text_degree.law_among(model.concepts)
        shares, degrees = shares[degrees > 0], degrees[degrees > 0]
        room = int(degrees.max(initial=0)) + 1
        self._tails = np.zeros(TAILS)
        self._listed = DegreeList(
            degrees, shares, np.zeros(len(degrees), np.int64), np.zeros(room), np.zeros(room), np.zeros(room)
        )

    def block(self, key: np.uint64, first: int, counts: Integers, trajectories: Integers, control: Control) -> bool:
        m = self.model
        return bool(
            run_listed(
                key,
                first,
                m.concepts,
                float(m.texts),
                m.texts_fixed,
                self._listed,
                self._tails,
                counts,
                trajectories,
                control,
            )
        )


def likely_rounds(model: ConceptText) -> float:
    """Rounds of a trial, roughly: some tens, and up to R^(1/3) near the threshold. It only sets the block length."""
    c = model.texts_per_concept
    gaps = [
        abs(c / jump.texts_per_concept - 1)
        for jump in density_evolution.thresholds(model.text_degree)
        if np.isfinite(jump.texts_per_concept)
    ]
    slow = [min(model.concepts ** (1 / 3), 2 / max(gap, 1e-12) ** 0.5) for gap in gaps]
    return 20 + max(slow, default=20.0)
