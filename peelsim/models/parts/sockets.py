"""What models of variables and checks have in common: codes, random access, hypergraphs. Engines and observables.

Tests: tests/models/test_codes.py
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, NamedTuple, cast

import numpy as np
from pydantic import BeforeValidator, Field

from peelsim.ensembles import Explicit, IdealSoliton, Regular, RobustSoliton
from peelsim.fields import Real, Whole
from peelsim.kernels.codes.building import chain_scratch, graph_scratch
from peelsim.kernels.codes.chain import run_chains
from peelsim.kernels.codes.ensemble import BEGUN, REMAINING, ROUNDS, STUCK_CHECKS, Sockets, Unknown
from peelsim.kernels.codes.graph_trials import run_graphs, sample_edges
from peelsim.kernels.draws.random import draw
from peelsim.models.base import Control, Graph, Model, ParameterError, Shows
from peelsim.models.parts.peeled_graphs import PeelsGraph
from peelsim.stats.observable import Counted, Dimension, Observable
from peelsim.theory.codes.degrees import from_edges

LARGEST_CHAIN = 2**52  # sockets: one is picked by a uniform double
LARGEST_GRAPH = 2**31  # edges and checks: rows hold 32-bit numbers

Split = Annotated[Real, Field(gt=0, lt=1, title="share of the variables")]
Rounds = Annotated[Whole, Field(ge=0, le=1_000_000, title="number of rounds")]


def _by_node(value: Any) -> Any:
    """Shares by node from ``perspective = "edge"``, as papers print lambda and rho."""
    if not isinstance(value, Mapping) or "perspective" not in value:
        return value
    rest = {key: each for key, each in value.items() if key != "perspective"}
    shares = rest.get("probabilities")
    if value["perspective"] == "node" or not isinstance(shares, Mapping):
        return rest
    if value["perspective"] != "edge":
        raise ValueError('perspective is "node" or "edge"')
    given = {int(degree): float(share) for degree, share in shares.items()}
    if abs(sum(given.values()) - 1) > 1e-9:
        raise ValueError(f"the shares of the edges sum to {sum(given.values()):.12g}; they must sum to 1")
    return {**rest, "probabilities": from_edges(given)}


Degree = Explicit | Regular | IdealSoliton | RobustSoliton
CodeDegree = Annotated[Annotated[Degree, Field(discriminator="kind")], BeforeValidator(_by_node)]


class Layout(NamedTuple):
    """What the kernels are told of a model."""

    begin: Unknown
    sockets: Sockets
    how: int  # how a graph places its edges, see kernels/codes/placing.py
    variables: int  # no trial has more unknown ones
    edges: int  # nor more of their edges; of a graph that is placed whole, all


class Peeled(Model):
    """A model whose variables are taught by checks that have no other unknown one.

    A subclass says its layout, how many variables there are, and which observables it counts in its own words.
    """

    trajectory_rounds: int
    shows: ClassVar[Shows] = "learning"

    @property
    def layout(self) -> Layout:
        """The kernels' records; fresh ones, as they hold scratch."""
        raise NotImplementedError

    @property
    def variables(self) -> float:
        """All variables there are, or on average: what fractions are of."""
        raise NotImplementedError

    @property
    def most_edges(self) -> float:
        """Sockets of checks, or replicas: the size of a graph."""
        raise NotImplementedError

    @property
    def stuck_above(self) -> float:
        """Unknown fraction above which a trial counts as stuck."""
        raise NotImplementedError

    @property
    def likely_rounds(self) -> float:
        """Rounds of a trial, roughly, to set the length of a block."""
        raise NotImplementedError

    @property
    def no_chain(self) -> str:
        """Why there is no engine rounds, which may depend on the placement; empty if there is one."""
        return ""

    def counted(self, unknown: str, fraction: str, checks: str, variable: str) -> list[Observable]:
        """Observables all such models have, by these names, in the words for a variable."""
        n, split = self.variables, self.stuck_above
        scale = n or 1.0
        return [
            Observable(
                unknown, "number", f"{variable} unknown at the end", rare="stuck", span=float(n), column=left_unknown
            ),
            Observable(
                fraction,
                "number",
                f"fraction of {variable} unknown at the end",
                rare="stuck",
                span=1.0,
                per=scale,
                column=left_unknown,
            ),
            Observable(
                "stuck",
                "event",
                f"probability that more than split of the {variable} stay unknown",
                column=lambda counts: left_unknown(counts) > split * n,
            ),
            Observable("rounds", "number", "parallel rounds that taught something", column=ROUNDS),
            Observable(checks, "number", f"{checks.replace('_', ' ')} at the end", column=STUCK_CHECKS),
        ]

    @property
    def trajectory(self) -> list[Observable]:
        """The unknown fraction by round, if it is noted."""
        if not self.trajectory_rounds:
            return []
        axis, words = Dimension("round", self.trajectory_rounds), "fraction unknown after a round"
        return [Observable("trajectory", "number", words, dimension=axis, per=self.variables or 1.0)]

    def resolve_engine(self, engine: str) -> str:
        if engine == "auto" and self.no_chain:
            engine = "graph"
        engine = super().resolve_engine(engine)
        if engine == "rounds" and self.no_chain:
            raise ParameterError("run.engine", self.no_chain)
        if engine == "rounds" and self.most_edges >= LARGEST_CHAIN:
            raise ParameterError("run.engine", "the round chain holds fewer than 2^52 edges")
        if engine == "graph" and self.most_edges >= LARGEST_GRAPH:
            raise ParameterError("run.engine", "a sampled graph holds fewer than 2^31 edges and checks; take rounds")
        return engine

    @property
    def expected_edges(self) -> float:
        return self.most_edges

    def block_trials(self, engine: str) -> int:
        """Trials of about 0.1 s: 10 ns a socket of a graph; 3 us a round of the chain, more for many classes."""
        cost = 10 * self.most_edges + 2000.0
        if engine == "rounds":
            cost = 3000 * self.likely_rounds + 2000.0
        return max(1, min(int(1e8 / cost), 64_000_000 // (200 + 60 * self.trajectory_rounds)))

    def bytes_per_thread(self, engine: str) -> int:
        own = 30 * int(self.most_edges) if engine == "graph" else 0
        return own + self.block_trials(engine) * (300 + 60 * self.trajectory_rounds) + 1_000_000

    def simulator(self, engine: str) -> "Chains":
        return Chains(self) if engine == "rounds" else Graphs(self)


def left_unknown(counts: Counted) -> Counted:
    """Variables unknown at the end, from a kernel's counts."""
    return cast(Counted, counts[..., REMAINING:].sum(axis=-1))


def begun(counts: Counted) -> Counted:
    """Variables unknown at first."""
    return counts[..., BEGUN]


class Chains:
    """Scratch memory of one thread for the round chain."""

    def __init__(self, model: Peeled) -> None:
        self.model, self.layout = model, model.layout
        self.scratch: Any = None if isinstance(self, Graphs) else chain_scratch(self.layout.sockets)

    def fill(self, key: np.uint64, first: int, counts: Counted, trajectories: Counted, control: Control) -> bool:
        """Fill counts: int64[trials, columns] and trajectories: int64[trials, rounds]; False if stopped."""
        begin, sockets = self.layout.begin, self.layout.sockets
        return bool(run_chains(key, first, begin, sockets, self.scratch, counts, trajectories, control))

    def run(self, key: int, first: int, trials: int, control: Control) -> Mapping[str, Counted] | None:
        """Counts of the observables of trials first .. first + trials - 1; None if stopped on the way."""
        counts = np.zeros((trials, self.columns), np.int64)
        trajectories = np.zeros((trials, self.model.trajectory_rounds), np.int64)
        if not self.fill(np.uint64(key), first, counts, trajectories, control):
            return None
        seen = {each.name: each.among(counts) for each in self.model.observables if each.column is not None}
        return seen | ({"trajectory": trajectories} if self.model.trajectory_rounds else {})

    @property
    def columns(self) -> int:
        """Columns of the kernel's counts."""
        return REMAINING + int(self.layout.sockets.column.max(initial=0)) + 1

    def unlearnt_by_round(self, key: int, trial: int, place: int = 0) -> Sequence[int]:
        """Variables unknown before the first round, and after each."""
        control, counts = np.zeros(2, np.int64), np.zeros((1, self.columns), np.int64)
        self.fill(np.uint64(key), trial, counts, np.zeros((1, 0), np.int64), control)
        rounds, first = int(counts[0, ROUNDS]), int(counts[0, BEGUN])
        after = np.zeros((1, rounds), np.int64)
        self.fill(np.uint64(key), trial, np.zeros_like(counts), after, control)
        return [first, *after[0].tolist()]


class Graphs(PeelsGraph, Chains):
    """Scratch memory of one thread for graphs, which it can show."""

    held = "unknown variables"

    def __init__(self, model: Peeled) -> None:
        super().__init__(model)
        size = {"variables": self.layout.variables, "edges": self.layout.edges}
        self.scratch = graph_scratch(self.layout.sockets, self.layout.how, **size)

    def fill(self, key: np.uint64, first: int, counts: Counted, trajectories: Counted, control: Control) -> bool:
        begin, sockets = self.layout.begin, self.layout.sockets
        return bool(run_graphs(key, first, begin, sockets, self.scratch, counts, trajectories, control))

    def graph(self, key: int, trial: int, place: int = 0) -> Graph:
        """Checks and the variables that are unknown at first; an edge that occurs twice is listed twice."""
        stream = np.uint64(draw(np.uint64(key), trial))
        found = int(sample_edges(stream, self.layout.begin, self.layout.sockets, self.scratch, np.zeros(2, np.int64)))
        starts = self.scratch.edges.starts[: found + 1]
        checks = self.scratch.edges.checks[: starts[-1]].astype(np.int64)
        order = np.argsort(checks, kind="stable")
        members = np.repeat(np.arange(found), np.diff(starts))[order]
        number = len(self.scratch.peeling.table)
        ends = np.cumsum(np.bincount(checks, minlength=number)) if number else np.zeros(0, np.int64)
        return np.concatenate([[0], ends]).astype(np.int64), members, (number, found)
