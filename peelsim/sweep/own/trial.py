"""A trial as observables of a user's own see it, in Python and compiled by Numba.

Tests: tests/sweep/own/test_own_functions.py
"""

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from peelsim.models.base import Control, Graph, Model, Shows, ShowsGraph, ShowsLearnt, ShowsOrder, Simulator

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Integers = npt.NDArray[np.int64]

FIELDS: dict[Shows, tuple[str, ...]] = {
    "nothing": (),
    "graph": ("graph",),
    "learning": ("graph", "learnt", "learnt_in"),
    "percolation": ("graph", "order"),
}


class OwnTrial:
    """What a Python function sees of a trial; what trials of a kind do not have is an AttributeError, in one line.

    Attributes
    ----------
    graph : texts x concepts (or skills; of codes checks x unknown bits), a sparse array of ones; of a network nodes x
        nodes, each link both ways. An edge that occurs twice is listed twice.
    learnt : bool[concepts], what the trial learnt.
    learnt_in : int64[concepts], the round that taught a concept, 0 if none did, below 0 if it was known at first.
    order : of percolation, bonds (int64[links, 2], their ends) or sites (int64[nodes]) in the order in which the trial
        occupies them.
    model : the parameters.
    """

    graph: "csr_array"
    learnt: npt.NDArray[np.bool_]
    learnt_in: Integers
    order: Integers
    model: Model

    def __init__(self, model: Model, **shown: Any) -> None:
        self.__dict__.update(shown, model=model)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name if name.startswith("__") else lacks(self.__dict__["model"], name))


class PlainGraph(NamedTuple):
    """A graph as compiled functions see it: the texts' concepts are indices[indptr[t] : indptr[t + 1]]."""

    indptr: Integers
    indices: Integers
    shape: tuple[int, int]


class PlainTrial(NamedTuple):
    """What a function compiled by Numba sees of a trial that learns: the same, but for the model."""

    graph: PlainGraph
    learnt: npt.NDArray[np.bool_]
    learnt_in: Integers


class PlainNetwork(NamedTuple):
    """What it sees of a trial that has a graph alone."""

    graph: PlainGraph


class PlainPercolation(NamedTuple):
    """What it sees of a trial of percolation."""

    graph: PlainGraph
    order: Integers


Plain = PlainTrial | PlainNetwork | PlainPercolation


def lacks(model: Model, name: str, *, compiled: bool = False) -> str:
    """That trials of a model do not have this, and what they have."""
    *names, last = FIELDS[model.shows] if compiled else (*FIELDS[model.shows], "model")
    has = f"{', '.join(names)} and {last}" if names else last
    return f"trials of {model.kind} have no {name}{' for compiled functions' if compiled else ''}; they have {has}"


def trial_shown(
    model: Model, simulator: Simulator, key: int, trial: int, control: Control
) -> tuple[OwnTrial, Plain] | None:
    """A trial as Python and compiled functions see it, None if stopped; the simulator shows what the model says."""
    graph = cast(ShowsGraph, simulator).graph(key, trial)
    sparse, plain = _sparse(graph), PlainGraph(graph[0], graph[1], graph[2])
    found: tuple[OwnTrial, Plain]
    if model.shows == "learning":
        learnt_in = cast(ShowsLearnt, simulator).learnt_in(key, trial, graph, control)
        learnt = learnt_in > 0
        own = OwnTrial(model, graph=sparse, learnt=learnt, learnt_in=learnt_in)
        found = own, PlainTrial(plain, learnt, learnt_in)
    elif model.shows == "percolation":
        order = cast(ShowsOrder, simulator).order(key, trial, control)
        found = OwnTrial(model, graph=sparse, order=order), PlainPercolation(plain, order)
    else:
        found = OwnTrial(model, graph=sparse), PlainNetwork(plain)
    return None if control[0] else found


def _sparse(graph: Graph) -> "csr_array":
    from scipy.sparse import csr_array  # loads slowly

    starts, members, shape = graph
    return csr_array((np.ones(len(members), np.int8), members, starts), shape=shape)
