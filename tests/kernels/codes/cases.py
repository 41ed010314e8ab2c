"""Small ensembles of every placement, for the chain and for graphs, and how blocks of their trials are run."""

from itertools import product
from math import factorial, prod
from typing import NamedTuple

import numpy as np
from numpy.random import SeedSequence

from peelsim.kernels.codes.building import arrived, chain_scratch, erased, graph_scratch, sockets_of
from peelsim.kernels.codes.chain import run_chains
from peelsim.kernels.codes.ensemble import REMAINING, Sockets, Unknown
from peelsim.kernels.codes.graph_trials import run_graphs
from peelsim.kernels.codes.placing import DISTINCT, MATCHED, SIMPLE, THROWN

ROOM = 60  # replicas a slot of these small ensembles can hold


class Case(NamedTuple):
    """An ensemble, how a graph of it is placed, and the most variables a trial has."""

    begin: Unknown
    sockets: Sockets
    how: int
    variables: int


def code(number, checks, how=MATCHED, **erasure):
    """Bits and checks as {degree: number}."""
    row = [checks.get(degree, 0) for degree in range(max(checks) + 1)]
    sockets = sockets_of([{0: degree} for degree in number], [row])
    return Case(erased(list(number.values()), **erasure), sockets, how, sum(number.values()))


def layered(number, degree, check_degree, **erasure):
    """Gallager's ensemble."""
    row = [0] * check_degree + [number // check_degree]
    sockets = sockets_of([dict.fromkeys(range(degree), 1)], [row] * degree)
    return Case(erased([number], **erasure), sockets, MATCHED, number)


def access(slots, users, shares, how=THROWN, fixed=True):
    """Users with these shares by degree; replicas in independent or distinct slots."""
    sockets = sockets_of([{0: degree} for degree in shares], [[slots] + [0] * ROOM])
    return Case(arrived(list(shares.values()), mean=users, fixed=fixed), sockets, how, users if fixed else 3 * users)


def partite(slots, users, degree):
    """One replica in each of ``degree`` equal parts of the slots."""
    sockets = sockets_of([dict.fromkeys(range(degree), 1)], [[slots // degree] + [0] * ROOM] * degree)
    return Case(arrived([1.0], mean=users, fixed=True), sockets, THROWN, users)


def coupled(degree, check_degree, length, window, at_each, **erasure):
    """``at_each`` bits at each of ``length`` positions, edges spread over ``window`` of them."""
    types = [t for t in product(range(degree + 1), repeat=window) if sum(t) == degree]
    number = [factorial(degree) // prod(map(factorial, t)) * at_each // window**degree for t in types]
    pools = [{i + d: n for d, n in enumerate(t)} for i in range(length) for t in types]
    row = [0] * check_degree + [at_each * degree // check_degree]
    sockets = sockets_of(pools, [row] * (length + window - 1), column=[0] * len(pools))
    return Case(erased(number * length, **erasure), sockets, MATCHED, length * at_each)


BOTH = {  # what chain and graphs can simulate
    "(3,6)": code({3: 24}, {6: 12}, probability=0.4),
    "(3,6), number of erasures fixed": code({3: 120}, {6: 60}, bits=48),
    "irregular": code({2: 30, 3: 40, 8: 20}, {5: 20, 6: 40}, probability=0.42),
    "irregular, fixed": code({2: 30, 3: 40, 8: 20}, {5: 20, 6: 40}, bits=40),
    "degree 1 on both sides, and 0": code({0: 3, 1: 10, 2: 20, 4: 30}, {1: 10, 5: 12, 10: 10}, probability=0.6),
    "layered": layered(60, 3, 6, probability=0.42),
    "layered (4,8)": layered(120, 4, 8, bits=43),
    "independent": access(50, 35, {2: 0.5, 3: 0.28, 8: 0.22}),
    "independent, Poisson users": access(50, 35, {1: 0.1, 2: 0.5, 3: 0.2, 8: 0.2}, fixed=False),
    "partite": partite(90, 70, 3),
    "coupled": coupled(3, 6, 4, 2, 16, probability=0.5),
}
GRAPHS = BOTH | {  # and what only graphs can
    "resampled": code({3: 12}, {6: 6}, SIMPLE, probability=0.6),
    "resampled, irregular": code({1: 4, 2: 12, 3: 4}, {4: 10}, SIMPLE, bits=11),
    "distinct": access(20, 14, {2: 0.5, 3: 0.28, 8: 0.22}, DISTINCT),
}


def key(seed):
    """A point's key, as sweeps make it."""
    return SeedSequence(seed).generate_state(1, "uint64")[0]


def graphs_of(case):
    """Scratch for graphs."""
    edges = case.variables * int(case.sockets.degree.max())
    return graph_scratch(case.sockets, case.how, variables=case.variables, edges=edges)


def simulated(case, engine, trials, seed, rounds=0):
    """Counts [trials, columns] and trajectories [trials, rounds] of one engine."""
    counts = np.zeros((trials, REMAINING + case.sockets.column.max() + 1), np.int64)
    trajectories = np.zeros((trials, rounds), np.int64)
    chain = engine == "rounds"
    run, scratch = (run_chains, chain_scratch(case.sockets)) if chain else (run_graphs, graphs_of(case))
    assert run(key(seed), 0, case.begin, case.sockets, scratch, counts, trajectories, np.zeros(2, np.int64))
    return counts, trajectories
