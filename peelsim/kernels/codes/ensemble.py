"""Graphs of variables and checks whose edges join sockets: what the round chain and the graph engine draw from.

Variables (bits, users, keys, edges) come in classes; checks (parity checks, slots, cells, vertices) in pools. A class
says into how many pools a variable's edges go, and how many into each; within a pool sockets are joined uniformly.
One pool is the configuration model; a pool for every edge of a variable a layered code or a partite table; a pool for
every position of checks a coupled code.

Tests: tests/kernels/codes/test_engines.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import lent_kernel
from peelsim.kernels.codes.counts import fill_from
from peelsim.kernels.codes.splits import split
from peelsim.kernels.draws.poisson import poisson
from peelsim.kernels.draws.sequence import next_binomial, next_draw

Integers = npt.NDArray[np.int64]

ERASED_EACH, ERASED_NUMBER, ARRIVED_NUMBER, ARRIVED_POISSON = 0, 1, 2, 3  # how variables become unknown
ROUNDS, STUCK_CHECKS, BEGUN, REMAINING = 0, 1, 2, 3  # columns of a trial's counts; from the last on one a column


class Unknown(NamedTuple):
    """How many variables of each class are unknown at first."""

    how: int
    mean: float  # probability of an erasure, number of erasures, number of arrivals or its mean
    number: Integers  # [classes] variables there are, where they are erased
    share: npt.NDArray[np.float64]  # [classes] of the arrivals
    rest: npt.NDArray[np.float64]  # [classes] shares from this class on, summed


class Sockets(NamedTuple):
    """Which sockets variables and checks have."""

    degree: Integers  # [classes] edges of a variable
    column: Integers  # [classes] column after REMAINING in which a class is counted
    # members: pairs of a pool and a class with sockets in it, sorted by pool
    starts: Integers  # [pools + 1] where the members of each pool begin
    members: Integers  # [members] their classes
    edges: Integers  # [members] edges of a variable of the class into the pool
    # the same, sorted by class
    class_starts: Integers  # [classes + 1]
    pools: Integers  # [members]
    pool_edges: Integers  # [members]
    checks: Integers  # [pools, degrees] checks of a pool with each number of sockets; slots, which have none, at 0


class Scratch(NamedTuple):
    """What one thread needs for the round chain; reused from trial to trial."""

    sequence: npt.NDArray[np.uint64]  # [2]
    unknown: Integers  # [classes] variables unknown
    checks: Integers  # [pools, degrees] checks by unknown sockets
    learnt: Integers  # [classes] variables learnt in a round
    lost: Integers  # [pools] sockets of unknown variables that a round takes away
    untouched: Integers  # [classes]
    attempt: Integers  # [max(classes, degrees, 2)]
    pair: Integers  # [4]
    tails: npt.NDArray[np.float64]  # [max(degrees of checks, of variables) + 2]


@lent_kernel
def draw_unknown(sequence, begin, unknown, scratch):
    """Unknown variables of each class into ``unknown``: int64[classes]; scratch: a ``Scratch``."""
    if begin.how == ERASED_EACH:
        for i in range(unknown.size):
            unknown[i] = next_binomial(sequence, begin.number[i], begin.mean)
    elif begin.how == ERASED_NUMBER:
        fill_from(begin.number, scratch.untouched)
        split(sequence, scratch.untouched, np.int64(begin.mean), unknown, scratch.attempt)
    else:
        left = np.int64(begin.mean)
        if begin.how == ARRIVED_POISSON:
            left = poisson(next_draw(sequence), begin.mean)
        for i in range(unknown.size):
            unknown[i] = next_binomial(sequence, left, begin.share[i] / begin.rest[i])
            left -= unknown[i]
