"""Concepts that differ in weight, learnt by peeling texts: the bridge from single quanta to the concept-text model.

Without company in its texts a concept is learnt as soon as it is seen: that is the quantization model, and where
weights follow Zipf's law what is unlearnt falls as a power of the data. With company it must wait until the others are
learnt, and in the end, for concepts of equal weight and six of them per text, all are learnt at once (Nayak and
Varshney 2024).
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import expm1, inf
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from peelsim.fields import Flag, Real, Rounded, Whole
from peelsim.kernels.draws.alias import alias_table, bits_for
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.text_number import TextNumber, number_of_texts
from peelsim.kernels.listed import weighted_texts as kernel
from peelsim.kernels.listed.weighted_texts import COLUMNS, LEARNT, ROUNDS, STUCK_TEXTS, UNLEARNT
from peelsim.models.base import Columns, Control, Graph, Keys, Model, ParameterError, Quantities, Shows, model
from peelsim.models.parts.learners import most_of_mean, unlearnt_after
from peelsim.models.parts.peeled_graphs import PeelsGraph
from peelsim.models.parts.ways import check_whole, exactly_one
from peelsim.stats.fixed_point import WEIGHT
from peelsim.stats.law import Law, Laws, Said, extrapolated
from peelsim.stats.observable import Counted, Observable
from peelsim.theory.peeling import weighted_peeling

__all__ = ["WeightedConcepts"]

Concepts = Annotated[Whole, Field(ge=1, le=2**24, title="number of concepts")]
Exponent = Annotated[Real, Field(ge=0, le=10, title="exponent")]
Weight = Annotated[Real, Field(gt=0, le=1e100, title="weight")]
Texts = Annotated[Real, Field(ge=0, le=1e9, title="number of texts"), Rounded]
Degree = Annotated[Real, Field(ge=0, le=100, title="mean number of concepts per text")]


def filled_share(mean_text_degree: float) -> float:
    """Texts with a concept, per occurrence: (1 - e^-d) / d, 1 for d = 0."""
    return -expm1(-mean_text_degree) / mean_text_degree if mean_text_degree else 1.0


def _mean_field(model: "WeightedConcepts") -> dict[str, Said]:
    """The limit of many concepts, each of far less than one occurrence per text."""
    weights, d = model.weights_by_rank, model.mean_text_degree
    state = weighted_peeling.peeled(weights, occurrences=model.occurrences, mean_text_degree=d)
    said: dict[str, Said] = {
        "learnt": state.learnt,
        "learnt_fraction": state.learnt / model.concepts,
        "unlearnt_weight": state.unlearnt_weight,
        "stuck": float(state.unlearnt_weight > model.stuck_above),
        "training_error": state.training_error,
    }
    heaviest = d * float(weights.values.max())
    if heaviest > 1:
        said = extrapolated(said, f"concepts are to occur less than once per text, and one does {heaviest:.3g} times")
    return said


class WeightedKeys(Keys):
    """Keys of a weighted-concepts sweep: texts can be said by occurrences, and concepts by their weights."""

    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {"occurrences": ("texts",)}

    concepts: Concepts | None = None
    texts: Texts | None = None
    occurrences: Annotated[Real, Field(ge=0, le=1e10, title="number of occurrences")] | None = None
    weight_exponent: Exponent | None = None

    def given(self) -> dict[str, Any]:
        """Texts are the whole number next to that which has these occurrences on average."""
        fields = super().given()
        if exactly_one(texts=self.texts, occurrences=self.occurrences) == "occurrences":
            texts = (self.occurrences or 0.0) * filled_share(fields["mean_text_degree"])
            fields["texts"] = float(round(texts)) if fields["texts_fixed"] else texts
        if exactly_one(weight_exponent=self.weight_exponent, weights=fields["weights"]) == "weights":
            fields["weight_exponent"] = 0.0
            if self.concepts is None:
                fields["concepts"] = len(fields["weights"])
        if fields["concepts"] is None:
            raise ParameterError("concepts", "missing; give their number")
        return fields


class Weighed(PeelsGraph, Columns):
    """Scratch memory of one thread."""

    columns = COLUMNS
    held = "concepts"

    def __init__(self, model: "WeightedConcepts") -> None:
        super().__init__(model)
        if model.weights is None:
            weights = np.arange(1.0, model.concepts + 1) ** -model.weight_exponent
        else:
            weights = np.array(model.weights, dtype=float)
        weights /= weights.sum()
        self.concepts = kernel.WeightedConcepts(weights, alias_table(weights))
        self.number = TextNumber(float(model.texts), model.texts_fixed)
        self.mean = float(model.mean_text_degree)

    def fill(self, key: np.uint64, first: int, counts: Counted, control: Control) -> bool:
        return bool(kernel.run_weighted(key, first, self.number, self.mean, self.concepts, counts, control))

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """The texts of a trial, whatever the place."""
        stream = np.uint64(draw(np.uint64(key), trial))
        texts = number_of_texts(stream, self.number)
        found = kernel.sample_weighted(stream, texts, self.mean, self.concepts.table, np.zeros(2, np.int64))
        return found[0], found[1].astype(np.int64), (int(texts), self.model.concepts)

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Concepts unlearnt before the first round, and after each."""
        return unlearnt_after(self.learnt_in(key, trial, self.graph(key, trial), np.zeros(2, np.int64)))


@model
class WeightedConcepts(Model):
    """R concepts of weights w_i; concept i is in a text with probability 1 - exp(-mean_text_degree w_i).

    A trial is ``stuck`` if more weight stays unlearnt than midway between the states at the jump of law ``mean_field``;
    1/2 where it has none.

    Parameters
    ----------
    concepts : R.
    mean_text_degree : d_t, concepts per text with those that occur twice, before texts without any are left out; 0: one
        concept per text.
    texts : those that have a concept, with texts_fixed = False the mean of a Poisson number.
    weights : as many as concepts, in any unit; None: Zipf's law, w_k in proportion to k^-weight_exponent.

    Raises
    ------
    ValueError : if there are other weights than concepts, or a fixed number of texts is not whole.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.WeightedConcepts(concepts=100, mean_text_degree=6, texts=450)
    >>> round(model.occurrences, 1), round(model.stuck_above, 3)
    (2706.7, 0.437)
    """

    concepts: Concepts
    mean_text_degree: Degree
    texts: Texts
    texts_fixed: Flag = True
    weight_exponent: Exponent = 0.0
    weights: tuple[Weight, ...] | None = None

    kind: ClassVar[str] = "weighted-concepts"
    example: ClassVar[Mapping[str, Any]] = {
        "concepts": 300,
        "mean_text_degree": 2,
        "weight_exponent": 0,
        "occurrences": 300,
    }
    laws: ClassVar[Laws] = Laws(
        Law("mean_field", _mean_field, "derived in theory.peeling.weighted_peeling, after Nayak and Varshney", "limit")
    )
    headline: ClassVar[str] = "unlearnt_weight"
    shows: ClassVar[Shows] = "learning"
    keys: ClassVar[type[Keys]] = WeightedKeys

    def __post_init__(self) -> None:
        if self.weights is not None and len(self.weights) != self.concepts:
            said = f"{len(self.weights)} of them where there are {self.concepts} concepts; give one per concept"
            raise ParameterError("weights", said)
        check_whole(self.texts, key="texts", fixed=self.texts_fixed)

    @property
    def occurrences(self) -> float:
        """Mean number of occurrences of concepts in all texts."""
        return self.texts / filled_share(self.mean_text_degree)

    @cached_property
    def weights_by_rank(self) -> weighted_peeling.Weights:
        """The weights, for the laws."""
        if self.weights is None:
            return weighted_peeling.Weights.zipf(self.concepts, exponent=self.weight_exponent)
        return weighted_peeling.Weights.given(self.weights)

    @cached_property
    def _split(self) -> float | None:
        return weighted_peeling.split(self.weights_by_rank, mean_text_degree=self.mean_text_degree)

    @property
    def stuck_above(self) -> float:
        """Unlearnt weight above which a trial counts as stuck."""
        return 0.5 if self._split is None else self._split

    @property
    def observables(self) -> tuple[Observable, ...]:
        lost = 0.0 if self._split is None else 1.0  # by a stuck trial, if there are trials of two kinds
        concepts, most = self.concepts, most_of_mean(self.texts, self.texts_fixed)
        jumping = (
            ("learnt", "concepts learnt", -lost * concepts, inf, None, LEARNT),
            ("learnt_fraction", "fraction of concepts learnt", -lost, 1.0, concepts, LEARNT),
            ("unlearnt_weight", "weight of the concepts not learnt", lost, 1.0, WEIGHT, UNLEARNT),
            (
                "training_error",
                "fraction of texts with an unlearnt concept at the end",
                lost * most,
                most,
                self.texts or 1,
                STUCK_TEXTS,
            ),
        )
        stuck = "probability that more than split of the weight stays unlearnt"
        return (
            *(
                Observable(name, "number", words, rare="stuck", span=span, highest=highest, per=per, column=column)
                for name, words, span, highest, per, column in jumping
            ),
            Observable("rounds", "number", "parallel rounds that taught a concept", column=ROUNDS),
            Observable("stuck", "event", stuck, column=lambda counts: counts[:, UNLEARNT] > self.stuck_above * WEIGHT),
        )

    @property
    def quantities(self) -> Quantities:
        return {
            "concepts": (self.concepts, "1", "concepts R"),
            "mean_text_degree": (self.mean_text_degree, "1", "mean number of concepts per text d_t"),
            "texts": (self.texts, "1", "texts with a concept"),
            "occurrences": (self.occurrences, "1", "mean number of occurrences of concepts"),
            "split": (self.stuck_above, "1", "unlearnt weight above which a trial is stuck"),
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

    @property
    def expected_edges(self) -> float:
        return self.occurrences

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 60 ns per occurrence, 10 ns per concept and 1 us per trial."""
        return max(1, min(int(1e8 / (60 * self.occurrences + 10 * self.concepts + 1000)), 100_000))

    def bytes_per_thread(self, engine: str) -> int:
        """Also of the arrays a trial makes for itself, twice as many texts and occurrences as expected."""
        table, own = 40 << bits_for(self.concepts), 40 * self.concepts
        return table + own + int(2 * (40 * self.texts + 16 * self.occurrences)) + 30_000_000

    def simulator(self, engine: str) -> Weighed:
        return Weighed(self)
