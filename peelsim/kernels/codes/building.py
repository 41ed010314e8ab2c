"""The records that the kernels of codes take, from plain descriptions.

Tests: tests/kernels/codes/test_engines.py
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from peelsim.kernels.codes import graph
from peelsim.kernels.codes.ensemble import (
    ARRIVED_NUMBER,
    ARRIVED_POISSON,
    ERASED_EACH,
    ERASED_NUMBER,
    Integers,
    Scratch,
    Sockets,
    Unknown,
)
from peelsim.kernels.codes.graph_trials import GraphScratch
from peelsim.kernels.codes.placing import DISTINCT, SIMPLE, Edges, Placement


def erased(number: Sequence[int], *, probability: float | None = None, bits: int | None = None) -> Unknown:
    """Variables of each class, each erased with a probability, or a fixed number of them."""
    counts = np.array(number, np.int64)
    how, mean = (ERASED_EACH, probability) if bits is None else (ERASED_NUMBER, bits)
    return Unknown(how, float(mean or 0.0), counts, np.zeros(len(counts)), np.ones(len(counts)))


def arrived(share: Sequence[float], *, mean: float, fixed: bool) -> Unknown:
    """A fixed or Poisson number of variables, each of a class with these shares."""
    shares = np.array(share, np.float64)
    rest = np.cumsum(shares[::-1])[::-1]
    how = ARRIVED_NUMBER if fixed else ARRIVED_POISSON
    return Unknown(how, float(mean), np.zeros(len(shares), np.int64), shares, rest)


def sockets_of(
    pool_edges: Sequence[Mapping[int, int]], checks: npt.ArrayLike, *, column: Sequence[int] | None = None
) -> Sockets:
    """Edges of a variable of each class into each pool, and checks[pool, sockets]; column: where a class is counted."""
    table = np.array(checks, np.int64)
    by_class = [(i, pool, n) for i, each in enumerate(pool_edges) for pool, n in sorted(each.items()) if n > 0]
    by_pool = sorted(by_class, key=lambda member: member[1])

    def listed(members: list[tuple[int, int, int]], of: int) -> Integers:
        return np.array([member[of] for member in members], np.int64)

    return Sockets(
        degree=np.array([sum(each.values()) for each in pool_edges], np.int64),
        column=np.array(range(len(pool_edges)) if column is None else column, np.int64),
        starts=np.searchsorted(listed(by_pool, 1), np.arange(len(table) + 1)).astype(np.int64),
        members=listed(by_pool, 0),
        edges=listed(by_pool, 2),
        class_starts=np.searchsorted(listed(by_class, 0), np.arange(len(pool_edges) + 1)).astype(np.int64),
        pools=listed(by_class, 1),
        pool_edges=listed(by_class, 2),
        checks=table,
    )


def chain_scratch(sockets: Sockets) -> Scratch:
    """Scratch for the round chain."""
    classes, (pools, degrees) = len(sockets.degree), sockets.checks.shape
    highest = max(degrees, int(sockets.edges.max(initial=0)))
    return Scratch(
        sequence=np.zeros(2, np.uint64),
        unknown=np.zeros(classes, np.int64),
        checks=np.zeros((pools, degrees), np.int64),
        learnt=np.zeros(classes, np.int64),
        lost=np.zeros(pools, np.int64),
        untouched=np.zeros(classes, np.int64),
        attempt=np.zeros(max(classes, degrees, 2), np.int64),
        pair=np.zeros(4, np.int64),
        tails=np.zeros(highest + 2),
    )


def graph_scratch(sockets: Sockets, how: int, *, variables: int, edges: int) -> GraphScratch:
    """Scratch for graphs of at most so many variables and edges, placed in this way."""
    pools, degrees = sockets.checks.shape
    per_pool = sockets.checks.sum(axis=1)
    of_each = np.repeat(np.tile(np.arange(degrees), pools), sockets.checks.ravel())
    home = np.repeat(np.arange(len(of_each), dtype=np.uint32), of_each)
    ends = np.cumsum(sockets.checks @ np.arange(degrees) if len(home) else per_pool)
    marked = len(of_each) if how in (SIMPLE, DISTINCT) else 0
    return GraphScratch(
        counts=chain_scratch(sockets),
        placement=Placement(
            how=how,
            first=np.concatenate([[0], ends]).astype(np.int64),
            home=home,
            order=np.zeros_like(home),
            next=np.zeros(pools, np.int64),
            stamp=np.zeros(marked, np.uint32),
        ),
        edges=Edges(np.zeros(variables + 1, np.int64), np.zeros(edges, np.uint32)),
        peeling=graph.scratch(len(of_each), variables, int(sockets.degree.max(initial=1))),
    )
