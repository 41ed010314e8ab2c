"""Bond and site percolation on a network that somebody gives (Newman and Ziff 2001)."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from peelsim.graphs.reading import Links
from peelsim.graphs.value import Source
from peelsim.kernels.components import percolation_trials as kernel
from peelsim.models.base import Control, Keys, ParameterError, Quantities, model
from peelsim.models.parts.given import FileKeys
from peelsim.models.parts.graphs import Probability
from peelsim.models.parts.networks import unpacked
from peelsim.models.parts.occupation import Curves, Occupied, Points, WhatIsOccupied
from peelsim.stats.law import Extrapolated, Law, Laws, Said, Undefined
from peelsim.theory.graphs.configuration import Network

__all__ = ["GivenNetwork"]

_SIZES = "near the threshold, where the largest component of a finite network has another size"
_SQUARES = "near the threshold, where the sum of squares has no such limit: its value beside it"


class GivenNetworkKeys(FileKeys):
    """Keys of percolation on a network in a file."""

    @classmethod
    def source(cls, path: str, said: dict[str, Any]) -> Source:
        return Source(path, square=True)


def _configuration(model: "GivenNetwork") -> dict[str, Said]:
    """What a large random network with the same degrees would do."""
    network, phi, sites = model.as_random, model.occupation, model.occupied == "sites"
    nearest = model.nodes ** (-1 / 3)
    shares = np.array([network.giant_share(x, sites=sites) for x in phi])
    squares, plain = (
        np.array([network.susceptibility(x, sites=sites, nearest=least) for x in phi]) for least in (nearest, 1e-300)
    )
    peak: Said = network.threshold
    if not network.threshold <= 1:
        peak = Undefined("a random network with these degrees has no giant component")
    return {
        "links": float(len(model.links)),
        "largest_fraction": Extrapolated(shares, _SIZES, squares != plain),
        "susceptibility": Extrapolated(squares, _SQUARES, squares != plain),
        "peak_occupation": peak,
    }


class GivenCurves(Curves):
    """Scratch memory of one thread."""

    def __init__(self, model: "GivenNetwork") -> None:
        super().__init__(model)
        self.scratch.links[:] = model.links

    def place(self, stream: np.uint64) -> int:
        self.scratch.links[:] = self.model.links
        return len(self.model.links)

    def fill(self, key: np.uint64, first: int, curves: kernel.Curves, control: Control) -> bool:
        m = self.model
        if m.occupied == "bonds":
            return bool(kernel.run_given_bonds(key, first, m.links, m.occupation, self.scratch, curves, control))
        return bool(kernel.run_given_sites(key, first, len(m.links), m.occupation, self.scratch, curves, control))


@model
class GivenNetwork(Occupied):
    """Percolation on your own network: each bond or each site is occupied with one probability.

    Parameters
    ----------
    graph : the path of a file, an adjacency matrix, or a graph of networkx or igraph. Directions do not matter, a link
        that is given twice is one, and a link from a node to itself none.
    occupied : what is occupied, "bonds" or "sites".
    occupation_points : how many probabilities the curves have, evenly spaced from occupation_from to occupation_to,
        both included.

    Raises
    ------
    ValueError : for what is no network, one of no nodes or of 2^31, and if the probabilities do not ascend.

    Examples
    --------
    >>> import numpy as np, peelsim
    >>> ring = peelsim.GivenNetwork(graph=np.roll(np.eye(100), 1, axis=1), occupation_points=3)
    >>> curve = peelsim.simulate(ring, trials=10, seed=1)["largest_fraction"][0]
    >>> ring.nodes, len(ring.links), curve.round(6)[::2].tolist()
    (100, 100, [0.01, 1.0])
    """

    graph: Links
    occupied: WhatIsOccupied = "bonds"
    occupation_points: Points = 51
    occupation_from: Probability = 0.0
    occupation_to: Probability = 1.0

    kind: ClassVar[str] = "given-network"
    keys: ClassVar[type[Keys]] = GivenNetworkKeys
    laws: ClassVar[Laws] = Laws(
        Law("configuration", _configuration, "Callaway et al. (2000); theory.graphs.configuration", "limit")
    )

    def __post_init__(self) -> None:
        self.check_occupation()
        if not 0 < self.nodes < 2**31:
            raise ParameterError("graph", f"a network of {self.nodes:,} nodes; there must be 1 to 2^31 - 1")

    @classmethod
    def small(cls) -> Self:
        """A ring of seven nodes; no keys of a sweep file say it, as those name a file."""
        ring: Any = np.roll(np.eye(7), 1, axis=1)
        return cls(graph=ring, occupation_points=3)

    @property
    def size(self) -> str:
        return "nodes"

    @property
    def nodes(self) -> int:
        """n."""
        return self.graph.shape[0]

    @cached_property
    def links(self) -> npt.NDArray[np.uint64]:
        """Links as words, each once: the larger node in the upper half, the smaller in the lower."""
        tails = np.repeat(np.arange(self.nodes, dtype=np.uint64), np.diff(self.graph.starts))
        heads = self.graph.columns.astype(np.uint64)
        apart = tails != heads
        high, low = np.maximum(tails, heads)[apart], np.minimum(tails, heads)[apart]
        return np.unique(high << np.uint64(32) | low)

    @property
    def as_random(self) -> Network:
        """The ensemble of random networks with these degrees."""
        ends = unpacked(self.links).ravel()
        degree, number = np.unique(np.bincount(ends, minlength=self.nodes), return_counts=True)
        return Network(degree.astype(np.float64), number / self.nodes)

    @property
    def most_links(self) -> int:
        return len(self.links)

    @property
    def expected_edges(self) -> float:
        return float(len(self.links))

    @property
    def quantities(self) -> Quantities:
        return {
            "nodes": (self.nodes, "1", "nodes n"),
            "mean_degree": (2 * len(self.links) / self.nodes, "1", "mean degree"),
            "threshold": (min(self.as_random.threshold, 1e300), "1", "threshold of random networks with these degrees"),
        }

    @property
    def identity(self) -> Mapping[str, Any]:
        return {
            "kind": self.kind,
            "content": self.graph.content,
            "occupied": self.occupied,
            "occupation": self.occupation.tolist(),
        }

    def simulator(self, engine: str) -> GivenCurves:
        return GivenCurves(self)
