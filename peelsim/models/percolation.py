"""Bond and site percolation on G(n, p): the whole curve against the occupation probability from each graph.

One random order of the bonds or sites gives the largest component at every number of them (Newman and Ziff 2001); the
binomial average over that number gives what is expected of this order at every occupation probability.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from peelsim.kernels.components import percolation_trials as kernel
from peelsim.kernels.components.percolation_graph import sample_packed
from peelsim.kernels.components.random_graph import pairs_of
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import LINKING
from peelsim.models.base import Control, Quantities, model
from peelsim.models.parts.graphs import (
    SIZES_REASON,
    SQUARES_REASON,
    WINDOW,
    Linked,
    Probability,
    susceptibility,
    window,
)
from peelsim.models.parts.occupation import Curves, Occupied, Points, WhatIsOccupied
from peelsim.models.parts.ways import most
from peelsim.stats.law import Extrapolated, Law, Laws, Said, Undefined
from peelsim.theory.graphs import giant_component as giant

__all__ = ["Percolation"]


def _giant_component(model: "Percolation") -> dict[str, Said]:
    """The limit of many nodes; the peak is where the giant component begins, if it does."""
    phi, c = model.occupation, model.mean_degree
    kept = np.ones_like(phi) if model.occupied == "bonds" else phi
    place = np.where(kept > 0, np.abs(window(model.nodes * kept, c * phi)), np.inf)  # of no sites all is known
    squares = kept * susceptibility(model.nodes * kept, c * phi)
    said: dict[str, Said] = {
        "links": model.expected_edges,
        "largest_fraction": Extrapolated(kept * giant.giant_share(c * phi), SIZES_REASON, place <= WINDOW),
        "susceptibility": Extrapolated(squares, SQUARES_REASON, place < 1),
        "peak_occupation": 1 / c if c > 1 else Undefined("a mean degree of 1 or less has no giant component"),
    }
    return said


class Percolated(Curves):
    """Scratch memory of one thread."""

    def place(self, stream: np.uint64) -> int:
        pairs = pairs_of(self.model.nodes, self.model.link_probability)
        return int(sample_packed(np.uint64(draw(stream, LINKING)), pairs, self.scratch, np.zeros(2, np.int64)))

    def fill(self, key: np.uint64, first: int, curves: kernel.Curves, control: Control) -> bool:
        m = self.model
        run = kernel.run_bonds if m.occupied == "bonds" else kernel.run_sites
        return bool(run(key, first, m.link_probability, m.occupation, self.scratch, curves, control))


@model
class Percolation(Occupied, Linked):
    """Percolation on G(n, p), p = mean_degree / (n - 1): each bond or each site is occupied with one probability.

    Parameters
    ----------
    nodes : n.
    mean_degree : p (n - 1).
    occupied : what is occupied, "bonds" or "sites".
    occupation_points : how many probabilities the curves have, evenly spaced from occupation_from to occupation_to,
        both included.

    Raises
    ------
    ValueError : if mean_degree exceeds n - 1, or the probabilities do not ascend.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.Percolation(nodes=1000, mean_degree=4, occupation_points=5)
    >>> model.occupation.tolist(), model.predict("giant_component")["peak_occupation"]
    ([0.0, 0.25, 0.5, 0.75, 1.0], 0.25)
    """

    occupied: WhatIsOccupied = "bonds"
    occupation_points: Points = 51
    occupation_from: Probability = 0.0
    occupation_to: Probability = 1.0

    kind: ClassVar[str] = "percolation"
    example: ClassVar[Mapping[str, Any]] = {
        "mean_degree": 3,
        "occupation_points": 4,
        "occupation_from": 0.55,
        "nodes": 300,
        "occupied": "bonds",
    }
    laws: ClassVar[Laws] = Laws(
        Law(
            "giant_component",
            _giant_component,
            "Erdos and Renyi (1960); percolation: theory.graphs.giant_component",
            "limit",
        )
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_occupation()

    @property
    def quantities(self) -> Quantities:
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

    @property
    def expected_edges(self) -> float:
        return self.mean_degree * self.nodes / 2

    @property
    def most_links(self) -> int:
        """No trial has more links."""
        return min(self.nodes * (self.nodes - 1) // 2, most(self.expected_edges))

    def simulator(self, engine: str) -> Percolated:
        return Percolated(self)
