"""The random graph G(n, p) and its components (Erdos and Renyi 1960), with or without site percolation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Real, Whole
from peelsim.kernels.components.random_graph import CHUNK
from peelsim.kernels.components.trials import (
    COMPONENTS,
    LARGEST,
    LINKS,
    OTHER_SQUARES,
    SECOND,
    run_components,
)
from peelsim.models import base
from peelsim.models.base import Control, ParameterError, Prediction
from peelsim.stats.observable import Observable
from peelsim.theory.graphs import critical_window, tree_components
from peelsim.theory.graphs import giant_component as giant

Nodes = Annotated[Whole, Field(ge=1, lt=2**31, title="number of nodes")]
MeanDegree = Annotated[Real, Field(ge=0, title="mean degree")]
Probability = Annotated[Real, Field(ge=0, le=1, title="probability")]


def only_sampled(engine: str) -> str:
    """The engine of models that have but one: they sample graphs."""
    if engine not in ("auto", "graph"):
        raise ParameterError("run.engine", f"{engine} cannot do this model, whose graphs are sampled; take graph")
    return "graph"


def mean_degree_of(nodes: int, mean_degree: float | None, link_probability: float | None) -> float:
    """The mean degree p (n - 1), from it or from p; ParameterError unless exactly one is given."""
    if (mean_degree is None) == (link_probability is None):
        said = "none of them" if mean_degree is None else "both"
        raise ParameterError("model", f"give exactly one of mean_degree, link_probability; here there is {said}")
    return link_probability * (nodes - 1) if link_probability is not None else mean_degree or 0.0


def check_degree(nodes: int, mean_degree: float) -> None:
    """ParameterError if no graph of so many nodes has this mean degree."""
    if mean_degree > nodes - 1:
        said = f"{mean_degree:g} is more than the {nodes - 1} neighbours there are; lower it, or raise nodes"
        raise ParameterError("mean_degree", said)


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class RandomGraph:
    """G(n, p): nodes n, each pair linked with probability p = mean_degree / (n - 1), independently.

    occupation: each node is kept with this probability, and with it its links to kept nodes; components are those of
    the nodes kept, fractions are of all n.

    Raises ValueError if mean_degree exceeds n - 1.
    """

    nodes: Nodes
    mean_degree: MeanDegree
    occupation: Probability = 1.0

    kind: ClassVar[str] = "random-graph"
    laws: ClassVar[tuple[str, ...]] = ("giant_component", "critical_window")
    headline: ClassVar[str] = "largest_fraction"
    figures: ClassVar[tuple[str, ...]] = ("giant_component",)

    def __post_init__(self) -> None:
        check_degree(self.nodes, self.mean_degree)

    @property
    def link_probability(self) -> float:
        """p."""
        return self.mean_degree / max(self.nodes - 1, 1)

    @property
    def observables(self) -> tuple[Observable, ...]:
        return (
            Observable("largest", "number", "nodes of the largest component"),
            Observable("largest_fraction", "number", "fraction of all nodes in the largest component"),
            Observable("second_largest", "number", "nodes of the second largest component, 0 if there is none"),
            Observable("susceptibility", "number", "sum of squared sizes of all components but the largest, over n"),
            Observable("links", "number", "links between nodes that are kept"),
            Observable("components", "number", "components, single nodes among them"),
        )

    @property
    def per(self) -> Mapping[str, float]:
        return {"largest_fraction": self.nodes, "susceptibility": self.nodes}

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        return {
            "nodes": (self.nodes, "1", "nodes n"),
            "mean_degree": (self.mean_degree, "1", "mean degree p (n - 1)"),
            "link_probability": (self.link_probability, "1", "probability p of a link"),
            "occupation": (self.occupation, "1", "probability that a node is kept"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "nodes": self.nodes,
            "mean_degree": float(self.mean_degree),
            "occupation": float(self.occupation),
        }

    def resolve_engine(self, engine: str) -> str:
        return only_sampled(engine)

    @property
    def expected_edges(self) -> float:
        return self.mean_degree * self.nodes / 2 * self.occupation**2

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 3 ns a node, 25 ns a link and .2 us a trial; their counts stay below 8 MB."""
        nanoseconds = 3 * self.nodes * self.occupation + 25 * self.expected_edges + 200
        return max(1, min(int(1e8 / nanoseconds), 100_000))

    def memory(self, engine: str) -> int:
        return 4 * self.nodes + 8 * CHUNK + 150 * self.block_trials(engine) + 100_000

    def simulator(self, engine: str) -> Components:
        return Components(self)

    def predict(self, law: str) -> Prediction:
        return LAWS[law](self)


class Components:
    """Scratch memory of one thread."""

    def __init__(self, model: RandomGraph) -> None:
        self.model = model
        self.parent = np.zeros(model.nodes, np.int32)
        self.tails, self.heads = np.zeros(CHUNK, np.int32), np.zeros(CHUNK, np.int32)

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, npt.NDArray[np.int64]] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m, counts = self.model, np.zeros((trials, 5), np.int64)
        p, phi = float(m.link_probability), float(m.occupation)
        done = run_components(
            np.uint64(key), first, m.nodes, p, phi, self.parent, self.tails, self.heads, counts, control
        )
        if not done:
            return None
        return {
            "largest": counts[:, LARGEST],
            "largest_fraction": counts[:, LARGEST],
            "second_largest": counts[:, SECOND],
            "susceptibility": counts[:, OTHER_SQUARES],
            "links": counts[:, LINKS],
            "components": counts[:, COMPONENTS],
        }


def _giant_component(model: RandomGraph) -> Prediction:
    """Leading orders for many nodes; what is small beside n is that of the largest trees.

    At c = 1 nothing is said of the sizes but that they are no fraction of n.
    """
    phi, c, kept = model.occupation, model.mean_degree * model.occupation, model.nodes * model.occupation
    share = float(giant.giant_share(c))
    said = {
        "largest_fraction": phi * share,
        "links": model.expected_edges,
        "components": kept * float(giant.components_per_node(c)),
    }
    if c != 1:
        said["susceptibility"] = phi * float(giant.susceptibility(c))
    if share:
        said["largest"] = kept * share
    small = ("second_largest",) if share else ("largest", "second_largest")
    try:
        for rank, name in enumerate(small, start=1):
            said[name] = tree_components.rth_largest_tree(kept, mean_degree=c, rank=rank)
    except ValueError:
        pass
    return said


def _critical_window(model: RandomGraph) -> Prediction:
    """The largest component where it has some n^(2/3) nodes; ValueError elsewhere."""
    kept = model.nodes * model.occupation
    window = (model.mean_degree * model.occupation - 1) * kept ** (1 / 3)
    largest = critical_window.largest_mean(window) * kept ** (2 / 3)
    return {"largest": largest, "largest_fraction": largest / model.nodes}


LAWS: dict[str, Callable[[RandomGraph], Prediction]] = {
    "giant_component": _giant_component,
    "critical_window": _critical_window,
}


class Parameters(base.Parameters):
    """Keys of a random-graph sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"nodes"})

    kind: Literal["random-graph"]
    nodes: Nodes
    mean_degree: MeanDegree | None = None
    link_probability: Probability | None = None
    occupation: Probability = 1.0

    def resolve(self) -> RandomGraph:
        mean_degree = mean_degree_of(self.nodes, self.mean_degree, self.link_probability)
        return RandomGraph(nodes=self.nodes, mean_degree=mean_degree, occupation=self.occupation)


Model = RandomGraph
