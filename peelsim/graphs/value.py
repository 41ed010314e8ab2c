"""A graph that somebody gives, as a value: what it is called by is its content, not the file that it came from.

Tests: tests/graphs/test_preparation.py
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from peelsim.graphs.multiplicity import MultiEdges
from peelsim.graphs.table import Names

__all__ = ["ORIENTATIONS", "GivenGraph", "Orientation", "Source"]

Orientation = Literal["texts-by-concepts", "concepts-by-texts"]
ORIENTATIONS = ("texts-by-concepts", "concepts-by-texts")

_VERSION = b"peelsim graph 1"  # of what is hashed


@dataclass(frozen=True)
class Source:
    """Where a graph can be read again, and how."""

    path: str
    orientation: Orientation = "texts-by-concepts"
    multi_edges: MultiEdges = "single"
    square: bool = False


class GivenGraph:
    """Rows and columns of a graph: texts and concepts, or nodes and nodes.

    Two are equal if they have the same edges, wherever they come from.

    Parameters
    ----------
    starts, columns : row i has the columns[starts[i] : starts[i + 1]], ascending; one listed twice is a double edge.
    shape : rows and columns.
    row_names, column_names : of a file with names, else None.
    source : the file, else None.
    """

    def __init__(
        self,
        starts: npt.NDArray[Any],
        columns: npt.NDArray[Any],
        shape: tuple[int, int],
        *,
        row_names: Names | None = None,
        column_names: Names | None = None,
        source: Source | None = None,
    ) -> None:
        self.starts, self.columns = starts.astype(np.int64), columns.astype(np.uint32)
        self.shape, self.source = (int(shape[0]), int(shape[1])), source
        self.row_names, self.column_names = row_names, column_names

    @cached_property
    def content(self) -> str:
        """SHA-256 of shape and sorted edges, as 64 hexadecimal digits."""
        digest = hashlib.sha256(_VERSION + np.array(self.shape, "<i8").tobytes())
        digest.update(self.starts.astype("<i8", copy=False).tobytes())
        digest.update(self.columns.astype("<u4", copy=False).tobytes())
        return digest.hexdigest()

    @property
    def edges(self) -> int:
        """Edges, double ones twice."""
        return len(self.columns)

    @cached_property
    def has_double_edges(self) -> bool:
        """Whether some row lists a column twice."""
        again = np.flatnonzero(self.columns[1:] == self.columns[:-1]) + 1
        return not np.isin(again, self.starts).all()

    @property
    def matrix(self) -> csr_array:
        """Rows x columns, int64: numbers of edges."""
        made = csr_array((np.ones(self.edges, np.int64), self.columns.astype(np.int64), self.starts), shape=self.shape)
        made.sum_duplicates()
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GivenGraph) and self.shape == other.shape and self.content == other.content

    def __hash__(self) -> int:
        return hash(self.content)

    def __repr__(self) -> str:
        source = f"{Path(self.source.path).name}, " if self.source else ""
        return f"<GivenGraph: {source}{self.shape[0]} x {self.shape[1]}, {self.edges} edges>"
