"""Blocks of trials of percolation: a graph, sampled or given, one random order of its bonds or sites, a whole curve.

Tests: tests/models/test_percolation.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.jit.copying import copy
from peelsim.kernels.components.packed_links import links_by_time
from peelsim.kernels.components.percolation import bond_curve, site_curve
from peelsim.kernels.components.percolation_graph import random_times, sample_packed
from peelsim.kernels.components.random_graph import pairs_of
from peelsim.kernels.components.union_find import separate
from peelsim.kernels.draws.binomial_average import binomial_average
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.shuffle import shuffle
from peelsim.kernels.draws.streams import LINKING, ORDERING
from peelsim.stats.fixed_point import FRACTION

_STOP_EVERY = 1 << 20  # steps between two looks at the stop word
LINKS, PEAK = 0, 1  # columns of a block's counts


class Curves(NamedTuple):
    """What a block of trials says: numbers, and two curves against the probability of occupation."""

    counts: npt.NDArray[np.int64]  # [trials, 2] links, and in units of 1 / FRACTION the fraction occupied at the peak
    shares: npt.NDArray[np.int64]  # [trials, points] mean share of the largest component, in units of 1 / FRACTION
    squares: npt.NDArray[np.int64]  # [trials, points] mean sum of the other squared sizes, of 1 / scratch.squares_unit

    @classmethod
    def of(cls, trials: int, *, points: int) -> "Curves":
        """Room for so many trials."""
        return cls(*(np.zeros((trials, width), np.int64) for width in (2, points, points)))


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
def note(scratch, steps, links, occupation, curves, j, control):
    """Write down what trial j's curve of ``steps`` bonds or sites in scratch says; False if told to stop.

    occupation: float64[points]. curves: Curves, out.
    """
    nodes = scratch.parent.size
    for i in range(occupation.size):
        if control[0] != 0:
            return False
        share = binomial_average(scratch.largest, steps, occupation[i]) / nodes
        curves.shares[j, i] = np.int64(share * FRACTION + 0.5)
        square = binomial_average(scratch.rest, steps, occupation[i])
        curves.squares[j, i] = np.int64(square * scratch.squares_unit + 0.5)
    peak = peak_of(scratch.rest, steps, control)
    curves.counts[j, LINKS] = links
    curves.counts[j, PEAK] = np.int64(peak / max(steps, 1) * FRACTION + 0.5)
    return peak >= 0


@kernel
def occupy_bonds(stream, links, occupation, scratch, curves, j, control):
    """Trial j of bond percolation on the first ``links`` of scratch.links, which lose their order; False if stopped.

    stream: uint64, of the order. occupation: float64[points]. scratch: Scratch. curves: Curves, out. control: int64[2].
    """
    nodes = scratch.parent.size
    if not shuffle(stream, scratch.links, links, control) or not separate(scratch.parent, nodes, control):
        return False
    if not bond_curve(scratch.parent, scratch.links, links, scratch.largest, scratch.rest, control):
        return False
    return note(scratch, links, links, occupation, curves, j, control)


@kernel
def occupy_sites(stream, links, occupation, scratch, curves, j, control):
    """Trial j of site percolation on the first ``links`` of scratch.links, as ``occupy_bonds``."""
    nodes = scratch.parent.size
    if not random_times(stream, scratch.time, control) or not separate(scratch.parent, nodes, control):
        return False
    if not links_by_time(scratch.time, scratch.links, links, scratch.begins, scratch.earlier, control):
        return False
    if not site_curve(scratch.parent, scratch.begins, scratch.earlier, scratch.largest, scratch.rest, control):
        return False
    return note(scratch, nodes, links, occupation, curves, j, control)


@kernel
def run_bonds(key, first, p, occupation, scratch, curves, control):
    """Trials of bond percolation on G(n, p); returns False if told to stop, the block then void.

    p: of a link. occupation: float64[points]. scratch: Scratch. curves: Curves, out. control: int64[2].
    """
    nodes = scratch.parent.size
    for j in range(curves.counts.shape[0]):
        stream = draw(key, first + j)
        links = sample_packed(draw(stream, LINKING), pairs_of(nodes, p), scratch, control)
        if links < 0 or not occupy_bonds(draw(stream, ORDERING), links, occupation, scratch, curves, j, control):
            return False
    return True


@kernel
def run_sites(key, first, p, occupation, scratch, curves, control):
    """Trials of site percolation on G(n, p), as ``run_bonds``."""
    nodes = scratch.parent.size
    for j in range(curves.counts.shape[0]):
        stream = draw(key, first + j)
        links = sample_packed(draw(stream, LINKING), pairs_of(nodes, p), scratch, control)
        if links < 0 or not occupy_sites(draw(stream, ORDERING), links, occupation, scratch, curves, j, control):
            return False
    return True


@kernel
def run_given_bonds(key, first, links, occupation, scratch, curves, control):
    """Trials of bond percolation on the same links: uint64[links], packed; as ``run_bonds``."""
    for j in range(curves.counts.shape[0]):
        if control[0] != 0:
            return False
        copy(links, scratch.links)  # in their order: a trial does not depend on the one before
        stream = draw(draw(key, first + j), ORDERING)
        if not occupy_bonds(stream, links.size, occupation, scratch, curves, j, control):
            return False
    return True


@kernel
def run_given_sites(key, first, links, occupation, scratch, curves, control):
    """Trials of site percolation on the ``links`` that scratch.links holds; as ``run_bonds``."""
    for j in range(curves.counts.shape[0]):
        if control[0] != 0:
            return False
        stream = draw(draw(key, first + j), ORDERING)
        if not occupy_sites(stream, links, occupation, scratch, curves, j, control):
            return False
    return True
