"""Peeling placed edges: a check with a single edge to unknown variables teaches one, until there is no such check.

Edges are counted with their multiplicity: a check that has two edges to one variable, and no others, does not teach
(Amraoui et al. 2009). A check is one word, the number of its edges and the xor of their variables, see
kernels/graph/text_table.py; a pair of equal edges leaves nothing in the xor, and a single one its variable.
Floor: one random update of the table and one read of the edges an edge of a learnt variable.

Tests: tests/kernels/codes/test_engines.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, lent_kernel
from peelsim.kernels.graph.learnt_queue import SCAN, ask_ahead, enqueue_all, enqueue_changed
from peelsim.kernels.graph.text_table import WIDE, enter, leave, stuck_texts

_ONE = np.uint64(1)
_STOP_EVERY = 1 << 16  # variables between two looks at the stop word


class Peeling(NamedTuple):
    """Scratch of a peeling."""

    table: npt.NDArray[np.uint64]  # [checks]
    known: npt.NDArray[np.bool_]  # [most variables]
    queue: npt.NDArray[np.uint32]  # [most variables + 1], as ``enqueue`` writes before it looks
    updates: npt.NDArray[np.uint64]  # [max(SCAN, highest degree)]
    freed: npt.NDArray[np.uint32]  # the same


def scratch(checks: int, variables: int, highest: int) -> Peeling:
    """Scratch for so many checks and variables of at most this degree."""
    room = max(SCAN, highest)
    return Peeling(
        np.zeros(checks, np.uint64),
        np.zeros(variables, np.bool_),
        np.zeros(variables + 1, np.uint32),
        np.zeros(room, np.uint64),
        np.zeros(room, np.uint32),
    )


@lent_kernel
def enter_all(variables, edges, peeling, control):
    """Put all edges into the table; False if told to stop."""
    for start in range(0, peeling.table.size, 1 << 20):
        peeling.table[start : start + (1 << 20)] = 0
        if control[0] != 0:
            return False
    peeling.known[:variables] = False
    for variable in range(variables):
        if variable % _STOP_EVERY == 0 and control[0] != 0:
            return False
        at = edges.starts[variable]
        enter(peeling.table, WIDE, np.uint64(variable), edges.checks, at, edges.starts[variable + 1] - at)
    return True


@inner_kernel
def leave_batch(edges, taken, end, peeling):
    """Variables queue[taken:end] leave their checks, as many as there is room for; (the next, how many words changed).

    peeling.updates has room for the new words of any one variable, so that one leaves at least.
    """
    count, room = np.int64(0), peeling.updates.size
    while taken < end:
        ask_ahead(edges.starts, edges.checks, taken, end, peeling)
        variable = np.uint64(peeling.queue[np.uint64(taken)])
        at = edges.starts[variable]
        degree = edges.starts[variable + _ONE] - at
        if count + degree > room:
            break
        leave(peeling.table, WIDE, variable, edges.checks, at, degree, peeling.updates, count)
        count += degree
        taken += 1
    return taken, count


@lent_kernel
def peel_round(taken, found, edges, peeling, control):
    """The variables queue[taken:found] leave their checks; returns the queue's new length, -1 if told to stop."""
    end = found
    while taken < end:
        if control[0] != 0:
            return -1
        taken, count = leave_batch(edges, taken, end, peeling)
        found = enqueue_changed(peeling, found, count)
        control[1] += count
    return found


@lent_kernel
def peel_edges(variables, edges, peeling, trajectory, control):
    """Peel the first ``variables`` of ``edges``; (rounds, stuck checks), -1s if told to stop; peeling.known has who.

    trajectory: int64[rounds recorded], unknown variables after each round, and at the end from there on.
    """
    if not enter_all(variables, edges, peeling, control):
        return -1, -1
    taken, found, rounds = np.int64(0), enqueue_all(peeling), 0
    while taken < found:
        if rounds < trajectory.size:
            trajectory[rounds] = variables - found
        rounds += 1
        end = found
        found = peel_round(taken, found, edges, peeling, control)
        if found < 0:
            return -1, -1
        taken = end
    trajectory[rounds:] = variables - found
    return rounds, stuck_texts(peeling.table, 0, peeling.table.size, WIDE)
