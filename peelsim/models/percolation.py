"""Bond and site percolation on G(n, p): the whole curve against the occupation probability from each graph.

One random order of the bonds or sites gives the largest component at every number of them (Newman and Ziff 2001); the
binomial average over that number gives what is expected of this order at every occupation probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, sqrt
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Whole
from peelsim.kernels.components.percolation_graph import Scratch
from peelsim.kernels.components.percolation_trials import FRACTION, SQUARES, run_bonds, run_sites
from peelsim.kernels.components.random_graph import CHUNK
from peelsim.models import base
from peelsim.models.base import Control, ParameterError, Prediction
from peelsim.models.random_graph import (
    MeanDegree,
    Nodes,
    Probability,
    check_degree,
    mean_degree_of,
    only_sampled,
)
from peelsim.stats.observable import Dimension, Observable
from peelsim.theory.graphs import giant_component as giant

Occupied = Literal["bonds", "sites"]
Points = Annotated[Whole, Field(ge=2, le=100_000, title="number of points")]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", allow_inf_nan=False))
class Percolation:
    """Percolation on G(n, p), p = mean_degree / (n - 1): each bond or each site is occupied with one probability.

    occupied: what is occupied, "bonds" or "sites". The curves have occupation_points probabilities, evenly spaced
    from occupation_from to occupation_to, both included.

    Raises ValueError if mean_degree exceeds n - 1, or the probabilities do not ascend.
    """

    nodes: Nodes
    mean_degree: MeanDegree
    occupied: Occupied = "bonds"
    occupation_points: Points = 51
    occupation_from: Probability = 0.0
    occupation_to: Probability = 1.0

    kind: ClassVar[str] = "percolation"
    laws: ClassVar[tuple[str, ...]] = ("giant_component",)
    headline: ClassVar[str] = "peak_occupation"
    figures: ClassVar[tuple[str, ...]] = ("percolation",)

    def __post_init__(self) -> None:
        check_degree(self.nodes, self.mean_degree)
        if not self.occupation_from < self.occupation_to:
            said = f"{self.occupation_to:g} is not above occupation_from = {self.occupation_from:g}"
            raise ParameterError("occupation_to", said)

    @property
    def link_probability(self) -> float:
        """p."""
        return self.mean_degree / max(self.nodes - 1, 1)

    @property
    def occupation(self) -> npt.NDArray[np.float64]:
        """The probabilities at which the curves are given."""
        return np.linspace(self.occupation_from, self.occupation_to, self.occupation_points)

    @property
    def observables(self) -> tuple[Observable, ...]:
        axis = Dimension(
            "occupation",
            self.occupation_points,
            values=tuple(self.occupation.tolist()),
            long_name="probability that a bond or site is occupied",
        )
        return (
            Observable("links", "number", "links of the graph"),
            Observable("peak_occupation", "number", "fraction occupied where the sum of squares is largest"),
            Observable("largest_fraction", "number", "fraction of all nodes in the largest component", dimension=axis),
            Observable(
                "susceptibility",
                "number",
                "sum of squared sizes of all components but the largest, over n",
                dimension=axis,
            ),
        )

    @property
    def per(self) -> Mapping[str, float]:
        return {"peak_occupation": FRACTION, "largest_fraction": FRACTION, "susceptibility": SQUARES}

    @property
    def quantities(self) -> Mapping[str, tuple[float, str, str]]:
        return {
            "nodes": (self.nodes, "1", "nodes n"),
            "mean_degree": (self.mean_degree, "1", "mean degree p (n - 1)"),
            "link_probability": (self.link_probability, "1", "probability p of a link"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "nodes": self.nodes,
            "mean_degree": float(self.mean_degree),
            "occupied": self.occupied,
            "occupation": self.occupation.tolist(),
        }

    def resolve_engine(self, engine: str) -> str:
        return only_sampled(engine)

    @property
    def expected_edges(self) -> float:
        return self.mean_degree * self.nodes / 2

    @property
    def most_links(self) -> int:
        """No trial has more links: their number exceeds this with probability below 1e-80."""
        pairs = self.nodes * (self.nodes - 1) // 2
        return min(pairs, ceil(self.expected_edges + 20 * sqrt(self.expected_edges) + 100))

    @property
    def _steps(self) -> int:
        return self.most_links if self.occupied == "bonds" else self.nodes

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 45 ns a link, 10 ns a node, and 3 ns a weight of the binomial averages."""
        weights = min(self._steps, 10 * sqrt(self._steps)) * self.occupation_points * 2
        nanoseconds = 45 * self.expected_edges + 10 * self.nodes + 3 * weights + 500
        trial_bytes = 120 * self.occupation_points
        return max(1, int(min(1e8 / nanoseconds, 64e6 / trial_bytes)))

    def memory(self, engine: str) -> int:
        sites = self.occupied == "sites"
        links = (12 if sites else 8) * self.most_links + (12 * self.nodes if sites else 0)
        counts = 120 * self.occupation_points * self.block_trials(engine)
        return 4 * self.nodes + 12 * self._steps + links + 8 * CHUNK + counts + 100_000

    def simulator(self, engine: str) -> Curves:
        return Curves(self)

    def predict(self, law: str) -> Prediction:
        """The limit of many nodes; the peak is where the giant component begins, if it does."""
        assert law == "giant_component"
        phi, c = self.occupation, self.mean_degree
        kept = np.ones_like(phi) if self.occupied == "bonds" else phi
        susceptibility = kept * giant.susceptibility(c * phi)
        said: dict[str, float | npt.NDArray[np.float64]] = {
            "links": self.expected_edges,
            "largest_fraction": kept * giant.giant_share(c * phi),
            "susceptibility": np.where(np.isfinite(susceptibility), susceptibility, np.nan),
        }
        if c > 1:
            said["peak_occupation"] = 1 / c
        return said


class Curves:
    """Scratch memory of one thread."""

    def __init__(self, model: Percolation) -> None:
        self.model = model
        nodes, links = model.nodes, model.most_links
        sites = model.occupied == "sites"
        steps = nodes if sites else links
        self.scratch = Scratch(
            parent=np.zeros(nodes, np.int32),
            tails=np.zeros(CHUNK, np.int32),
            heads=np.zeros(CHUNK, np.int32),
            links=np.zeros(links, np.uint64),
            largest=np.zeros(steps + 1, np.int32),
            rest=np.zeros(steps + 1, np.int64),
            time=np.zeros(nodes if sites else 0, np.int32),
            begins=np.zeros(nodes + 2 if sites else 0, np.int64),
            earlier=np.zeros(links if sites else 0, np.int32),
        )

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, npt.NDArray[np.int64]] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m = self.model
        counts = np.zeros((trials, 2), np.int64)
        shares = np.zeros((trials, m.occupation_points), np.int64)
        squares = np.zeros_like(shares)
        run = run_bonds if m.occupied == "bonds" else run_sites
        p = float(m.link_probability)
        if not run(np.uint64(key), first, p, m.occupation, self.scratch, counts, shares, squares, control):
            return None
        return {
            "links": counts[:, 0],
            "peak_occupation": counts[:, 1],
            "largest_fraction": shares,
            "susceptibility": squares,
        }


class Parameters(base.Parameters):
    """Keys of a percolation sweep."""

    whole: ClassVar[frozenset[str]] = frozenset({"nodes", "occupation_points"})

    kind: Literal["percolation"]
    nodes: Nodes
    mean_degree: MeanDegree | None = None
    link_probability: Probability | None = None
    occupied: Occupied = "bonds"
    occupation_points: Points = 51
    occupation_from: Probability = 0.0
    occupation_to: Probability = 1.0

    def resolve(self) -> Percolation:
        return Percolation(
            nodes=self.nodes,
            mean_degree=mean_degree_of(self.nodes, self.mean_degree, self.link_probability),
            occupied=self.occupied,
            occupation_points=self.occupation_points,
            occupation_from=self.occupation_from,
            occupation_to=self.occupation_to,
        )


Model = Percolation
