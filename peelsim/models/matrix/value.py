"""The parameters of peeling a given matrix, and what follows from them alone."""

from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field

from peelsim.fields import Real, Whole
from peelsim.graphs.reading import Bipartite
from peelsim.graphs.value import GivenGraph
from peelsim.kernels.given.erasing import Graph, Part, graph_of
from peelsim.models.base import Model, ParameterError, model
from peelsim.theory.codes.thinned import ThinnedCode

Share = Annotated[Real, Field(ge=0, le=1, title="share")]
Probability = Annotated[Real, Field(ge=0, le=1, title="probability")]
NullModel = Literal["configuration", "binomial", "texts"]


def _listed(given: Any) -> Any:
    """A single name stands for a list of it."""
    if isinstance(given, str):
        return (given,)
    return tuple(given) if isinstance(given, list) else given


NullModels = Annotated[tuple[NullModel, ...], BeforeValidator(_listed)]
_MOST = 2**31  # concepts, or texts, or edges: kernels hold 32-bit numbers


@model
class Given(Model):
    """A matrix, and how much of it a trial has; see ``GivenMatrix``."""

    graph: Bipartite
    erasure: Probability = 1.0
    texts_share: Share = 1.0
    edge_deletion: Probability = 0.0
    split: Annotated[Real, Field(gt=0, lt=1, title="share of the concepts")] | None = None
    trajectory_rounds: Annotated[Whole, Field(ge=0, le=1_000_000, title="number of rounds")] = 0
    null: Annotated[NullModels, Field(title="list of null models")] = ()
    null_draws: Annotated[Whole, Field(ge=39, le=1_000_000, title="number of graphs")] = 1000
    curve: tuple[Share, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.null)) < len(self.null):
            raise ParameterError("null", "a null model is named twice")
        simple = [null for null in self.null if null != "configuration"]
        if simple and self.graph.has_double_edges:
            cure = "take configuration, or multi_edges = single"
            raise ParameterError("null", f"a text of {simple[0]} holds no concept twice, and here one does; {cure}")
        if max(*self.graph.shape, self.graph.edges) >= _MOST:
            raise ParameterError("graph", "a matrix of 2^31 texts, concepts or edges is more than kernels take")
        if self.graph.shape[1] == 0:
            raise ParameterError("graph", "a matrix without concepts has nothing to learn")
        if self.curve:
            self._check_curve()

    def _check_curve(self) -> None:
        ascending = all(a < b for a, b in zip(self.curve, self.curve[1:], strict=False))
        if not ascending or self.curve[-1] != self.texts_share:
            raise ParameterError("curve", f"give shares that ascend to texts_share = {self.texts_share:.17g}")
        if self.trajectory_rounds:
            raise ParameterError("trajectory_rounds", "peeling of texts that arrive one at a time has no rounds")

    @property
    def concepts(self) -> int:
        """R, the columns."""
        return self.graph.shape[1]

    @property
    def texts(self) -> int:
        """T, the rows, whether a trial has them or not."""
        return self.graph.shape[0]

    def kept(self, share: float) -> int:
        """Texts that are there: the share of them, rounded."""
        return round(share * self.texts)

    @property
    def part(self) -> Part:
        """How much of the graph a trial has, as the kernels are told it."""
        return Part(float(self.erasure), np.int64(self.kept(self.texts_share)), float(self.edge_deletion))

    @property
    def is_fixed(self) -> bool:
        """Whether nothing is drawn: all trials are the same."""
        return self.erasure in (0, 1) and self.kept(self.texts_share) == self.texts and self.edge_deletion in (0, 1)

    @cached_property
    def by_concept(self) -> Graph:
        """The graph as the kernels take it."""
        return by_concept(self.graph)

    @property
    def as_random(self) -> ThinnedCode:
        """The ensemble of random graphs with these degrees; bits are concepts, checks texts."""
        share = self.kept(self.texts_share) / self.texts if self.texts else 0.0
        return _as_random(self.graph, share, float(self.edge_deletion))

    @property
    def stuck_above(self) -> float:
        """Unknown fraction of the concepts above which a trial counts as stuck."""
        if self.split is not None:
            return self.split
        whole = _as_random(self.graph, 1.0, 0.0)
        return whole.threshold.unknown / 2 if whole.thresholds else 0.5

    @property
    def expected_edges(self) -> float:
        return float(self.graph.edges)


def degrees_of(numbers: npt.NDArray[np.int64]) -> dict[int, int]:
    """How many have each degree."""
    degree, count = np.unique(numbers, return_counts=True)
    return dict(zip(degree.tolist(), count.tolist(), strict=True))


@lru_cache(maxsize=4)
def by_concept(graph: GivenGraph) -> Graph:
    """A graph as the kernels take it."""
    return graph_of(graph.starts, graph.columns, graph.shape[1])


@lru_cache(maxsize=512)
def _as_random(graph: GivenGraph, kept: float, deletion: float) -> ThinnedCode:
    columns = np.bincount(graph.columns, minlength=graph.shape[1])
    return ThinnedCode(_shares(columns), _shares(np.diff(graph.starts)), kept=kept, deletion=deletion)


def _shares(degrees: npt.NDArray[Any]) -> dict[int, float]:
    if len(degrees) == 0:
        return {0: 1.0}
    return {degree: count / len(degrees) for degree, count in degrees_of(degrees).items()}
