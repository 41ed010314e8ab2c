"""Entries of a matrix as numbers of edges: graphs in which two things can be joined more than once.

Tests: tests/graphs/test_files.py
"""

from typing import Any, Literal, get_args

import numpy as np
from scipy.sparse import csr_array

from peelsim.arguments import name_of
from peelsim.graphs.matrix import Pattern
from peelsim.mistakes import unknown
from peelsim.quoting import shown

__all__ = ["MultiEdges", "with_multiplicity"]

MultiEdges = Literal["single", "count", "parity"]


def with_multiplicity(given: Pattern, matrix: Any, multi_edges: MultiEdges) -> Pattern:
    """The pattern with every entry as often as it says; or, by parity, once if it is odd and else not at all; or once.

    Parameters
    ----------
    given : the pattern of the matrix, which it has passed all checks for.

    Raises
    ------
    ValueError : if an entry that counts is not a whole number from 0 on, and for another name of ``multi_edges``.
    """
    if name_of(multi_edges, "multi_edges") not in get_args(MultiEdges):
        raise ValueError(f"unknown multi_edges {shown(multi_edges)}; {unknown(multi_edges, get_args(MultiEdges))}")
    if multi_edges == "single":
        return given
    entries = csr_array(matrix, copy=True)
    entries = csr_array((entries.data.astype(np.float64), entries.indices, entries.indptr), shape=entries.shape)
    entries.sum_duplicates()
    entries.eliminate_zeros()
    entries.sort_indices()
    counts = entries.data
    if np.any(counts < 0) or np.any(counts != np.floor(counts)) or counts.max(initial=0) >= 2**31:
        raise ValueError("entries that count edges are whole numbers from 0 on; take multi_edges = single")
    times = counts.astype(np.int64)
    if multi_edges == "parity":
        times %= 2
    before = np.concatenate([[0], np.cumsum(times)])
    columns = np.repeat(entries.indices.astype(given.columns.dtype), times)
    return Pattern(before[entries.indptr].astype(given.starts.dtype), columns, given.shape)
