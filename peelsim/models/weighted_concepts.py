"""Concepts that differ in weight, learnt by peeling texts: the bridge from single quanta to the concept-text model.

Without company in its texts a concept is learnt as soon as it is seen: that is the quantization model, and where
weights follow Zipf's law what is unlearnt falls as a power of the data. With company it must wait until the others are
learnt, and in the end, for concepts of equal weight and six of them a text, all are learnt at once (Nayak and Varshney
2024).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import expm1
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Real, Whole
from peelsim.kernels.draws.alias import build_alias
from peelsim.kernels.listed.weighted_texts import LEARNT, ROUNDS, STUCK_TEXTS, UNIT, UNLEARNT, run_weighted
from peelsim.models import base
from peelsim.models.base import Control, ParameterError, Prediction
from peelsim.models.random_graph import only_sampled
from peelsim.stats.observable import Observable
from peelsim.theory.peeling import weighted_peeling

Concepts = Annotated[Whole, Field(ge=1, le=2**24, title="number of concepts")]
Exponent = Annotated[Real, Field(ge=0, le=10, title="exponent")]
Weight = Annotated[Real, Field(gt=0, le=1e100, title="weight")]
Texts = Annotated[Real, Field(ge=0, le=1e9, title="number of texts")]
Degree = Annotated[Real, Field(ge=0, le=100, title="mean number of concepts a text")]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class WeightedConcepts:
    """R concepts of weights w_i; concept i is in a text with probability 1 - exp(-mean_text_degree w_i).

    concepts: R. mean_text_degree: d_t, concepts a text with those that occur twice, before texts without any are left
    out; 0: one concept a text. texts: those that have a concept, with texts_fixed = False the mean of a Poisson number.
    weights: as many as concepts, in any unit; None: Zipf's law, w_k in proportion to k^-weight_exponent.

    Raises ValueError if there are other weights than concepts, or a fixed number of texts is not whole.
    """

    concepts: Concepts
    mean_text_degree: Degree
    texts: Texts
    texts_fixed: bool = True
    weight_exponent: Exponent = 0.0
    weights: tuple[Weight, ...] | None = None

    kind: ClassVar[str] = "weighted-concepts"
    laws: ClassVar[tuple[str, ...]] = ("mean_field",)
    headline: ClassVar[str] = "unlearnt_weight"
    figures: ClassVar[tuple[str, ...]] = ("bridge",)

    def __post_init__(self) -> None:
        if self.weights is not None and len(self.weights) != self.concepts:
            said = f"{len(self.weights)} of them where there are {self.concepts} concepts; give one a concept"
            raise ParameterError("weights", said)
        if self.texts_fixed and self.texts != int(self.texts):
            raise ParameterError("texts", f"{self.texts:g} is not a whole number; texts_fixed = False takes a mean")

    @property
    def occurrences(self) -> float:
        """Mean number of occurrences of concepts in all texts."""
        return self.texts / filled_share(self.mean_text_degree)

    @property
    def observables(self) -> tuple[Observable, ...]:
        return (
            Observable("learnt", "number", "concepts learnt"),
            Observable("learnt_fraction", "number", "fraction of concepts learnt"),
            Observable("unlearnt_weight", "number", "weight of the concepts not learnt"),
            Observable("training_error", "number", "fraction of texts with an unlearnt concept at the end"),
            Observable("rounds", "number", "parallel rounds that taught a concept"),
        )

    @property
    def per(self) -> Mapping[str, float]:
        return {"learnt_fraction": self.concepts, "unlearnt_weight": UNIT, "training_error": self.texts or 1}

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        return {
            "concepts": (self.concepts, "1", "concepts R"),
            "mean_text_degree": (self.mean_text_degree, "1", "mean number of concepts a text d_t"),
            "texts": (self.texts, "1", "texts with a concept"),
            "occurrences": (self.occurrences, "1", "mean number of occurrences of concepts"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "concepts": self.concepts,
            "mean_text_degree": float(self.mean_text_degree),
            "texts": float(self.texts),
            "texts_fixed": self.texts_fixed,
            "weights": float(self.weight_exponent) if self.weights is None else list(map(float, self.weights)),
        }

    def resolve_engine(self, engine: str) -> str:
        return only_sampled(engine)

    @property
    def expected_edges(self) -> float:
        return self.occurrences

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 60 ns an occurrence, 10 ns a concept and 1 us a trial."""
        return max(1, min(int(1e8 / (60 * self.occurrences + 10 * self.concepts + 1000)), 100_000))

    def memory(self, engine: str) -> int:
        """Also of the arrays a trial makes for itself, twice as many texts and occurrences as expected."""
        return (
            40 * _entries(self) + 40 * self.concepts + int(2 * (40 * self.texts + 16 * self.occurrences)) + 30_000_000
        )

    def simulator(self, engine: str) -> Texter:
        return Texter(self)

    @cached_property
    def _law(self) -> weighted_peeling.Weights:
        if self.weights is None:
            return weighted_peeling.Weights.zipf(self.concepts, exponent=self.weight_exponent)
        return weighted_peeling.Weights.given(self.weights)

    def predict(self, law: str) -> Prediction:
        """The limit of many concepts, each of far less than one occurrence a text."""
        assert law == "mean_field"
        state = weighted_peeling.peeled(self._law, occurrences=self.occurrences, mean_text_degree=self.mean_text_degree)
        return {
            "learnt": state.learnt,
            "learnt_fraction": state.learnt / self.concepts,
            "unlearnt_weight": state.unlearnt_weight,
            "training_error": state.training_error,
        }


def filled_share(mean_text_degree: float) -> float:
    """Texts with a concept, an occurrence: (1 - e^-d) / d, 1 for d = 0."""
    return -expm1(-mean_text_degree) / mean_text_degree if mean_text_degree else 1.0


def _entries(model: WeightedConcepts) -> int:
    """Size of the alias table, a power of 2."""
    return 1 << max(1, (model.concepts - 1).bit_length())


class Texter:
    """Scratch memory of one thread."""

    def __init__(self, model: WeightedConcepts) -> None:
        self.model = model
        if model.weights is None:
            weights = np.arange(1.0, model.concepts + 1) ** -model.weight_exponent
        else:
            weights = np.array(model.weights, dtype=float)
        self.weights = weights / weights.sum()
        entries = _entries(model)
        self.bits = entries.bit_length() - 1
        self.threshold, self.alias = np.zeros(entries, np.uint64), np.zeros(entries, np.int64)
        table = np.zeros(entries)
        table[: model.concepts] = self.weights
        build_alias(table, self.bits, self.threshold, self.alias, np.zeros(entries, np.int64))

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, npt.NDArray[np.int64]] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m, counts = self.model, np.zeros((trials, 4), np.int64)
        d, texts = float(m.mean_text_degree), float(m.texts)
        table = (self.weights, self.bits, self.threshold, self.alias)
        if not run_weighted(np.uint64(key), first, texts, m.texts_fixed, d, *table, counts, control):
            return None
        return {
            "learnt": counts[:, LEARNT],
            "learnt_fraction": counts[:, LEARNT],
            "unlearnt_weight": counts[:, UNLEARNT],
            "training_error": counts[:, STUCK_TEXTS],
            "rounds": counts[:, ROUNDS],
        }


class Parameters(base.Parameters):
    """Keys of a weighted-concepts sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"concepts", "texts"})

    kind: Literal["weighted-concepts"]
    concepts: Concepts | None = None
    mean_text_degree: Degree
    texts: Texts | None = None
    occurrences: Annotated[Real, Field(ge=0, le=1e10, title="number of occurrences")] | None = None
    texts_fixed: Annotated[bool, Field(strict=True)] = True
    weight_exponent: Exponent | None = None
    weights: tuple[Weight, ...] | None = None

    def resolve(self) -> WeightedConcepts:
        """The model; texts are the whole number next to that which has these occurrences on average."""
        if (self.texts is None) == (self.occurrences is None):
            said = "none of them" if self.texts is None else "both"
            raise ParameterError("model", f"give exactly one of texts, occurrences; here there is {said}")
        if (self.weights is None) == (self.weight_exponent is None):
            said = "none of them" if self.weights is None else "both"
            raise ParameterError("model", f"give exactly one of weight_exponent, weights; here there is {said}")
        concepts = (
            self.concepts if self.weights is None else len(self.weights) if self.concepts is None else self.concepts
        )
        if concepts is None:
            raise ParameterError("concepts", "missing; give their number")
        texts = self.texts
        if self.occurrences is not None:
            texts = self.occurrences * filled_share(self.mean_text_degree)
            texts = float(round(texts)) if self.texts_fixed else texts
        return WeightedConcepts(
            concepts=concepts,
            mean_text_degree=self.mean_text_degree,
            texts=texts or 0.0,
            texts_fixed=self.texts_fixed,
            weight_exponent=self.weight_exponent or 0.0,
            weights=self.weights,
        )


Model = WeightedConcepts
