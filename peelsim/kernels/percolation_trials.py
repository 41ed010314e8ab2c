"""Blocks of trials of percolation on G(n, p): a graph, one random order of its bonds or sites, the whole curve."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.binomial_average import binomial_average
from peelsim.kernels.component_trials import LINK_STREAM, ORDER_STREAM
from peelsim.kernels.components import separate
from peelsim.kernels.percolation import bond_curve, links_by_time, pack, site_curve
from peelsim.kernels.random import draw
from peelsim.kernels.random_graph import next_links, pairs_of
from peelsim.kernels.shuffle import shuffle

FRACTION = 2.0**40  # counts a unit of what is no whole number and at most 1
SQUARES = 2.0**20  # and of sums of squared sizes over n, which are at most n


class Scratch(NamedTuple):
    """What one thread needs for a trial of n nodes and at most m links."""

    parent: npt.NDArray[np.int32]  # [n]
    tails: npt.NDArray[np.int32]  # [CHUNK]
    heads: npt.NDArray[np.int32]  # [CHUNK]
    links: npt.NDArray[np.uint64]  # [m]
    largest: npt.NDArray[np.int32]  # [m + 1], for sites [n + 1]
    rest: npt.NDArray[np.int64]  # as long
    time: npt.NDArray[np.int32]  # for sites [n], when each is occupied
    begins: npt.NDArray[np.int64]  # for sites [n + 2]
    earlier: npt.NDArray[np.int32]  # for sites [m]


@kernel
def sample_packed(stream, pairs, scratch, control):
    """All links of a graph, packed into scratch.links in the order of their pairs; returns how many, -1 if stopped."""
    links, drawn, pair = 0, 0, 0
    while pair < pairs.number:
        if control[0] != 0:
            return -1
        count, drawn, pair = next_links(stream, pairs, drawn, pair, scratch.tails, scratch.heads)
        pack(scratch.tails, scratch.heads, count, scratch.links, links)
        links += count
    return links


@kernel
def random_times(stream, time, control):
    """When each site is occupied, if all orders are alike: a random permutation. Returns False if told to stop."""
    for site in range(time.size):
        time[site] = site
    return shuffle(stream, time, time.size, control)


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
    peak = 0
    for k in range(1, steps + 1):
        if rest[np.uint64(k)] > rest[np.uint64(peak)]:
            peak = k
    return peak


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
