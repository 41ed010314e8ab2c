"""Bond and site percolation on G(n, p): the whole curve against the occupation probability from each graph.

One random order of the bonds or sites gives the largest component at every number of them (Newman and Ziff 2001); the
binomial average over that number gives what is expected of this order at every occupation probability.
"""

from collections.abc import Mapping
from math import sqrt
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from peelsim.fields import Whole
from peelsim.kernels.components import percolation_trials as kernel
from peelsim.kernels.components.percolation_graph import Scratch
from peelsim.kernels.components.random_graph import CHUNK
from peelsim.mistakes import in_full
from peelsim.models.base import Control, ParameterError, Quantities, model
from peelsim.models.parts.graphs import (
    SIZES_REASON,
    SQUARES_REASON,
    WINDOW,
    Linked,
    Probability,
    susceptibility,
    window,
)
from peelsim.models.parts.ways import most
from peelsim.stats.fixed_point import FRACTION, squares_unit
from peelsim.stats.law import Extrapolated, Law, Laws, Said, Undefined
from peelsim.stats.observable import Counted, Dimension, Observable
from peelsim.theory.graphs import giant_component as giant

Occupied = Literal["bonds", "sites"]
Points = Annotated[Whole, Field(ge=2, le=100_000, title="number of points")]


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


class Percolated:
    """Scratch memory of one thread."""

    def __init__(self, model: "Percolation") -> None:
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
            squares_unit=squares_unit(nodes),
        )

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        m = self.model
        curves = kernel.Curves.of(trials, points=m.occupation_points)
        run = kernel.run_bonds if m.occupied == "bonds" else kernel.run_sites
        if not run(np.uint64(key), first, m.link_probability, m.occupation, self.scratch, curves, control):
            return None
        return {
            "links": curves.counts[:, kernel.LINKS],
            "peak_occupation": curves.counts[:, kernel.PEAK],
            "largest_fraction": curves.shares,
            "susceptibility": curves.squares,
        }


@model
class Percolation(Linked):
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

    occupied: Occupied = "bonds"
    occupation_points: Points = 51
    occupation_from: Probability = 0.0
    occupation_to: Probability = 1.0

    kind: ClassVar[str] = "percolation"
    laws: ClassVar[Laws] = Laws(
        Law(
            "giant_component",
            _giant_component,
            "Erdos and Renyi (1960); percolation: theory.graphs.giant_component",
            "limit",
        )
    )
    headline: ClassVar[str] = "peak_occupation"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.occupation_from < self.occupation_to:
            said = f"{in_full(self.occupation_to)} is not above occupation_from = {in_full(self.occupation_from)}"
            raise ParameterError("occupation_to", said)

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
        share = "fraction of all nodes in the largest component"
        squares = "sum of squared sizes of all components but the largest, over n"
        peak = "fraction occupied where the sum of squares is largest"
        return (
            Observable("links", "number", "links of the graph"),
            Observable("peak_occupation", "number", peak, highest=1.0, per=FRACTION),
            Observable("largest_fraction", "number", share, dimension=axis, highest=1.0, per=FRACTION),
            Observable("susceptibility", "number", squares, dimension=axis, per=self.nodes * squares_unit(self.nodes)),
        )

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

    @property
    def _steps(self) -> int:
        return self.most_links if self.occupied == "bonds" else self.nodes

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 45 ns per link, 10 ns per node, and 3 ns per weight of the binomial averages."""
        weights = min(self._steps, 10 * sqrt(self._steps)) * self.occupation_points * 2
        nanoseconds = 45 * self.expected_edges + 10 * self.nodes + 3 * weights + 500
        trial_bytes = 120 * self.occupation_points
        return max(1, int(min(1e8 / nanoseconds, 64e6 / trial_bytes)))

    def memory(self, engine: str) -> int:
        sites = self.occupied == "sites"
        links = (12 if sites else 8) * self.most_links + (12 * self.nodes if sites else 0)
        counts = 120 * self.occupation_points * self.block_trials(engine)
        return 4 * self.nodes + 12 * self._steps + links + 8 * CHUNK + counts + 100_000

    def simulator(self, engine: str) -> Percolated:
        return Percolated(self)
