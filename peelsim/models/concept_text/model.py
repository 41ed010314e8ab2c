"""Concepts learnt from texts by peeling a random bipartite graph (Nayak and Varshney 2024, sec. 2.3)."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, ClassVar

import numpy as np

from peelsim.ensembles import Binomial
from peelsim.kernels.graph.trials import LEARNT, ROUNDS, STUCK_TEXTS
from peelsim.models.base import Keys, ParameterError, Quantities, Shows, model
from peelsim.models.concept_text import curves
from peelsim.models.concept_text.arrivals import ArrivingTexts
from peelsim.models.concept_text.binomial_graph import BinomialGraphs
from peelsim.models.concept_text.engine import Engine, error_scale, excess_entropy
from peelsim.models.concept_text.keys import ConceptTextKeys
from peelsim.models.concept_text.laws import LAWS
from peelsim.models.concept_text.listed_graph import ListedGraphs
from peelsim.models.concept_text.rounds import BinomialRounds, ListedRounds
from peelsim.models.concept_text.value import Bipartite
from peelsim.stats.fixed_point import ENTROPY
from peelsim.stats.law import Laws, Prediction
from peelsim.stats.observable import Dimension, Observable

_LARGEST_GRAPH = 2**31  # concepts or texts: degrees keep their top bit for a mark, rows hold 32-bit numbers

AnyEngine = Engine | ArrivingTexts
_ENGINES: dict[str, tuple[type[AnyEngine], type[AnyEngine]]] = {
    "rounds": (BinomialRounds, ListedRounds),
    "graph": (BinomialGraphs, ListedGraphs),
    "curve": (curves.BinomialCurves, curves.ListedCurves),
    "arrivals": (ArrivingTexts, ArrivingTexts),
}
_TEXTS = "texts", "texts_per_concept", "window"


@model
class ConceptText(Bipartite):
    """R concepts, T texts, and which concepts a text holds.

    Parameters
    ----------
    concepts : R.
    texts : T, or with texts_fixed = False the mean of a Poisson number of texts.
    text_degree : how many concepts a text holds, such as ``Binomial(mean=6)``.
    split : a trial is ``stuck`` if a larger fraction of concepts stays unlearnt; by default midway between the fixed
        points of density evolution at the threshold.
    trajectory_rounds : rounds after which the unlearnt fraction is noted, 0 for none.
    curve : numbers of texts, ascending to T, after each of which engine ``curve`` looks at one graph while its texts
        arrive; with texts_fixed = False the means of a Poisson process, which engine ``arrivals`` follows without a
        graph. Observables then have a value for each of them.

    Raises
    ------
    ValueError : if the mean text degree exceeds R, a fixed number of texts is not whole, or a curve does not ascend
        to T.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Binomial(mean=6))
    >>> round(model.edge_probability, 3), model.stuck_above > 0.2
    (0.06, True)
    """

    kind: ClassVar[str] = "concept-text"
    example: ClassVar[Mapping[str, Any]] = {
        "text_degree": {"kind": "binomial", "mean": 6},
        "concepts": 20,
        "texts_per_concept": 3.5,
    }
    laws: ClassVar[Laws] = LAWS
    shows: ClassVar[Shows] = "learning"
    headline: ClassVar[str] = "stuck"
    engines: ClassVar[tuple[str, ...]] = tuple(_ENGINES)
    redrawn: ClassVar[Mapping[str, int]] = {"rounds": 1, "graph": 1, "curve": 1, "arrivals": 1}
    keys: ClassVar[type[Keys]] = ConceptTextKeys
    coupled: ClassVar[Mapping[str, tuple[str, ...]]] = {"curve": _TEXTS, "arrivals": _TEXTS}

    together = staticmethod(curves.together)

    @property
    def observables(self) -> tuple[Observable, ...]:
        texts, concepts = np.array(self.curve) if self.curve else self.texts, self.concepts
        found = [
            Observable("learnt", "number", "concepts learnt", rare="stuck", span=-concepts, column=LEARNT),
            Observable(
                "learnt_fraction",
                "number",
                "fraction of concepts learnt",
                rare="stuck",
                span=-1.0,
                highest=1.0,
                per=concepts,
                column=LEARNT,
            ),
            Observable(
                "stuck",
                "event",
                "probability that peeling gets stuck with more than split of the concepts",
                column=lambda counts: concepts - counts[..., LEARNT] > self.stuck_above * concepts,
            ),
            Observable(
                "complete",
                "event",
                "probability that every concept is learnt",
                column=lambda counts: counts[..., LEARNT] == concepts,
            ),
            Observable(
                "incomplete",
                "event",
                "probability that some concept is not learnt",
                column=lambda counts: counts[..., LEARNT] < concepts,
            ),
            Observable(
                "training_error",
                "number",
                "fraction of texts with an unlearnt concept at the end",
                rare="stuck",
                span=self.most_texts / (self.texts or 1),
                highest=1.0 if self.texts_fixed else self.most_texts / (self.texts or 1),
                per=error_scale(texts) if self.curve else self.texts or 1.0,
                column=STUCK_TEXTS,
            ),
            Observable(
                "excess_entropy",
                "number",
                "Pinsker's bound P_e^2/2 of the excess entropy",
                units="nat",
                rare="stuck",
                span=0.5,
                highest=0.5,
                per=ENTROPY,
                column=lambda counts: excess_entropy(counts[..., STUCK_TEXTS], texts),
            ),
        ]
        if self.curve:
            along = Dimension("texts", len(self.curve), values=self.curve, long_name="texts that have arrived")
            return tuple(replace(observable, dimension=along) for observable in found)
        found.append(Observable("rounds", "number", "parallel rounds that taught a concept", column=ROUNDS))
        if self.trajectory_rounds:
            axis = Dimension("round", self.trajectory_rounds)
            words = "fraction of concepts unlearnt after a round"
            found.append(Observable("trajectory", "number", words, dimension=axis, highest=1.0, per=concepts))
        return tuple(found)

    @property
    def quantities(self) -> Quantities:
        return {
            "concepts": (self.concepts, "1", "concepts R"),
            "texts": (self.texts, "1", "texts T" if self.texts_fixed else "mean number of texts"),
            "texts_per_concept": (self.texts_per_concept, "1", "texts per concept, T / R"),
            "realised_window": (self.window, "1", "place of R and T in the critical window"),
            "split": (self.stuck_above, "1", "unlearnt fraction above which a trial is stuck"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "concepts": self.concepts,
            "texts": float(self.texts),
            "texts_fixed": self.texts_fixed,
            "text_degree": asdict(self.text_degree),
            "split": self.split,
            **({"curve": list(map(float, self.curve))} if self.curve else {}),
        }

    def times_redrawn(self, engine: str) -> int:
        if isinstance(self.text_degree, Binomial) and engine in ("rounds", "arrivals"):
            return 0  # the probabilities of listed degrees alone have come to be rounded otherwise
        return super().times_redrawn(engine)

    def resolve_engine(self, engine: str) -> str:
        if self.curve and engine in ("graph", "rounds"):
            raise ParameterError("engine", f"{engine} simulates one number of texts, not a curve; take curve")
        if engine in ("curve", "arrivals") and not self.curve:
            raise ParameterError("curve", f"engine {engine} needs the numbers of texts to look at, ascending to texts")
        if engine == "arrivals" and self.texts_fixed:
            said = "engine arrivals has texts that arrive as a Poisson process; take curve, or texts_fixed = false"
            raise ParameterError("run.engine", said)
        if self.curve and engine == "auto":
            engine = "curve" if self.texts_fixed else "arrivals"
        engine = super().resolve_engine(engine)
        if engine in ("graph", "curve") and max(self.concepts, self.most_texts) >= _LARGEST_GRAPH:
            said = "a sampled graph holds fewer than 2^31 concepts and texts; take rounds or arrivals"
            raise ParameterError("run.engine", said)
        return engine

    def block_trials(self, engine: str) -> int:
        return self._engine(engine).block_trials(self)

    def bytes_per_thread(self, engine: str) -> int:
        return self._engine(engine).bytes_per_thread(self)

    def simulator(self, engine: str) -> AnyEngine:
        return self._engine(engine)(self)

    def _engine(self, engine: str) -> type[AnyEngine]:
        binomial, listed = _ENGINES[engine]
        return binomial if isinstance(self.text_degree, Binomial) else listed

    def predict(self, law: str) -> Prediction:
        return curves.predict(self, LAWS[law]) if self.curve else super().predict(law)
