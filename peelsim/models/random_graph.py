"""The random graph G(n, p) and its components (Erdos and Renyi 1960), with or without site percolation."""

from collections.abc import Mapping
from math import inf
from typing import Any, ClassVar

import numpy as np

from peelsim.kernels.components import trials as kernel
from peelsim.kernels.components.random_graph import CHUNK
from peelsim.kernels.components.trials import COLUMNS, COMPONENTS, LARGEST, LINKS, OTHER_SQUARES, SECOND, Forest
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import KEEPING, LINKING
from peelsim.models.base import Columns, Control, Graph, Quantities, Shows, model
from peelsim.models.parts.graphs import (
    SIZES_REASON,
    SQUARES_REASON,
    WINDOW,
    Linked,
    Probability,
    susceptibility,
    window,
)
from peelsim.models.parts.networks import network_of, sampled_links
from peelsim.stats.law import Extrapolated, Law, Laws, Said, Undefined
from peelsim.stats.observable import Counted, Observable
from peelsim.theory.graphs import critical_window, tree_components
from peelsim.theory.graphs import giant_component as giant

__all__ = ["RandomGraph"]

_NARROW = 0.2  # mean degrees further from 1 are no place in a window: the next order is 4/3 (c - 1) of the size


def _giant_component(model: "RandomGraph") -> dict[str, Said]:
    """Leading orders for many nodes; what is small beside n is that of the largest trees."""
    phi, c, kept = model.occupation, model.mean_degree * model.occupation, model.nodes * model.occupation
    said: dict[str, Said] = {
        "links": model.expected_edges,
        "components": kept * float(giant.components_per_node(c)),
    }
    if kept == 0:
        return {**said, **dict.fromkeys(("largest", "largest_fraction", "second_largest", "susceptibility"), 0.0)}
    share, place = float(giant.giant_share(c)), abs(float(window(kept, c)))
    sizes: dict[str, float] = {"largest_fraction": phi * share}
    if share:
        sizes["largest"] = kept * share
    for rank, name in enumerate(("second_largest",) if share else ("largest", "second_largest"), start=1):
        try:
            sizes[name] = tree_components.rth_largest_tree(kept, mean_degree=c, rank=rank)
        except ValueError as error:
            said[name] = Undefined(str(error))
    sizes["susceptibility"] = phi * float(susceptibility(kept, c))
    if place > WINDOW:
        return said | sizes
    said |= {name: Extrapolated(value, SIZES_REASON) for name, value in sizes.items()}
    if place < 1:
        said["susceptibility"] = Extrapolated(sizes["susceptibility"], SQUARES_REASON)
    return said


def _critical_window(model: "RandomGraph") -> dict[str, Said]:
    """The largest component where it has some n^(2/3) nodes."""
    kept, c = model.nodes * model.occupation, model.mean_degree * model.occupation
    place = float(window(kept, c))
    if abs(place) > WINDOW:
        return _largest(Undefined(f"this is place {place:.3g} of the window, and the law reaches from -5 to 5"))
    largest = critical_window.largest_mean(place) * kept ** (2 / 3)
    if largest > kept:
        return _largest(Undefined(f"{kept:g} nodes are too few: by its leading order more would be connected"))
    if abs(c - 1) > _NARROW:
        reason = f"the mean degree is to be within {_NARROW:g} of 1, and is {c:.3g}"
        return {
            "largest": Extrapolated(largest, reason),
            "largest_fraction": Extrapolated(largest / model.nodes, reason),
        }
    return {"largest": largest, "largest_fraction": largest / model.nodes}


def _largest(said: Said) -> dict[str, Said]:
    return {"largest": said, "largest_fraction": said}


class Components(Columns):
    """Scratch memory of one thread."""

    columns = COLUMNS
    held = "nodes"

    def __init__(self, model: "RandomGraph") -> None:
        super().__init__(model)
        self.ensemble = kernel.RandomGraph(model.nodes, model.link_probability, float(model.occupation))
        links = np.zeros(CHUNK, np.int32), np.zeros(CHUNK, np.int32)
        self.scratch = Forest(np.zeros(model.nodes, np.int32), *links)

    def fill(self, key: np.uint64, first: int, counts: Counted, control: Control) -> bool:
        return bool(kernel.run_components(key, first, self.ensemble, self.scratch, counts, control))

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """The links between the nodes that a trial keeps, which are numbered without the others."""
        stream, (_, p, occupation) = np.uint64(draw(np.uint64(key), trial)), self.ensemble
        sites = int(binomial(np.uint64(draw(stream, KEEPING)), self.ensemble.nodes, occupation))
        return network_of(sampled_links(np.uint64(draw(stream, LINKING)), sites, p), sites)


@model
class RandomGraph(Linked):
    """G(n, p): nodes n, each pair linked with probability p = mean_degree / (n - 1), independently.

    Parameters
    ----------
    nodes : n.
    mean_degree : p (n - 1).
    occupation : each node is kept with this probability, and with it its links to kept nodes; components are those of
        the nodes kept, fractions are of all n.

    Raises
    ------
    ValueError : if mean_degree exceeds n - 1.

    Examples
    --------
    >>> import peelsim
    >>> graph = peelsim.RandomGraph(nodes=1001, mean_degree=2)
    >>> graph.link_probability, round(graph.predict("giant_component")["largest_fraction"], 4)
    (0.002, 0.7968)
    """

    occupation: Probability = 1.0

    kind: ClassVar[str] = "random-graph"
    example: ClassVar[Mapping[str, Any]] = {"nodes": 400, "mean_degree": 1.6}
    laws: ClassVar[Laws] = Laws(
        Law("giant_component", _giant_component, "Erdos and Renyi (1960); trees: Bollobas (2001), sec. 5.3", "limit"),
        Law("critical_window", _critical_window, "Aldous (1997); Janson and Spencer (2007)", "limit"),
    )
    headline: ClassVar[str] = "largest_fraction"
    shows: ClassVar[Shows] = "graph"

    @property
    def observables(self) -> tuple[Observable, ...]:
        return tuple(
            Observable(
                name, "number", words, highest=1.0 if name == "largest_fraction" else inf, per=per, column=column
            )
            for name, words, per, column in (
                ("largest", "nodes of the largest component", None, LARGEST),
                ("largest_fraction", "fraction of all nodes in the largest component", self.nodes, LARGEST),
                ("second_largest", "nodes of the second largest component, 0 if there is none", None, SECOND),
                (
                    "susceptibility",
                    "sum of squared sizes of all components but the largest, over n",
                    self.nodes,
                    OTHER_SQUARES,
                ),
                ("links", "links between nodes that are kept", None, LINKS),
                ("components", "components, single nodes among them", None, COMPONENTS),
            )
        )

    @property
    def quantities(self) -> Quantities:
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

    @property
    def expected_edges(self) -> float:
        return self.mean_degree * self.nodes / 2 * self.occupation**2

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 3 ns per node, 25 ns per link and .2 us per trial; their counts stay below 8 MB."""
        nanoseconds = 3 * self.nodes * self.occupation + 25 * self.expected_edges + 200
        return max(1, min(int(1e8 / nanoseconds), 100_000))

    def bytes_per_thread(self, engine: str) -> int:
        return 4 * self.nodes + 8 * CHUNK + 150 * self.block_trials(engine) + 100_000

    def simulator(self, engine: str) -> Components:
        return Components(self)
