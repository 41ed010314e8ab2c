"""What the simulators share whose trials learn what peeling the graph that they show teaches.

Tests: tests/models/test_weighted_concepts.py
"""

import numpy as np
import numpy.typing as npt

from peelsim.kernels.graph.members import peel_members
from peelsim.models.base import Control, Graph


class PeelsGraph:
    """A simulator that shows graphs, of which a trial learns what peeling teaches; an edge listed twice is two."""

    def learnt_in(self, key: int, trial: int, graph: Graph, control: Control) -> npt.NDArray[np.int64]:
        """The round that taught each concept, 0 if none did; unfinished if stopped."""
        starts, members, (_, concepts) = graph
        found = np.zeros(concepts, np.int64)
        peel_members(starts, members, found, control)
        return found
