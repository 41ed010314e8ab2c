"""Blocks of trials of the graph engine: draw who is unknown, place their edges, peel; counts as those of the chain.

Tests: tests/kernels/codes/test_engines.py
"""

from typing import NamedTuple

import numpy as np

from peelsim.jit import kernel, lent_kernel
from peelsim.kernels.codes.ensemble import BEGUN, REMAINING, ROUNDS, STUCK_CHECKS, Scratch, draw_unknown
from peelsim.kernels.codes.graph import Peeling, peel_edges
from peelsim.kernels.codes.placing import SIMPLE, Edges, Placement, lay_out, place
from peelsim.kernels.codes.simple_graphs import place_simple
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.sequence import restart
from peelsim.kernels.draws.streams import PLACES, UNKNOWN


class GraphScratch(NamedTuple):
    """What one thread needs for graphs; reused from trial to trial."""

    counts: Scratch  # of which only what ``draw_unknown`` takes is used
    placement: Placement
    edges: Edges
    peeling: Peeling


@lent_kernel
def sample_edges(stream, begin, sockets, scratch, control):
    """The unknown variables of a trial and their edges, into scratch.edges; returns how many, -1 if told to stop.

    stream: uint64, of the trial. begin: Unknown; sockets: Sockets; scratch: GraphScratch.
    """
    unknown, placement = scratch.counts.unknown, scratch.placement
    restart(scratch.counts.sequence, draw(stream, UNKNOWN))
    draw_unknown(scratch.counts.sequence, begin, unknown, scratch.counts)
    places = draw(stream, PLACES)
    if placement.how == SIMPLE:
        return place_simple(places, unknown, begin.number, sockets, placement, scratch.edges, control)
    variables = lay_out(unknown, sockets.degree, scratch.edges)
    if not place(places, unknown, sockets, placement, scratch.edges, control):
        return -1
    return variables


@lent_kernel
def count_unknown(sockets, scratch, row):
    """Variables that were not learnt, by class, into a row of counts."""
    variable = np.int64(0)
    for i in range(scratch.counts.unknown.size):
        left = 0
        for _ in range(scratch.counts.unknown[i]):
            left += np.int64(not scratch.peeling.known[variable])
            variable += 1
        row[REMAINING + sockets.column[i]] += left


@kernel
def run_graphs(key, first, begin, sockets, scratch, counts, trajectories, control):
    """Trials first, first + 1, ... of the point with this key, as ``chain.run_chains``; scratch: GraphScratch."""
    for j in range(counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(key, first + j)
        variables = sample_edges(stream, begin, sockets, scratch, control)
        if variables < 0:
            return False
        rounds, stuck = peel_edges(variables, scratch.edges, scratch.peeling, trajectories[j], control)
        if rounds < 0:
            return False
        counts[j, ROUNDS], counts[j, STUCK_CHECKS], counts[j, BEGUN] = rounds, stuck, variables
        count_unknown(sockets, scratch, counts[j])
        control[1] += 1
    return True
