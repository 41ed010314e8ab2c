"""Functions of a user's own, as a package of theirs might have them."""

from peelsim.jit import kernel
from peelsim.modelling import Extrapolated, Law


def missed(trial) -> int:
    """concepts that are missed."""
    return int((~trial.learnt).sum())


def most_missed(trial) -> bool:
    return 2 * missed(trial) > trial.model.concepts


def mean_round(trial):
    """mean round in which concepts were learnt."""
    return trial.learnt_in[trial.learnt].mean() if trial.learnt.any() else 0


@kernel
def largest_text(trial):
    """concepts of the largest text."""
    largest = 0
    for text in range(trial.graph.shape[0]):
        largest = max(largest, trial.graph.indptr[text + 1] - trial.graph.indptr[text])
    return largest / trial.graph.shape[1]


def negative(trial):
    return -1.0


def broken(trial):
    raise ZeroDivisionError("of mine")


def all_missed(model):
    """nothing is ever learnt."""
    return {"missed": float(model.concepts), "learnt": Extrapolated(0.0, "a guess"), "no such thing": 3}


def failing(model):
    raise KeyError("of mine")


bounded = Law("any", lambda model: {"learnt": model.concepts}, "there are no more", "upper bound")


@kernel
def edges(trial) -> int:
    """edges of the graph."""
    return trial.graph.indptr[-1]


def has_edges(trial) -> bool:
    return trial.graph.nnz > 0


@kernel
def steps(trial) -> int:
    return trial.order.shape[0]


@kernel
def never_learnt(trial):
    return trial.learnt.size
