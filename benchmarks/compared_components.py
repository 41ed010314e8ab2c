"""Rows about random graphs: sampling, components and percolation curves beside C, SciPy, igraph and networkx."""

from collections.abc import Iterator
from pathlib import Path

import floors
import igraph
import networkx as nx
import numpy as np
import yardsticks
from interleaved import clock, in_turn
from linked import DENSE, SPARSE, Graph, elsewhere
from plan import Plan
from rows import Row, Wanted, compared
from yardsticks import Components, UnavailableError

import peelsim
from peelsim.kernels.components.given_rows import join_rows

_NODES, _FEWER = 1_000_000, 100_000  # networkx has the fewer
_PARTS = {  # mean degree, what is done
    "sample": (SPARSE, "sampled"),
    "components": (SPARSE, "largest component"),
    "curve": (DENSE, "whole curve"),
}
_UNITS = ("ms", "ms")


def rows(plan: Plan, into: Path) -> Iterator[Row]:
    """All of them, as they are measured; the C programme is compiled into that folder."""
    yield from _beside_c(plan, into)
    yield _floor(plan)
    yield from _samplers(plan)
    yield from _components(plan)
    yield _beside_joining(plan)


def _titled(nodes: int, mean_degree: float) -> str:
    return f"G({nodes:,}, {mean_degree:g}/n)"


def _beside_c(plan: Plan, into: Path) -> Iterator[Row]:
    """Sampling, union-find and a Newman-Ziff curve."""
    nodes, wanted = plan.size(_NODES), Wanted(1)
    titles = {part: f"{_titled(nodes, degree)}, {what}" for part, (degree, what) in _PARTS.items()}
    try:
        programme = yardsticks.built("components", into)
    except UnavailableError as reason:
        yield from (Row(titles[part], wanted=wanted, skipped=str(reason)) for part in _PARTS)
        return
    for part, (degree, _) in _PARTS.items():
        graph, yardstick = Graph(nodes, degree), Components(programme)
        timed = {"sample": graph.sample, "components": graph.components, "curve": graph.curve}[part]
        clocks = {"ours": clock(timed), "C": lambda y=yardstick, d=degree, p=part: y.measure(nodes, d)[p]}
        seconds = in_turn(clocks, rounds=plan.rounds)
        yield compared(titles[part], seconds["ours"], seconds["C"], beside="C", units=_UNITS, wanted=wanted)


def _floor(plan: Plan) -> Row:
    """Union-find beside random updates alone."""
    graph = Graph(plan.size(_NODES), SPARSE)
    clocks = {"ours": clock(graph.components), "floor": floors.of_union_find(graph.nodes, graph.count)}
    seconds = in_turn(clocks, rounds=plan.rounds)
    title = f"{_titled(graph.nodes, SPARSE)}, largest component"
    return compared(title, seconds["ours"], seconds["floor"], beside="the floor", units=_UNITS, wanted=None)


def _samplers(plan: Plan) -> Iterator[Row]:
    """igraph and networkx make graphs as they keep them, peelsim a list of links."""
    samplers = {
        "igraph": (_NODES, lambda n: igraph.Graph.Erdos_Renyi(n=n, p=SPARSE / n)),
        "networkx": (_FEWER, lambda n: nx.fast_gnp_random_graph(n, SPARSE / n, seed=1)),
    }
    for name, (full, sample) in samplers.items():
        nodes = plan.size(full)
        clocks = {"ours": clock(Graph(nodes, SPARSE).sample), name: clock(lambda s=sample, n=nodes: s(n))}
        seconds = in_turn(clocks, rounds=plan.part(3))
        title, wanted = f"{_titled(nodes, SPARSE)}, sampled", Wanted(1)
        yield compared(title, seconds["ours"], seconds[name], beside=name, units=_UNITS, wanted=wanted)


def _components(plan: Plan) -> Iterator[Row]:
    """All components with their labels, through peelsim.components, of the same graph."""
    for full, names in ((_NODES, ("SciPy", "igraph")), (_FEWER, ("networkx",))):
        nodes = plan.size(full)
        adjacency = Graph(nodes, SPARSE).adjacency()
        others = elsewhere(adjacency)
        clocks = {"ours": clock(lambda a=adjacency: peelsim.components(a))}
        clocks |= {name: clock(others[name]) for name in names}
        seconds = in_turn(clocks, rounds=plan.part(3))
        for name in names:
            title, wanted = f"{_titled(nodes, SPARSE)}, components", Wanted(1)
            yield compared(title, seconds["ours"], seconds[name], beside=name, units=_UNITS, wanted=wanted)


def _beside_joining(plan: Plan) -> Row:
    """Components of a matrix beside the joining of its links alone: what lies above is checks, sizes and labels."""
    nodes = plan.size(_NODES)
    rows = Graph(nodes, SPARSE).adjacency()

    def joined() -> None:
        join_rows(np.arange(nodes, dtype=np.int32), rows.indptr, rows.indices)

    clocks = {"ours": clock(lambda: peelsim.components(rows)), "joining": clock(joined)}
    seconds = in_turn(clocks, rounds=plan.rounds)
    title, wanted = f"{_titled(nodes, SPARSE)}, components", Wanted(1.5)
    return compared(title, seconds["ours"], seconds["joining"], beside="joining alone", units=_UNITS, wanted=wanted)
