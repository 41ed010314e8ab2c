"""The 2-core of a random k-uniform hypergraph; its edges are the keys of an invertible Bloom lookup table.

Tests: tests/models/test_codes.py
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from peelsim.ensembles import Regular
from peelsim.fields import Flag, Real, Rounded, Whole
from peelsim.models.base import Keys, Quantities, model
from peelsim.models.parts import socket_laws
from peelsim.models.parts.slots import Slotted, resolved_number
from peelsim.models.parts.sockets import Degree, Rounds, Split, left_unknown
from peelsim.models.parts.ways import check_whole
from peelsim.stats.law import Laws
from peelsim.stats.observable import Observable

Vertices = Annotated[Whole, Field(ge=1, le=10**15, title="number of vertices", description="vertices n")]
Edges = Annotated[Real, Field(ge=0, le=1e15, title="number of edges"), Rounded]
EdgeSize = Annotated[Whole, Field(ge=1, le=1000, title="number of vertices of an edge", description="edge size k")]


class HypergraphKeys(Keys):
    """Keys of a hypergraph sweep."""

    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {"edges_per_vertex": ("edges",), "window": ("edges",)}

    vertices: Vertices
    edge_size: EdgeSize
    edges_fixed: Flag = True
    edges: Edges | None = None
    edges_per_vertex: Annotated[Real, Field(ge=0, le=1000, title="number of edges per vertex")] | None = None
    window: Annotated[Real, Field(title="number of window widths")] | None = None

    def given(self) -> dict[str, Any]:
        ways = {"edges": self.edges, "edges_per_vertex": self.edges_per_vertex, "window": self.window}
        degree = Regular(degree=self.edge_size)
        return {
            **super().given(),
            "edges": resolved_number(self.vertices, degree, fixed=self.edges_fixed, **ways),
        }


@model
class Hypergraph(Slotted):
    """A random hypergraph with edges of k vertices; an edge with a vertex of its own is taken away, again and again.

    What is left is the 2-core. In an invertible Bloom lookup table edges are keys and vertices cells: it lists all its
    keys if the core is empty.

    Parameters
    ----------
    vertices : n.
    edges : m, or with edges_fixed = False the mean of a Poisson number of edges.
    edge_size : k, vertices of an edge.
    placement : ``"independent"``, uniform vertices that may coincide (Dembo and Montanari 2008); ``"distinct"``, a
        uniform set; ``"partite"``, one vertex in each of k equal parts, as tables are made.
    split : a trial is ``stuck`` if more than this fraction of the edges is in the core; by default half of that at the
        threshold.
    trajectory_rounds : rounds after which the fraction of edges left is noted, 0 for none.

    Raises
    ------
    ValueError : for numbers that do not fit together.

    Examples
    --------
    >>> import peelsim
    >>> graph = peelsim.Hypergraph(vertices=10**6, edges=850_000, edge_size=3, placement="independent")
    >>> round(peelsim.predict(graph, law="density_evolution")["core_fraction"], 7)
    0.5511057
    """

    vertices: Vertices
    edges: Edges
    edge_size: EdgeSize
    placement: Literal["independent", "distinct", "partite"] = "partite"
    edges_fixed: Flag = True
    split: Split | None = None
    trajectory_rounds: Rounds = 0

    kind: ClassVar[str] = "hypergraph"
    example: ClassVar[Mapping[str, Any]] = {
        "edge_size": 3,
        "edges_fixed": False,
        "vertices": 60,
        "edges_per_vertex": 0.7,
        "placement": "partite",
    }
    headline: ClassVar[str] = "core_fraction"
    engines: ClassVar[tuple[str, ...]] = ("rounds", "graph")
    chained: ClassVar[str] = "placement = independent or partite"
    keys: ClassVar[type[Keys]] = HypergraphKeys
    laws: ClassVar[Laws] = socket_laws.laws_in(
        {
            "unknown": "core_edges",
            "fraction": "core_fraction",
            "complete": "empty",
            "stuck": "stuck",
            "checks": "core_vertices",
            "trajectory": "trajectory",
        }
    )

    def __post_init__(self) -> None:
        check_whole(self.edges, key="edges", fixed=self.edges_fixed, switch="edges_fixed")
        self.check_slots(slots="vertices", degree="edge_size", where="placement")

    @property
    def slot_number(self) -> int:
        return self.vertices

    @property
    def number(self) -> float:
        return self.edges

    @property
    def number_fixed(self) -> bool:
        return self.edges_fixed

    @property
    def degree(self) -> Degree:
        return Regular(degree=self.edge_size)

    @property
    def where(self) -> str:
        return "parts" if self.placement == "partite" else self.placement

    @property
    def observables(self) -> tuple[Observable, ...]:
        found = self.counted("core_edges", "core_fraction", "core_vertices", "edges")
        words = "probability that the core is empty"
        found.append(Observable("empty", "event", words, column=lambda counts: left_unknown(counts) == 0))
        return (*found, *self.trajectory)

    @property
    def quantities(self) -> Quantities:
        return {
            "vertices": (self.vertices, "1", "vertices n"),
            "edges": (self.edges, "1", "edges m" if self.edges_fixed else "mean number of edges"),
            "edges_per_vertex": (self.load, "1", "edges per vertex c"),
            "realised_window": (socket_laws.window(self.setting), "1", "place in the critical window"),
            "split": (self.stuck_above, "1", "fraction of the edges in the core above which a trial is stuck"),
        }
