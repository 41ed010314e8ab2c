"""Concepts learnt from texts by peeling a random bipartite graph (Nayak and Varshney 2024, sec. 2.3)."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from math import ceil, nan, sqrt
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.ensembles import Binomial, TextDegree
from peelsim.fields import Real, Whole
from peelsim.models import base
from peelsim.models.base import ParameterError, Prediction, Scale
from peelsim.models.concept_text import curves
from peelsim.models.concept_text.binomial_graph import BinomialGraphs
from peelsim.models.concept_text.engine import ENTROPY_UNITS, Engine, error_scale
from peelsim.models.concept_text.laws import LAWS
from peelsim.models.concept_text.listed_graph import ListedGraphs
from peelsim.models.concept_text.rounds import BinomialRounds, ListedRounds
from peelsim.models.sizes import OptimumLaw, Sizes
from peelsim.stats.observable import Dimension, Observable
from peelsim.theory.peeling import density_evolution, finite_length
from peelsim.theory.printed.dummy_nodes import AUTHORS_ERASURE

_LARGEST_GRAPH = 2**31  # concepts or texts: degrees keep their top bit for a mark, rows hold 32-bit numbers

Concepts = Annotated[Whole, Field(ge=1, le=10**15, title="number of concepts")]
Texts = Annotated[Real, Field(ge=0, le=1e15, title="number of texts")]
Split = Annotated[Real, Field(gt=0, lt=1, title="share of concepts")]
Budget = Annotated[Real, Field(gt=0, title="budget")]
PerUnit = Annotated[Real, Field(gt=0, title="number")]
Rounds = Annotated[Whole, Field(ge=0, le=1_000_000, title="number of rounds")]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class ConceptText:
    """R concepts, T texts, and which concepts a text holds.

    concepts: R. texts: T, or with texts_fixed = False the mean of a Poisson number of texts. split: a trial is
    ``stuck`` if a larger fraction of concepts stays unlearnt; by default midway between the fixed points of density
    evolution at the threshold. trajectory_rounds: rounds after which the unlearnt fraction is noted, 0 for none.
    curve: numbers of texts, ascending to T, after each of which engine ``curve`` looks at one graph while its texts
    arrive; with texts_fixed = False the means of a Poisson process. Observables then have a value for each of them.

    Raises ValueError if the mean text degree exceeds R, a fixed number of texts is not whole, or a curve does not
    ascend to T.
    """

    concepts: Concepts
    texts: Texts
    text_degree: Annotated[TextDegree, Field(discriminator="kind")]
    texts_fixed: bool = True
    split: Split | None = None
    trajectory_rounds: Rounds = 0
    curve: tuple[Texts, ...] = ()

    kind: ClassVar[str] = "concept-text"
    coupled: ClassVar[Mapping[str, tuple[str, ...]]] = {"curve": ("texts", "texts_per_concept", "window")}
    laws: ClassVar[tuple[str, ...]] = tuple(LAWS)
    headline: ClassVar[str] = "stuck"
    figures: ClassVar[tuple[str, ...]] = (
        "waterfall",
        "collapse",
        "isoflop",
        "block_threshold",
        "frontier",
        "excess_entropy",
    )

    def __post_init__(self) -> None:
        if self.text_degree.least_concepts > self.concepts:
            raise ParameterError(
                "text_degree",
                f"texts of {self.text_degree.least_concepts:g} concepts where there are only {self.concepts}; "
                "lower it, or raise concepts",
            )
        if not isinstance(self.text_degree, Binomial):
            try:
                self.text_degree.law_among(self.concepts)
            except ValueError as error:
                raise ParameterError("text_degree", str(error)) from None
        if self.texts_fixed and self.texts != int(self.texts):
            raise ParameterError("texts", f"{self.texts:g} is not a whole number; texts_fixed = False takes a mean")
        if self.curve:
            curves.check(self)

    together = staticmethod(curves.together)

    @property
    def texts_per_concept(self) -> float:
        """Realised T / R."""
        return self.texts / self.concepts

    @property
    def edge_probability(self) -> float:
        """p = d_t / R."""
        return self.text_degree.mean / self.concepts

    @property
    def window(self) -> float:
        """Place in the critical window, NaN where there is none."""
        try:
            return float(
                finite_length.window(
                    self.concepts,
                    texts_per_concept=self.texts_per_concept,
                    text_degree=self.text_degree,
                    texts_fixed=self.texts_fixed,
                )
            )
        except ValueError:
            return nan

    @property
    def stuck_above(self) -> float:
        """Unlearnt fraction above which a trial counts as stuck."""
        return density_evolution.split(self.text_degree) if self.split is None else self.split

    @property
    def observables(self) -> tuple[Observable, ...]:
        found = [
            Observable("learnt", "number", "concepts learnt", rare="stuck", span=-self.concepts),
            Observable("learnt_fraction", "number", "fraction of concepts learnt", rare="stuck", span=-1.0),
            Observable("stuck", "event", "probability that peeling gets stuck with more than split of the concepts"),
            Observable("complete", "event", "probability that every concept is learnt"),
            Observable("incomplete", "event", "probability that some concept is not learnt"),
            Observable(
                "training_error",
                "number",
                "fraction of texts with an unlearnt concept at the end",
                rare="stuck",
                span=self.most_texts / (self.texts or 1),
            ),
            Observable(
                "excess_entropy",
                "number",
                "Pinsker's bound P_e^2/2 of the excess entropy",
                units="nat",
                rare="stuck",
                span=0.5,
            ),
        ]
        if self.curve:
            along = Dimension("texts", len(self.curve), values=self.curve, long_name="texts that have arrived")
            return tuple(replace(observable, dimension=along) for observable in found)
        found.append(Observable("rounds", "number", "parallel rounds that taught a concept"))
        if self.trajectory_rounds:
            axis = Dimension("round", self.trajectory_rounds)
            found.append(
                Observable("trajectory", "number", "fraction of concepts unlearnt after a round", dimension=axis)
            )
        return tuple(found)

    @property
    def per(self) -> Mapping[str, Scale]:
        return {
            "learnt_fraction": self.concepts,
            "training_error": error_scale(np.array(self.curve)) if self.curve else self.texts or 1,
            "excess_entropy": ENTROPY_UNITS,
            "trajectory": self.concepts,
        }

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        return {
            "concepts": (self.concepts, "1", "concepts R"),
            "texts": (self.texts, "1", "texts T" if self.texts_fixed else "mean number of texts"),
            "texts_per_concept": (self.texts_per_concept, "1", "texts a concept, T / R"),
            "realised_window": (self.window, "1", "place of R and T in the critical window"),
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
            **({"curve": list(map(float, self.curve))} if self.curve else {}),
        }

    def resolve_engine(self, engine: str) -> str:
        if self.curve and engine in ("graph", "rounds"):
            raise ParameterError("engine", f"{engine} simulates one number of texts, not a curve; take curve")
        if engine == "curve" and not self.curve:
            raise ParameterError("curve", "engine curve needs the numbers of texts to look at, ascending to texts")
        if self.curve and engine == "auto":
            engine = "curve"
        if engine in ("graph", "curve") and max(self.concepts, self.most_texts) >= _LARGEST_GRAPH:
            raise ParameterError("run.engine", "a sampled graph holds fewer than 2^31 concepts and texts; take rounds")
        if engine not in ("auto", "graph", "rounds", "curve"):
            raise ParameterError("engine", f"{engine!r} is not known; take auto, graph, rounds or curve")
        return "rounds" if engine == "auto" else engine

    @property
    def most_texts(self) -> int:
        """No trial has more texts: a Poisson number exceeds this with probability below 1e-80."""
        return int(self.texts) if self.texts_fixed else ceil(self.texts + 20 * sqrt(self.texts) + 100)

    @property
    def expected_edges(self) -> float:
        return self.text_degree.mean * self.texts

    def block_trials(self, engine: str) -> int:
        return self._engine(engine).block_trials(self)

    def memory(self, engine: str) -> int:
        return self._engine(engine).memory(self)

    def simulator(self, engine: str) -> Engine:
        return self._engine(engine)(self)

    def _engine(self, engine: str) -> type[Engine]:
        binomial, listed = _ENGINES[engine]
        return binomial if isinstance(self.text_degree, Binomial) else listed

    def predict(self, law: str) -> Prediction:
        return curves.predict(self, LAWS[law]) if self.curve else LAWS[law](self)


_ENGINES: dict[str, tuple[type[Engine], type[Engine]]] = {
    "graph": (BinomialGraphs, ListedGraphs),
    "rounds": (BinomialRounds, ListedRounds),
    "curve": (curves.BinomialCurves, curves.ListedCurves),
}


class GraphParameters(base.Parameters):
    """The keys by which a sweep says how large a concept-text graph is; models above it have them, too."""

    concepts: Concepts | None = None
    texts: Texts | None = None
    texts_per_concept: Annotated[Real, Field(ge=0, le=1e15, title="number of texts a concept")] | None = None
    window: Annotated[Real, Field(title="number of window widths")] | None = None
    compute: Budget | None = None
    flops: Budget | None = None
    parameters: Annotated[Real, Field(gt=0, title="number of parameters")] | None = None
    optimum: OptimumLaw | None = None
    parameters_per_concept: PerUnit | None = None
    tokens_per_text: PerUnit | None = None
    text_degree: Annotated[TextDegree, Field(discriminator="kind")]
    texts_fixed: Annotated[bool, Field(strict=True)] = True
    split: Split | None = None

    @property
    def ways(self) -> Sizes:
        """What is said of the sizes."""
        return Sizes(**{field.name: getattr(self, field.name) for field in fields(Sizes)})


class Parameters(GraphParameters):
    """Keys of a concept-text sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"concepts", "texts", "trajectory_rounds"})

    kind: Literal["concept-text"]
    erasure: Annotated[Real, Field(gt=0, lt=1, title="share of a code's symbols")] | None = None
    trajectory_rounds: Rounds = 0

    def resolve(self) -> ConceptText:
        sizes, degree = self.ways, self.text_degree
        if self.erasure is not None:
            sizes, degree = _erased(sizes, degree, self.erasure)
        concepts, texts = sizes.resolve(text_degree=degree, texts_fixed=self.texts_fixed)
        return ConceptText(
            concepts=concepts,
            texts=texts,
            text_degree=degree,
            texts_fixed=self.texts_fixed,
            split=self.split,
            trajectory_rounds=self.trajectory_rounds,
        )


def _erased(sizes: Sizes, degree: TextDegree, erasure: float) -> tuple[Sizes, TextDegree]:
    """The sizes and text degrees of what is unknown, if that share of the paper's code is erased.

    In App. C the R concepts are half of a code's symbols, erased by choice, and each of its symbols is in a text with
    probability d/R. With a share e erased instead, 2 e R concepts are unknown, and 2 e d of them in a text.
    """
    if not isinstance(degree, Binomial):
        raise ParameterError("erasure", "the code's texts have binomial degrees; take text_degree.kind = binomial")
    if sizes.optimum is not None:
        raise ParameterError("erasure", "an optimum is that of the model itself; give the sizes in another way")
    return sizes.times(erasure / AUTHORS_ERASURE), Binomial(mean=degree.mean * erasure / AUTHORS_ERASURE)


Model = ConceptText
