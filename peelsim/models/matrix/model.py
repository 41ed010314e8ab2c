"""Peeling a given matrix: erasures of a code, shares of a corpus, deleted edges."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Self

from peelsim.kernels.given.trials import BEGUN, LEFT, ROUNDS, SEEN, STUCK_TEXTS
from peelsim.models.base import Keys, ParameterError, Quantities, Shows, model
from peelsim.models.matrix.engines import GivenCurves, GivenTrials, together
from peelsim.models.matrix.keys import MatrixKeys
from peelsim.models.matrix.laws import LAWS
from peelsim.models.matrix.nulls import WithNulls
from peelsim.models.matrix.value import Given
from peelsim.stats.law import Laws, Prediction
from peelsim.stats.observable import Dimension, Observable


@model
class GivenMatrix(Given):
    """Your own texts and concepts, or checks and bits, peeled.

    Parameters
    ----------
    graph : the path of a file, a texts x concepts matrix, a bipartite graph of networkx or igraph, or what
        ``read_matrix`` gives.
    erasure : probability that a concept is unknown at first; 1 where all are to be learnt.
    texts_share : share of the texts that a trial has, a uniform set of round(texts_share T).
    edge_deletion : probability that a text loses a concept that it holds.
    split : a trial is ``stuck`` if a larger fraction of all concepts stays unknown; by default half of that at the
        threshold of random graphs with these degrees, one half if there is none.
    trajectory_rounds : rounds after which the number of unknown concepts is noted, 0 for none.
    null : null models to compare with, of ``"configuration"`` (same degrees), ``"texts"`` (same degrees of texts) and
        ``"binomial"`` (as many edges); their mean, central 95 % and rank p-value are among the ``quantities``.
    null_draws : graphs drawn of each.
    curve : shares of the texts, ascending to texts_share, at each of which engine ``curve`` looks while they arrive.

    Raises
    ------
    ValueError : for what is no graph, a matrix without concepts, or a curve that does not ascend.

    Examples
    --------
    >>> import peelsim
    >>> corpus = peelsim.GivenMatrix(graph=[[1, 0, 0], [1, 1, 0], [0, 1, 1]], texts_share=2 / 3)
    >>> trials = peelsim.simulate(corpus, trials=3000, seed=1)
    >>> bool(abs(trials["learnt"].mean() - 1) < 0.06)
    True
    """

    kind: ClassVar[str] = "matrix"
    headline: ClassVar[str] = "unknown_fraction"
    shows: ClassVar[Shows] = "learning"
    engines: ClassVar[tuple[str, ...]] = ("graph", "curve")
    keys: ClassVar[type[Keys]] = MatrixKeys
    coupled: ClassVar[Mapping[str, tuple[str, ...]]] = {"curve": ("texts_share",)}
    laws: ClassVar[Laws] = LAWS

    together = staticmethod(together)

    @classmethod
    def small(cls) -> Self:
        """Three texts; no keys of a sweep file say them, as those name a file."""
        three: Any = [[1, 0, 0], [1, 1, 0], [0, 1, 1]]
        return cls(graph=three, texts_share=2 / 3)

    @property
    def size(self) -> str:
        return "concepts"

    @property
    def observables(self) -> tuple[Observable, ...]:
        n, split = self.concepts, self.stuck_above
        jump: dict[str, Any] = {"rare": "stuck", "span": float(n)}
        share: dict[str, Any] = {"rare": "stuck", "span": 1.0, "highest": 1.0, "per": float(n)}
        found = [
            Observable("unknown", "number", "concepts unknown at the end", column=LEFT, **jump),
            Observable("unknown_fraction", "number", "fraction of concepts unknown at the end", column=LEFT, **share),
            Observable("learnt", "number", "concepts learnt", column=_learnt, rare="stuck", span=-float(n)),
            Observable(
                "learnt_fraction",
                "number",
                "fraction of all concepts learnt",
                column=_learnt,
                **{**share, "span": -1.0},
            ),
            Observable(
                "seen_fraction",
                "number",
                "fraction of all concepts unknown at first and in some text",
                column=SEEN,
                per=float(n),
                highest=1.0,
            ),
            Observable(
                "stuck",
                "event",
                "probability that more than split of the concepts stay unknown",
                column=lambda counts: counts[..., LEFT] > split * n,
            ),
            Observable(
                "complete", "event", "probability that every concept is known", column=lambda c: c[..., LEFT] == 0
            ),
            Observable(
                "incomplete", "event", "probability that some concept stays unknown", column=lambda c: c[..., LEFT] > 0
            ),
            Observable("stuck_texts", "number", "texts with two or more unknown concepts", column=STUCK_TEXTS),
        ]
        if self.curve:
            along = Dimension("texts_share", len(self.curve), values=self.curve, long_name="share of the texts")
            return tuple(replace(observable, dimension=along) for observable in found)
        found.append(Observable("rounds", "number", "parallel rounds that taught a concept", column=ROUNDS))
        if self.trajectory_rounds:
            axis, words = Dimension("round", self.trajectory_rounds), "fraction of all concepts unknown after a round"
            found.append(Observable("trajectory", "number", words, dimension=axis, highest=1.0, per=float(n)))
        return tuple(found)

    @property
    def quantities(self) -> Quantities:
        ensemble = self.as_random
        threshold = ensemble.threshold.load if ensemble.thresholds else float("nan")
        known = {
            "concepts": (self.concepts, "1", "concepts R"),
            "texts": (self.kept(self.texts_share), "1", "texts that are there"),
            "edges": (self.graph.edges, "1", "edges of the whole matrix"),
            "mean_text_degree": (self.graph.edges / max(self.texts, 1), "1", "mean number of concepts per text"),
            "erasure": (self.erasure, "1", "probability that a concept is unknown at first"),
            "texts_share": (self.texts_share, "1", "share of the texts"),
            "edge_deletion": (self.edge_deletion, "1", "probability that an edge is deleted"),
            "threshold": (threshold, "1", "erasure at which random graphs with these degrees get stuck"),
            "split": (self.stuck_above, "1", "unknown fraction above which a trial is stuck"),
        }
        return WithNulls(self, known)

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "content": self.graph.content,
            "erasure": float(self.erasure),
            "texts": int(self.part.kept),
            "edge_deletion": float(self.edge_deletion),
            **({"curve": [self.kept(share) for share in self.curve]} if self.curve else {}),
        }

    def resolve_engine(self, engine: str) -> str:
        if engine == "auto":
            engine = "curve" if self.curve else "graph"
        engine = super().resolve_engine(engine)
        if (engine == "curve") != bool(self.curve):
            said = "engine curve looks at shares of the texts that ascend to texts_share; graph at one of them"
            raise ParameterError("curve", said)
        return engine

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 8 ns per edge and 5 ns per text and concept."""
        work = 8 * self.graph.edges + 5 * (self.texts + self.concepts) + 300 + 50 * len(self.curve)
        each = 400 * max(1, len(self.curve)) + 60 * self.trajectory_rounds
        return max(1, min(int(1e8 / work), 64_000_000 // each))

    def bytes_per_thread(self, engine: str) -> int:
        each = 400 * max(1, len(self.curve)) + 60 * self.trajectory_rounds
        return 16 * self.graph.edges + 40 * (self.texts + self.concepts) + each * self.block_trials(engine) + 1_000_000

    def simulator(self, engine: str) -> GivenTrials:
        return GivenCurves(self) if self.curve else GivenTrials(self)

    def predict(self, law: str) -> Prediction:
        if not self.curve:
            return super().predict(law)
        said = [self.laws[law].predict(replace(self, texts_share=share, curve=())) for share in self.curve]
        return Prediction.along(said, [observable.name for observable in self.observables])


def _learnt(counts: Any) -> Any:
    return counts[..., BEGUN] - counts[..., LEFT]
