"""Peeling sockets round by round, without a graph: a Markov chain on a few counts, exact in law at any size.

State: unknown variables of each class, which keep all their edges, and checks of each pool by how many of their edges
go to unknown variables. Given it, the residual graph is a uniform matching of the sockets left in every pool: the
matching is exchangeable, and a round reveals only the edges that it removes. A round takes a uniform set of variable
sockets for the checks with a single one left, and removes the other edges of the variables found, which lie at uniform
sockets of the checks with two or more (derived; the same counting as in Di et al. 2002, sec. II).
Floor: a few binomial draws for each class of variables and each degree of checks, at four scales.

Tests: tests/kernels/codes/test_engines.py
"""

import numpy as np

from peelsim.jit import kernel, lent_kernel
from peelsim.kernels.codes.counts import fill_from, total
from peelsim.kernels.codes.ensemble import (
    ARRIVED_NUMBER,
    BEGUN,
    REMAINING,
    ROUNDS,
    STUCK_CHECKS,
    draw_unknown,
)
from peelsim.kernels.codes.hits import hit
from peelsim.kernels.codes.removal import remove
from peelsim.kernels.codes.splits import split
from peelsim.kernels.codes.throws import throw
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.sequence import restart
from peelsim.kernels.draws.streams import CHAIN, UNKNOWN


@lent_kernel
def take(sequence, i, touched, scratch):
    """Of class i, ``touched`` variables are hit in a pool: those not yet hit in another one are learnt, too."""
    learnt = scratch.learnt[i]
    if learnt == 0:
        scratch.learnt[i] = touched
        return
    both, chosen = scratch.pair[:2], scratch.pair[2:]
    both[0], both[1] = scratch.unknown[i] - learnt, learnt
    split(sequence, both, touched, chosen, scratch.attempt)
    scratch.learnt[i] = learnt + chosen[0]


@lent_kernel
def find(sequence, sockets, scratch):
    """Variables that some check teaches now, into scratch.learnt; returns how many checks do."""
    singles = np.int64(0)
    scratch.learnt[:] = 0
    for pool in range(scratch.checks.shape[0]):
        hits = scratch.checks[pool, 1]
        if hits == 0:
            continue
        singles += hits
        first, end = sockets.starts[pool], sockets.starts[pool + 1]
        untouched = scratch.untouched[: end - first]
        for k in range(first, end):
            untouched[k - first] = scratch.unknown[sockets.members[k]]
        hit(sequence, sockets.edges[first:end], untouched, hits, scratch.attempt, scratch.tails)
        for k in range(first, end):
            i = sockets.members[k]
            touched = scratch.unknown[i] - untouched[k - first]
            if touched > 0:
                take(sequence, i, touched, scratch)
    return singles


@lent_kernel
def leave(sequence, sockets, scratch):
    """The variables in scratch.learnt leave their checks; returns how many there are."""
    number = np.int64(0)
    scratch.lost[:] = 0
    for i in range(scratch.learnt.size):
        learnt = scratch.learnt[i]
        if learnt == 0:
            continue
        number += learnt
        scratch.unknown[i] -= learnt
        for k in range(sockets.class_starts[i], sockets.class_starts[i + 1]):
            scratch.lost[sockets.pools[k]] += sockets.pool_edges[k] * learnt
    for pool in range(scratch.lost.size):
        lost = scratch.lost[pool]
        if lost > 0:
            checks = scratch.checks[pool]
            singles = checks[1]
            checks[0] += singles
            checks[1] = 0
            remove(sequence, checks, lost - singles, scratch.attempt, scratch.tails)
    return number


@lent_kernel
def begin_checks(sequence, begin, sockets, scratch):
    """Checks by their unknown sockets at first; what arrives falls into slots, which have no sockets."""
    scratch.lost[:] = 0  # here: edges of unknown variables
    for i in range(scratch.unknown.size):
        for k in range(sockets.class_starts[i], sockets.class_starts[i + 1]):
            scratch.lost[sockets.pools[k]] += sockets.pool_edges[k] * scratch.unknown[i]
    for pool in range(scratch.lost.size):
        checks = scratch.checks[pool]
        fill_from(sockets.checks[pool], checks)
        if begin.how >= ARRIVED_NUMBER:
            throw(sequence, checks, scratch.lost[pool], scratch.attempt, scratch.tails)
            continue
        known = -scratch.lost[pool]
        for degree in range(checks.size):
            known += degree * checks[degree]
        remove(sequence, checks, known, scratch.attempt, scratch.tails)


@lent_kernel
def count_left(sockets, scratch, row):
    """Stuck checks and variables left, into a row of counts."""
    for pool in range(scratch.checks.shape[0]):
        for degree in range(2, scratch.checks.shape[1]):
            row[STUCK_CHECKS] += scratch.checks[pool, degree]
    for i in range(scratch.unknown.size):
        row[REMAINING + sockets.column[i]] += scratch.unknown[i]


@lent_kernel
def peel_sockets(stream, begin, sockets, scratch, row, trajectory, control):
    """One trial; False if told to stop. row: int64[columns], zero, its counts. trajectory: int64[rounds recorded]."""
    sequence, rounds = scratch.sequence, 0
    restart(sequence, draw(stream, UNKNOWN))
    draw_unknown(sequence, begin, scratch.unknown, scratch)
    unknown = total(scratch.unknown)
    row[BEGUN] = unknown
    restart(sequence, draw(stream, CHAIN))
    begin_checks(sequence, begin, sockets, scratch)
    control[1] += 1
    while find(sequence, sockets, scratch) > 0:
        if control[0] != 0:
            return False
        unknown -= leave(sequence, sockets, scratch)
        if rounds < trajectory.size:
            trajectory[rounds] = unknown
        rounds += 1
        control[1] += 1
    trajectory[rounds:] = unknown
    row[ROUNDS] = rounds
    count_left(sockets, scratch, row)
    return True


@kernel
def run_chains(key, first, begin, sockets, scratch, counts, trajectories, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    begin: Unknown; sockets: Sockets. counts: int64[trials, columns], zero, columns as in ``ensemble``; trajectories:
    int64[trials, rounds recorded], unknown variables after each round; control: int64[2].
    """
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        if not peel_sockets(draw(key, first + j), begin, sockets, scratch, counts[j], trajectories[j], control):
            return False
    return True
