"""Blocks of trials of percolation on G(n, p): a graph, one random order of its bonds or sites, the whole curve."""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.components.packed_links import links_by_time
from peelsim.kernels.components.percolation import bond_curve, site_curve
from peelsim.kernels.components.percolation_graph import random_times, sample_packed
from peelsim.kernels.components.random_graph import pairs_of
from peelsim.kernels.components.trials import LINK_STREAM, ORDER_STREAM
from peelsim.kernels.components.union_find import separate
from peelsim.kernels.draws.binomial_average import binomial_average
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.shuffle import shuffle

_STOP_EVERY = 1 << 20  # steps between two looks at the stop word

FRACTION = 2.0**40  # counts a unit of what is no whole number and at most 1
SQUARES = 2.0**20  # and of sums of squared sizes over n, which are at most n


@kernel
def peak_of(rest, steps, control):
    """The first of the steps 0 .. ``steps`` with the largest rest, -1 if told to stop."""
    peak = 0
    for start in range(0, steps + 1, _STOP_EVERY):
        if control[0] != 0:
            return -1
        for k in range(start, min(steps + 1, start + _STOP_EVERY)):
            if rest[np.uint64(k)] > rest[np.uint64(peak)]:
                peak = k
    return peak


@kernel
def note(largest, rest, steps, nodes, occupation, shares, squares, control):
    """What a curve of ``steps`` bonds or sites says; returns the step with the largest rest, -1 if told to stop.

    occupation: float64[points]. shares, squares: int64[points], mean share of the largest component in units of
    1 / FRACTION, and mean sum of the other squared sizes over n in units of 1 / SQUARES.
    """
    for i in range(occupation.size):
        if control[0] != 0:
            return -1
        shares[i] = np.int64(binomial_average(largest, steps, occupation[i]) / nodes * FRACTION + 0.5)
        squares[i] = np.int64(binomial_average(rest, steps, occupation[i]) / nodes * SQUARES + 0.5)
    return peak_of(rest, steps, control)


@kernel
def run_bonds(key, first, p, occupation, scratch, counts, shares, squares, control):
    """Trials of bond percolation; returns False if told to stop, the block then void.

    occupation: float64[points]. counts: int64[trials, 2], links and place of the peak; shares, squares:
    int64[trials, points], see ``note``. control: int64[2].
    """
    nodes = scratch.parent.size
    for j in range(counts.shape[0]):
        stream = draw(key, first + j)
        links = sample_packed(draw(stream, LINK_STREAM), pairs_of(nodes, p), scratch, control)
        if links < 0 or not shuffle(draw(stream, ORDER_STREAM), scratch.links, links, control):
            return False
        if not separate(scratch.parent, nodes, control):
            return False
        if not bond_curve(scratch.parent, scratch.links, links, scratch.largest, scratch.rest, control):
            return False
        peak = note(scratch.largest, scratch.rest, links, nodes, occupation, shares[j], squares[j], control)
        if peak < 0:
            return False
        counts[j, 0] = links
        counts[j, 1] = np.int64(peak / max(links, 1) * FRACTION + 0.5)
    return True


@kernel
def run_sites(key, first, p, occupation, scratch, counts, shares, squares, control):
    """Trials of site percolation, as ``run_bonds``."""
    nodes = scratch.parent.size
    for j in range(counts.shape[0]):
        stream = draw(key, first + j)
        links = sample_packed(draw(stream, LINK_STREAM), pairs_of(nodes, p), scratch, control)
        if links < 0 or not random_times(draw(stream, ORDER_STREAM), scratch.time, control):
            return False
        if not links_by_time(scratch.time, scratch.links, links, scratch.begins, scratch.earlier, control):
            return False
        if not separate(scratch.parent, nodes, control):
            return False
        if not site_curve(scratch.parent, scratch.begins, scratch.earlier, scratch.largest, scratch.rest, control):
            return False
        peak = note(scratch.largest, scratch.rest, nodes, nodes, occupation, shares[j], squares[j], control)
        if peak < 0:
            return False
        counts[j, 0] = links
        counts[j, 1] = np.int64(peak / nodes * FRACTION + 0.5)
    return True
