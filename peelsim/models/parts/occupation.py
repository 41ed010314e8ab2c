"""What models of percolation share: curves against the probability that a bond or a site is occupied.

Tests: tests/models/test_percolation.py
"""

from collections.abc import Mapping
from math import sqrt
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from peelsim.fields import Whole
from peelsim.kernels.components import percolation_trials as kernel
from peelsim.kernels.components.percolation_graph import Scratch, random_times
from peelsim.kernels.components.random_graph import CHUNK
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.shuffle import shuffle
from peelsim.kernels.draws.streams import ORDERING
from peelsim.mistakes import in_full
from peelsim.models.base import Control, Graph, Model, ParameterError, Shows
from peelsim.models.parts.networks import network_of, unpacked
from peelsim.stats.fixed_point import FRACTION, squares_unit
from peelsim.stats.observable import Counted, Dimension, Observable

WhatIsOccupied = Literal["bonds", "sites"]
Points = Annotated[Whole, Field(ge=2, le=100_000, title="number of points")]


class Occupied(Model):
    """A model of percolation; a subclass has the fields named here, and says what a trial simulates."""

    nodes: Any
    occupied: Any
    occupation_points: Any
    occupation_from: Any
    occupation_to: Any
    headline: ClassVar[str] = "peak_occupation"
    shows: ClassVar[Shows] = "percolation"

    @property
    def most_links(self) -> int:
        """No trial has more links."""
        raise NotImplementedError

    def check_occupation(self) -> None:
        """ParameterError if the probabilities do not ascend."""
        if not self.occupation_from < self.occupation_to:
            said = f"{in_full(self.occupation_to)} is not above occupation_from = {in_full(self.occupation_from)}"
            raise ParameterError("occupation_to", said)

    @property
    def occupation(self) -> npt.NDArray[np.float64]:
        """The probabilities at which the curves are given."""
        return np.linspace(self.occupation_from, self.occupation_to, self.occupation_points)

    @property
    def observables(self) -> tuple[Observable, ...]:
        axis = Dimension(
            "occupation",
            self.occupation_points,
            values=tuple(self.occupation.tolist()),
            long_name="probability that a bond or site is occupied",
        )
        share = "fraction of all nodes in the largest component"
        squares = "sum of squared sizes of all components but the largest, over n"
        peak = "fraction occupied where the sum of squares is largest"
        scale = (self.nodes or 1) * squares_unit(self.nodes)
        return (
            Observable("links", "number", "links of the graph"),
            Observable("peak_occupation", "number", peak, highest=1.0, per=FRACTION),
            Observable("largest_fraction", "number", share, dimension=axis, highest=1.0, per=FRACTION),
            Observable("susceptibility", "number", squares, dimension=axis, per=scale),
        )

    @property
    def steps(self) -> int:
        """Bonds or sites that a curve has at most."""
        return int(self.most_links if self.occupied == "bonds" else self.nodes)

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s at 45 ns per link, 10 ns per node, and 3 ns per weight of the binomial averages."""
        weights = min(self.steps, 10 * sqrt(self.steps)) * self.occupation_points * 2
        nanoseconds = 45 * self.expected_edges + 10 * self.nodes + 3 * weights + 500
        trial_bytes = 120 * self.occupation_points
        return max(1, int(min(1e8 / nanoseconds, 64e6 / trial_bytes)))

    def bytes_per_thread(self, engine: str) -> int:
        sites = self.occupied == "sites"
        links = (12 if sites else 8) * self.most_links + (12 * self.nodes if sites else 0)
        counts = 120 * self.occupation_points * self.block_trials(engine)
        return int(4 * self.nodes + 12 * self.steps + links + 8 * CHUNK + counts + 100_000)


class Curves:
    """Scratch memory of one thread."""

    held = "nodes"

    def __init__(self, model: Any) -> None:
        self.model = model
        nodes, links, steps = model.nodes, model.most_links, model.steps
        sites = model.occupied == "sites"
        self.scratch = Scratch(
            parent=np.zeros(nodes, np.int32),
            tails=np.zeros(CHUNK, np.int32),
            heads=np.zeros(CHUNK, np.int32),
            links=np.zeros(links, np.uint64),
            largest=np.zeros(steps + 1, np.int32),
            rest=np.zeros(steps + 1, np.int64),
            time=np.zeros(nodes if sites else 0, np.int32),
            begins=np.zeros(nodes + 2 if sites else 0, np.int64),
            earlier=np.zeros(links if sites else 0, np.int32),
            squares_unit=squares_unit(nodes),
        )

    def place(self, stream: np.uint64) -> int:
        """Put the links of the trial with this stream into scratch.links, in their first order; returns how many."""
        raise NotImplementedError

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """All links of a trial, whatever is occupied."""
        links = self.place(np.uint64(draw(np.uint64(key), trial)))
        return network_of(unpacked(self.scratch.links[:links]), self.model.nodes)

    def order(self, key: int, trial: int, control: Control) -> Counted:
        """Bonds or sites in the order in which a trial occupies them; unfinished if stopped."""
        stream = np.uint64(draw(np.uint64(key), trial))
        ordering = np.uint64(draw(stream, ORDERING))
        if self.model.occupied == "sites":
            random_times(ordering, self.scratch.time, control)
            return np.argsort(self.scratch.time)
        links = self.place(stream)
        shuffle(ordering, self.scratch.links, links, control)
        return unpacked(self.scratch.links[:links])

    def fill(self, key: np.uint64, first: int, curves: kernel.Curves, control: Control) -> bool:
        """Run the kernel; False if stopped."""
        raise NotImplementedError

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        curves = kernel.Curves.of(trials, points=self.model.occupation_points)
        if not self.fill(np.uint64(key), first, curves, control):
            return None
        return {
            "links": curves.counts[:, kernel.LINKS],
            "peak_occupation": curves.counts[:, kernel.PEAK],
            "largest_fraction": curves.shares,
            "susceptibility": curves.squares,
        }
