"""Concepts learnt from texts by peeling a random bipartite graph (Nayak and Varshney 2024, sec. 2.3)."""

from collections.abc import Mapping
from dataclasses import asdict
from math import ceil, sqrt
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass
from scipy.special import bdtrc

from peelsim.ensembles import TextDegree
from peelsim.kernels import text_table
from peelsim.kernels.alias import binomial_support, binomial_table
from peelsim.kernels.given_graph import degrees_of_trial, texts_of_trial
from peelsim.kernels.graph_trials import LEARNT, ROUNDS, STUCK_TEXTS, run_block
from peelsim.kernels.graph_trials import number_of_texts as number_of_texts_drawn
from peelsim.kernels.peeling import SCAN
from peelsim.kernels.random import draw
from peelsim.kernels.rows import LONGEST_QUICK, STAMPS
from peelsim.kernels.sampling import DegreeTable, Scratch
from peelsim.models import base, concept_text_laws
from peelsim.models.base import Control, ParameterError, Prediction, Real, Whole
from peelsim.models.sizes import number_of_texts
from peelsim.stats.observable import Observable
from peelsim.theory import density_evolution

_BLOCK_WORK = 12_000_000  # edges, texts and concepts a block: about 0.1 s
_LARGEST_GRAPH = 2**31  # concepts or texts: degrees keep their top bit for a mark, rows hold 32-bit numbers

Concepts = Annotated[Whole, Field(ge=1, le=10**15, title="number of concepts")]
Texts = Annotated[Real, Field(ge=0, le=1e16, title="number of texts")]
Split = Annotated[Real, Field(gt=0, lt=1, title="share of concepts")]
Rounds = Annotated[Whole, Field(ge=0, le=1_000_000, title="number of rounds")]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class ConceptText:
    """R concepts, T texts, and which concepts a text holds.

    concepts: R. texts: T, or with texts_fixed = False the mean of a Poisson number of texts. split: a trial is
    ``stuck`` if a larger fraction of concepts stays unlearnt; by default midway between the fixed points of density
    evolution at the threshold. trajectory_rounds: rounds after which the unlearnt fraction is noted, 0 for none.

    Raises ValueError if the mean text degree exceeds R, or a fixed number of texts is not whole.
    """

    concepts: Concepts
    texts: Texts
    text_degree: TextDegree
    texts_fixed: bool = True
    split: Split | None = None
    trajectory_rounds: Rounds = 0

    kind: ClassVar[str] = "concept-text"
    laws: ClassVar[tuple[str, ...]] = tuple(concept_text_laws.LAWS)
    headline: ClassVar[str] = "stuck"

    def __post_init__(self) -> None:
        if self.text_degree.mean > self.concepts:
            raise ParameterError(
                "text_degree.mean",
                f"{self.text_degree.mean:g} concepts a text of only {self.concepts}; lower it, or raise concepts",
            )
        if self.texts_fixed and self.texts != int(self.texts):
            raise ParameterError("texts", f"{self.texts:g} is not a whole number; texts_fixed = False takes a mean")

    @property
    def texts_per_concept(self) -> float:
        """Realised T / R."""
        return self.texts / self.concepts

    @property
    def edge_probability(self) -> float:
        """p = d_t / R."""
        return self.text_degree.mean / self.concepts

    @property
    def stuck_above(self) -> float:
        """Unlearnt fraction above which a trial counts as stuck."""
        return density_evolution.split(self.text_degree) if self.split is None else self.split

    @property
    def observables(self) -> tuple[Observable, ...]:
        found = [
            Observable("learnt", "number", "concepts learnt"),
            Observable("learnt_fraction", "number", "fraction of concepts learnt"),
            Observable("stuck", "event", "probability that peeling gets stuck with more than split of the concepts"),
            Observable("complete", "event", "probability that every concept is learnt"),
            Observable("training_error", "number", "fraction of texts with an unlearnt concept at the end"),
            Observable("rounds", "number", "parallel rounds that taught a concept"),
        ]
        if self.trajectory_rounds:
            axis = ("round", self.trajectory_rounds)
            found.append(
                Observable("trajectory", "number", "fraction of concepts unlearnt after a round", dimension=axis)
            )
        return tuple(found)

    @property
    def per(self) -> Mapping[str, float]:
        return {
            "learnt_fraction": self.concepts,
            "training_error": self.texts or 1,  # without texts none is stuck
            "trajectory": self.concepts,
        }

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        return {
            "concepts": (self.concepts, "1", "concepts R"),
            "texts": (self.texts, "1", "texts T" if self.texts_fixed else "mean number of texts"),
            "texts_per_concept": (self.texts_per_concept, "1", "texts a concept, T / R"),
            "split": (self.stuck_above, "1", "unlearnt fraction above which a trial is stuck"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        degree = asdict(self.text_degree)
        return {
            "kind": self.kind,
            "concepts": self.concepts,
            "texts": float(self.texts),
            "texts_fixed": self.texts_fixed,
            "text_degree": degree,
            "split": self.split,
        }

    def resolve_engine(self, engine: str) -> str:
        if max(self.concepts, self.most_texts) >= _LARGEST_GRAPH:
            raise ParameterError("run.engine", "a sampled graph holds fewer than 2^31 concepts and texts")
        return "graph"

    @property
    def most_texts(self) -> int:
        """No trial has more texts: a Poisson number exceeds this with probability below 1e-80."""
        return int(self.texts) if self.texts_fixed else ceil(self.texts + 20 * sqrt(self.texts) + 100)

    def expected_edges(self, engine: str) -> float:
        return self.text_degree.mean * self.texts

    def block_trials(self, engine: str) -> int:
        return max(1, int(_BLOCK_WORK / (self.expected_edges(engine) + self.texts + self.concepts)))

    def memory(self, engine: str) -> int:
        return (_word(self).itemsize + 1) * self.most_texts + 12 * self.concepts + 8 * _longest_row(self) * 4 + 100_000

    def simulator(self, engine: str) -> "GraphSimulator":
        return GraphSimulator(self)

    def predict(self, law: str) -> Prediction:
        return concept_text_laws.LAWS[law](self)


class Parameters(base.Parameters):
    """Keys of a concept-text sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"concepts", "texts", "trajectory_rounds"})

    kind: Literal["concept-text"]
    concepts: Concepts
    texts: Texts | None = None
    texts_per_concept: Annotated[Real, Field(ge=0, le=1e15, title="number of texts a concept")] | None = None
    window: Annotated[Real, Field(title="number of window widths")] | None = None
    text_degree: TextDegree
    texts_fixed: Annotated[bool, Field(strict=True)] = True
    split: Split | None = None
    trajectory_rounds: Rounds = 0

    def resolve(self) -> ConceptText:
        texts = number_of_texts(
            self.concepts,
            texts=self.texts,
            texts_per_concept=self.texts_per_concept,
            window=self.window,
            text_degree=self.text_degree,
            texts_fixed=self.texts_fixed,
        )
        return ConceptText(
            concepts=self.concepts,
            texts=texts,
            text_degree=self.text_degree,
            texts_fixed=self.texts_fixed,
            split=self.split,
            trajectory_rounds=self.trajectory_rounds,
        )


Model = ConceptText


def _longest_row(model: ConceptText) -> int:
    """Room for the largest concept degree, a multiple of 16."""
    highest = binomial_support(model.most_texts, model.edge_probability)[1]
    return -(-int(highest) // 16) * 16 + 16


def _word(model: ConceptText) -> np.dtype[Any]:
    """4-byte words hold 24-bit concepts and counts to 255; chosen only if no text of any trial can outgrow them."""
    too_long = bdtrc(255, model.concepts, model.edge_probability) * model.texts if model.concepts > 255 else 0.0
    return np.dtype(np.uint32 if model.concepts < 2**24 and too_long < 1e-30 else np.uint64)


class GraphSimulator:
    """Runs blocks of trials on sampled graphs."""

    def __init__(self, model: ConceptText) -> None:
        self._model = model
        texts, concepts = model.most_texts, model.concepts
        low, high = binomial_support(texts, model.edge_probability)
        bits = max(1, int(high - low + 64).bit_length())
        self._degrees = DegreeTable(
            bits,
            np.zeros(1 << bits),
            np.zeros(1 << bits, np.uint64),
            np.zeros(1 << bits, np.int64),
            np.zeros(1 << bits, np.int64),
        )
        stride = _longest_row(model)
        slots = 16 if stride <= 2 * LONGEST_QUICK else 2
        word = _word(model)
        self._scratch = Scratch(
            packing=text_table.NARROW if word.itemsize == 4 else text_table.WIDE,
            table=np.zeros(texts, word),
            degree=np.zeros(concepts, np.uint32),
            queue=np.zeros(concepts + 1, np.uint64),
            rows=np.zeros(slots * stride, np.uint32),
            stride=stride,
            slots=slots,
            redraw=np.zeros(slots, np.bool_),
            updates=np.zeros(slots * stride, word),
            freed=np.zeros(max(slots * stride, SCAN), np.uint32),
            stamps=np.zeros(STAMPS, np.uint16),
            seen=np.zeros(texts // 64 + 1, np.uint64),
        )

    def graph(self, key: int, trial: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
        """The graph of a trial: where each concept's texts begin, int64[R + 1]; those texts; and how many there are."""
        model, control = self._model, np.zeros(2, np.int64)
        stream = np.uint64(draw(np.uint64(key), trial))
        texts = number_of_texts_drawn(stream, float(model.texts), model.texts_fixed)
        starts = np.zeros(model.concepts + 1, np.int64)
        if texts:
            d = self._degrees
            lowest = binomial_table(texts, model.edge_probability, d.bits, d.weights, d.threshold, d.alias, d.stack)
            degrees_of_trial(stream, model.concepts, d, lowest, self._scratch.degree)
            np.cumsum(self._scratch.degree, out=starts[1:])
        row_texts = np.zeros(starts[-1], np.int64)
        if texts:
            texts_of_trial(stream, model.concepts, texts, self._scratch, starts, row_texts, control)
        return starts, row_texts, texts

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, npt.NDArray[np.int64]] | None:
        model = self._model
        counts = np.zeros((trials, 3), np.int64)
        trajectories = np.zeros((trials, model.trajectory_rounds), np.int64)
        finished = run_block(
            np.uint64(key),
            first,
            model.concepts,
            float(model.texts),
            model.texts_fixed,
            model.edge_probability,
            self._degrees,
            self._scratch,
            counts,
            trajectories,
            control,
        )
        return _observed(model, counts, trajectories) if finished else None


def _observed(
    model: ConceptText, counts: npt.NDArray[np.int64], trajectories: npt.NDArray[np.int64]
) -> Mapping[str, npt.NDArray[np.int64]]:
    """Observables of a block from what the kernels counted."""
    learnt = counts[:, LEARNT]
    observed = {
        "learnt": learnt,
        "learnt_fraction": learnt,
        "stuck": (model.concepts - learnt > model.stuck_above * model.concepts).astype(np.int64),
        "complete": (learnt == model.concepts).astype(np.int64),
        "training_error": counts[:, STUCK_TEXTS],
        "rounds": counts[:, ROUNDS],
    }
    if model.trajectory_rounds:
        observed["trajectory"] = model.concepts - trajectories
    return observed
