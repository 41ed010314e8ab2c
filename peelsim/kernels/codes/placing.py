"""Edges of unknown variables placed at checks: into sockets of a pool, or into slots.

Variables stand in the order of their classes, and of a class the first are those unknown: its variables are alike, so
which of them are unknown makes no difference to the law of anything counted. Edges into sockets are the beginning of
a random order of the pool's sockets (Fisher and Yates 1938).
Floor: one random swap among the sockets and one random update of the table of checks an edge.

Tests: tests/kernels/codes/test_engines.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, lent_kernel
from peelsim.kernels.codes.counts import fill_from
from peelsim.kernels.draws.random import below, draw

_STOP_EVERY = 1 << 16  # variables or sockets between two looks at the stop word

_ONE = np.uint64(1)

MATCHED, SIMPLE, THROWN, DISTINCT = 0, 1, 2, 3  # into sockets, none of them a double edge; into slots, none twice


class Placement(NamedTuple):
    """How edges are placed, and scratch for it."""

    how: int
    first: npt.NDArray[np.int64]  # [pools + 1] where the sockets, or slots, of each pool begin
    home: npt.NDArray[np.uint32]  # [sockets] the check of each socket; empty for slots
    order: npt.NDArray[np.uint32]  # [sockets] scratch
    next: npt.NDArray[np.int64]  # [pools] scratch
    stamp: npt.NDArray[np.uint32]  # [checks] scratch, where edges must not coincide


class Edges(NamedTuple):
    """The unknown variables of a trial and their checks."""

    starts: npt.NDArray[np.int64]  # [most variables + 1] where the checks of each begin
    checks: npt.NDArray[np.uint32]  # [most edges]


@lent_kernel
def lay_out(unknown, degree, edges):
    """Fill edges.starts for these unknown variables of each class; returns how many there are."""
    variables = 0
    edges.starts[0] = 0
    for i in range(unknown.size):
        for _ in range(unknown[i]):
            edges.starts[variables + 1] = edges.starts[variables] + degree[i]
            variables += 1
    return variables


@inner_kernel
def take_sockets(stream, at, count, order, here, end, checks):
    """``count`` edges, checks[at:at + count], take uniform ones of the sockets order[here:end], each of those left."""
    for i in range(np.uint64(at), np.uint64(at + count)):
        there = here + below(draw(stream, i), end - here)
        checks[i] = order[there]
        order[there] = order[here]
        here += _ONE


@lent_kernel
def match(stream, unknown, sockets, placement, edges, control):
    """Every edge takes a uniform one of the sockets of its pool that are left; False if told to stop."""
    order, upcoming = placement.order, placement.next
    for start in range(0, order.size, 1 << 20):
        if control[0] != 0:
            return False
        for i in range(start, min(order.size, start + (1 << 20))):
            order[i] = placement.home[i]
    fill_from(placement.first, upcoming)
    at = np.int64(0)
    for i in range(unknown.size):
        first, end = sockets.class_starts[i], sockets.class_starts[i + 1]
        together = _STOP_EVERY if end - first == 1 else 1  # variables whose edges go to one pool come in a run
        for variable in range(0, unknown[i], together):
            if variable % _STOP_EVERY == 0 and control[0] != 0:
                return False
            for k in range(first, end):
                pool, count = sockets.pools[k], sockets.pool_edges[k] * min(together, unknown[i] - variable)
                here, stop = np.uint64(upcoming[pool]), np.uint64(placement.first[pool + 1])
                take_sockets(stream, at, count, order, here, stop, edges.checks)
                upcoming[pool] += count
                at += count
        control[1] += unknown[i] * sockets.degree[i]
    return True


@lent_kernel
def throw_edges(stream, unknown, sockets, placement, edges, control):
    """Every edge falls into a uniform slot of its pool, or into one other than those of the same variable.

    Returns False if told to stop.
    """
    distinct = placement.how == DISTINCT
    if distinct:
        placement.stamp[:] = 0
    at, drawn, name = np.int64(0), np.int64(0), np.uint32(0)
    for i in range(unknown.size):
        first, end = sockets.class_starts[i], sockets.class_starts[i + 1]
        for variable in range(unknown[i]):
            if variable % _STOP_EVERY == 0 and control[0] != 0:
                return False
            name += np.uint32(1)
            for k in range(first, end):
                begin = placement.first[sockets.pools[k]]
                size = placement.first[sockets.pools[k] + 1] - begin
                placed = 0
                while placed < sockets.pool_edges[k]:
                    slot = begin + np.int64(below(draw(stream, drawn), size))
                    drawn += 1
                    if distinct:
                        if placement.stamp[slot] == name:
                            continue
                        placement.stamp[slot] = name
                    edges.checks[at] = slot
                    at += 1
                    placed += 1
        control[1] += unknown[i] * sockets.degree[i]
    return True


@lent_kernel
def is_simple(variables, edges, stamp):
    """Whether no variable has two edges to one check. stamp: uint32[checks], overwritten."""
    stamp[:] = 0
    for variable in range(variables):
        name = np.uint32(variable + 1)
        for k in range(edges.starts[variable], edges.starts[variable + 1]):
            check = edges.checks[k]
            if stamp[check] == name:
                return False
            stamp[check] = name
    return True


@lent_kernel
def place(stream, unknown, sockets, placement, edges, control):
    """Place the edges of the variables ``lay_out`` laid out; False if told to stop."""
    if placement.how == MATCHED:
        return match(stream, unknown, sockets, placement, edges, control)
    return throw_edges(stream, unknown, sockets, placement, edges, control)
