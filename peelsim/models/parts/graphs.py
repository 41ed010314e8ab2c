"""What the models of random graphs share: their size, and where the laws of the giant component hold.

Tests: tests/models/test_random_graph.py
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from peelsim.fields import Real, Whole
from peelsim.mistakes import in_full
from peelsim.models.base import Keys, Model, ParameterError, model
from peelsim.models.parts.ways import exactly_one
from peelsim.stats.law import Numbers
from peelsim.theory.graphs import giant_component

Nodes = Annotated[Whole, Field(ge=1, lt=2**31, title="number of nodes")]
MeanDegree = Annotated[Real, Field(ge=0, title="mean degree")]
Probability = Annotated[Real, Field(ge=0, le=1, title="probability")]

WINDOW = 5.0  # of places in the critical window: within it the largest component has a law of its own
SIZES_REASON = f"within {WINDOW:g} n^(-1/3) of the critical point, where components have other sizes"
SQUARES_REASON = "within n^(-1/3) of the critical point, where the sum of squares has no such limit: its value there"


class GraphKeys(Keys):
    """Keys of a random graph: its mean degree can be said by the probability of a link."""

    instead: ClassVar[Mapping[str, tuple[str, ...]]] = {"link_probability": ("mean_degree",)}

    mean_degree: MeanDegree | None = None
    link_probability: Probability | None = None

    def given(self) -> dict[str, Any]:
        fields = super().given()
        if exactly_one(mean_degree=self.mean_degree, link_probability=self.link_probability) == "link_probability":
            fields["mean_degree"] = (self.link_probability or 0.0) * (fields["nodes"] - 1)
        return fields


@model
class Linked(Model):
    """G(n, p): nodes n, each pair linked with probability p = mean_degree / (n - 1), independently."""

    nodes: Nodes
    mean_degree: MeanDegree

    keys: ClassVar[type[Keys]] = GraphKeys

    def __post_init__(self) -> None:
        if self.mean_degree > self.nodes - 1:
            there = self.nodes - 1
            said = (
                f"{in_full(self.mean_degree)} is more than the {there} neighbours there are; lower it, or raise nodes"
            )
            raise ParameterError("mean_degree", said)

    @property
    def link_probability(self) -> float:
        """p."""
        return float(self.mean_degree / max(self.nodes - 1, 1))


def susceptibility(nodes: Numbers, mean_degree: Numbers) -> Any:
    """Sum of the squared sizes of all components but the giant one, over n, by its limit for many nodes.

    That limit diverges like 1/|c - 1| at the critical point, where n nodes have some n^(1/3): within n^(-1/3) of it
    the value is that at the distance n^(-1/3), on the same side.
    """
    nearest = 1 / np.cbrt(np.maximum(nodes, 1))
    beside = np.where(mean_degree < 1, np.minimum(mean_degree, 1 - nearest), np.maximum(mean_degree, 1 + nearest))
    return giant_component.susceptibility(np.maximum(beside, 0))


def window(nodes: Numbers, mean_degree: Numbers) -> Any:
    """Place in the critical window, (c - 1) n^(1/3), of n nodes of mean degree c; numbers or arrays."""
    return (mean_degree - 1) * np.cbrt(nodes)
