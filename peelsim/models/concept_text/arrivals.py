"""The arrivals engine: whole curves against the texts without a graph, for Poisson numbers of texts of any size.

Tests: tests/models/test_arrivals_engine.py
"""

from collections.abc import Mapping
from math import log1p

import numpy as np

from peelsim.ensembles import Binomial
from peelsim.kernels.graph.trials import LEARNT, STUCK_TEXTS
from peelsim.kernels.rounds.arrivals import DEPTH, OneText, Stretches, run_arrivals
from peelsim.models.base import Control
from peelsim.models.concept_text.engine import COLUMNS, Integers, bounded_block
from peelsim.models.concept_text.value import Bipartite


class ArrivingTexts:
    """Counts at each of the model's ``curve`` mean numbers of texts: arrays [trials, points]."""

    def __init__(self, model: Bipartite) -> None:
        self.model = model
        self._points = np.array(model.curve, dtype=np.float64)
        self._text = _one_text(model)
        self._ahead = Stretches(np.zeros(DEPTH, np.int64), np.zeros(DEPTH))

    @staticmethod
    def block_trials(model: Bipartite) -> int:
        """Trials of about .1 s: .2 us per step, some R^(1/3) steps and a hundred, and ten for each point."""
        steps = 3 * model.concepts ** (1 / 3) + 100 + 10 * len(model.curve)
        degrees = 1 if isinstance(model.text_degree, Binomial) else 1 + 0.02 * len(_one_text(model).omega)
        return bounded_block(model, 500_000 / (steps * degrees))

    @classmethod
    def bytes_per_thread(cls, model: Bipartite) -> int:
        """Bytes of scratch, and of a block's counts and their sums."""
        return cls.block_trials(model) * 150 * len(model.curve) + 24 * len(_one_text(model).omega) + 100_000

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        learnt = np.zeros((trials, len(self._points)), np.int64)
        stuck = np.zeros_like(learnt)
        if not run_arrivals(np.uint64(key), first, self._text, self._points, self._ahead, learnt, stuck, control):
            return None
        counts = np.zeros((*learnt.shape, COLUMNS), np.int64)
        counts[..., LEARNT], counts[..., STUCK_TEXTS] = learnt, stuck
        return {observable.name: observable.among(counts) for observable in self.model.observables}


def _one_text(model: Bipartite) -> OneText:
    if isinstance(model.text_degree, Binomial):
        p, omega = model.edge_probability, np.zeros(0)
    else:
        degrees, shares = model.text_degree.law_among(model.concepts)
        p, omega = 0.0, np.bincount(degrees, shares).astype(float)
    log_q = log1p(-p) if p < 1 else -np.inf
    return OneText(model.concepts, p, log_q, omega, np.zeros(len(omega)), np.zeros(len(omega)))
