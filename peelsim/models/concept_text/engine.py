"""What the engines of the concept-text model share: from counts of a block to its observables."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.text_number import TextNumber, number_of_texts
from peelsim.kernels.graph.trials import ROUNDS
from peelsim.models.base import Control, Graph
from peelsim.models.concept_text.value import Bipartite
from peelsim.models.parts.peeled_graphs import PeelsGraph
from peelsim.stats.fixed_point import ENTROPY

COLUMNS = 3  # of a block's counts
_BLOCK_BYTES = 64_000_000
Integers = npt.NDArray[np.int64]


class Engine:
    """Scratch memory of one thread for one model, and the kernel that runs a block in it."""

    def __init__(self, model: Bipartite) -> None:
        self.model = model

    @staticmethod
    def block_trials(model: Bipartite) -> int:
        """Trials of about 0.1 s, from the model's size alone."""
        raise NotImplementedError

    @staticmethod
    def scratch_bytes(model: Bipartite) -> int:
        """Bytes of scratch."""
        raise NotImplementedError

    @classmethod
    def bytes_per_thread(cls, model: Bipartite) -> int:
        """Bytes of scratch, and of a block's counts and their sums."""
        return cls.scratch_bytes(model) + cls.block_trials(model) * _trial_bytes(model) + 100_000

    def block(self, key: np.uint64, first: int, counts: Integers, trajectories: Integers, control: Control) -> bool:
        """Fill counts: int64[trials, COLUMNS] and trajectories: int64[trials, rounds recorded]; False if stopped."""
        raise NotImplementedError

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Integers] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        model = self.model
        counts = np.zeros((trials, COLUMNS), np.int64)
        trajectories = np.zeros((trials, model.trajectory_rounds), np.int64)
        if not self.block(np.uint64(key), first, counts, trajectories, control):
            return None
        seen = {o.name: o.among(counts) for o in model.observables if o.column is not None}
        if model.trajectory_rounds:
            seen["trajectory"] = model.concepts - trajectories
        return seen

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Concepts unlearnt before the first round, and after each."""
        model, control = self.model, np.zeros(2, np.int64)
        counts, trajectories = np.zeros((1, COLUMNS), np.int64), np.zeros((1, 0), np.int64)
        self.block(np.uint64(key), trial, counts, trajectories, control)
        trajectories = np.zeros((1, counts[0, ROUNDS]), np.int64)
        self.block(np.uint64(key), trial, counts, trajectories, control)
        return [model.concepts, *(model.concepts - trajectories[0]).tolist()]


class GraphEngine(PeelsGraph, Engine):
    """An engine that samples graphs, and can show them."""

    held = "concepts"

    @property
    def number(self) -> TextNumber:
        """How many texts a trial has."""
        return TextNumber(float(self.model.texts), self.model.texts_fixed)

    def stream(self, key: int, trial: int) -> np.uint64:
        """From which a trial draws all it needs."""
        return np.uint64(draw(np.uint64(key), trial))

    def texts_of(self, stream: np.uint64) -> int:
        """Texts of the trial with this stream."""
        return int(number_of_texts(stream, self.number))

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """The graph of a trial: where each text's concepts begin, int64[T + 1]; those concepts; (T, R)."""
        raise NotImplementedError


def error_scale(texts: float | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What numbers of stuck texts are divided by: the number of texts, but without texts none is stuck."""
    return np.where(np.asarray(texts) > 0, texts, 1.0)


def excess_entropy(stuck_texts: Integers, texts: float | npt.NDArray[np.float64]) -> Integers:
    """P_e^2/2 of each trial, in units; where a Poisson number of texts exceeds its mean, P_e is no more than 1."""
    error = np.minimum(stuck_texts / error_scale(texts), 1)
    error *= error
    error *= ENTROPY / 2  # a power of two
    return np.rint(error).astype(np.int64)


def bounded_block(model: Bipartite, trials: float) -> int:
    """A whole number of trials, so few that their counts stay small beside the time they take."""
    return max(1, min(int(trials), _BLOCK_BYTES // _trial_bytes(model)))


def graph_block(model: Bipartite) -> int:
    """Trials of about 0.1 s at 8 ns per edge and .5 us per trial, and .1 us a point of a curve."""
    work = model.expected_edges + model.texts + model.concepts + 60 + 12 * len(model.curve)
    return bounded_block(model, 12_000_000 / work)


def _trial_bytes(model: Bipartite) -> int:
    """Counts of a trial, from the kernel to the sums."""
    return 150 * max(1, len(model.curve)) + 60 * model.trajectory_rounds
