"""Percolation of a graph that somebody gives, in one call.

Tests: tests/models/test_given_network.py
"""

from typing import TYPE_CHECKING, Any

from peelsim.analysis.results import needed
from peelsim.api.simulating import simulate
from peelsim.arguments import whole
from peelsim.graphs.preparation import matrix_of
from peelsim.graphs.reading import given_graph
from peelsim.models.given_network import GivenNetwork
from peelsim.models.parts.occupation import WhatIsOccupied

if TYPE_CHECKING:
    import xarray

__all__ = ["percolation"]


def percolation(
    graph: Any = None,
    *,
    edges: Any = None,
    nodes: int | None = None,
    occupied: WhatIsOccupied = "bonds",
    trials: int,
    seed: int,
    occupation_points: int = 51,
    occupation_from: float = 0.0,
    occupation_to: float = 1.0,
    threads: int | None = None,
) -> "xarray.Dataset":
    """The largest component of a network while its bonds or its sites are occupied in a random order.

    Every trial gives the whole curve (Newman and Ziff 2001), so its points lie above or below the mean together.

    Parameters
    ----------
    graph : an adjacency matrix, a graph of networkx or igraph, or the path of a file, as in ``components``.
    edges : pairs of nodes, whole numbers from 0, in place of a graph.
    nodes : how many there are, for edges; None: one more than the largest.
    occupied : what is occupied, "bonds" or "sites".
    trials : random orders.
    seed : a whole number that is 0 or more.
    occupation_points, occupation_from, occupation_to : probabilities of occupation, evenly spaced, both ends included.
    threads : of this process; by default one per core.

    Returns
    -------
    xarray.Dataset : ``largest_fraction`` and ``susceptibility`` (sum of squared sizes of all components but the
        largest, over n) along ``occupation``, and ``peak_occupation``, where the latter is largest in a trial; each
        with the 95 % interval of its mean, ``..._low`` and ``..._high``.

    Raises
    ------
    ValueError : in one line, for what is no graph, or no such number.
    ImportError : with the cure, if xarray is not installed.

    Examples
    --------
    >>> import peelsim
    >>> curve = peelsim.percolation(edges=[(0, 1), (1, 2), (2, 3)], trials=1000, seed=2, occupation_points=3)
    >>> curve.largest_fraction.values[[0, 2]].tolist(), bool(curve.largest_fraction_low[1] < 19 / 32)
    ([0.25, 1.0], True)
    """
    needed("xarray", "a labelled curve")
    import xarray

    size = None if nodes is None else whole(nodes, "number of nodes", least=0)
    if edges is not None or size is not None:
        graph = matrix_of(graph, edges=edges, shape=(size, size), square=True)
    model = GivenNetwork(
        graph=given_graph(graph, square=True),
        occupied=occupied,
        occupation_points=occupation_points,
        occupation_from=occupation_from,
        occupation_to=occupation_to,
    )
    found = simulate(model, trials=trials, seed=seed, threads=threads)
    variables: dict[str, Any] = {}
    for observable in model.observables:
        if observable.name == "links":
            continue
        dimensions = () if observable.dimension is None else (observable.dimension.name,)
        words = {"units": observable.units, "long_name": observable.long_name}
        for suffix, values in zip(("", "_low", "_high"), found.summary()[observable.name], strict=True):
            variables[observable.name + suffix] = (dimensions, values, words)
    attributes = {"nodes": model.nodes, "links": len(model.links), "occupied": occupied, "trials": trials, "seed": seed}
    return xarray.Dataset(variables, {"occupation": model.occupation}, attributes)
