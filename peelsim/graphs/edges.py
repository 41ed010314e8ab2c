"""Lists of edges as matrices: two columns of whole numbers from 0 on.

Tests: tests/graphs/test_preparation.py
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import coo_array

from peelsim.arguments import whole
from peelsim.quoting import shown

__all__ = ["MOST_NODES", "matrix_of_edges", "sizes_of"]

MOST_NODES = 2**31  # rows, or columns, of any graph


def sizes_of(shape: Any) -> tuple[int | None, int | None]:
    """Numbers of rows and columns, None where they are not said; ValueError for what is no pair of them.

    Examples
    --------
    >>> sizes_of([3, None])
    (3, None)
    """
    try:
        if not isinstance(shape, Sequence | np.ndarray):
            raise TypeError
        rows, columns = (None if size is None else whole(size, "size", least=0) for size in shape)
    except (TypeError, ValueError):
        raise ValueError(
            f"shape is {shown(shape)}; give numbers of texts and concepts, None where the edges say it"
        ) from None
    return rows, columns


def matrix_of_edges(edges: Any, *, shape: tuple[int | None, int | None], square: bool) -> coo_array:
    """The matrix of a list of edges; an edge that is listed twice counts twice.

    Parameters
    ----------
    edges : pairs, [edges, 2]: a text and a concept, or two nodes.
    shape : rows and columns, None for one more than the largest number.
    square : whether both columns number the same things.

    Raises
    ------
    ValueError : for what is no list of pairs of whole numbers, and for numbers out of range.

    Examples
    --------
    >>> matrix_of_edges([(0, 1), (1, 0), (0, 2)], shape=(None, None), square=False).toarray().tolist()
    [[0, 1, 1], [1, 0, 0]]
    """
    try:
        pairs = np.asarray(edges if hasattr(edges, "__array__") else list(edges))
    except (ValueError, TypeError):
        raise ValueError("edges are pairs of whole numbers, such as [(0, 1), (1, 2)]") from None
    if pairs.size == 0:
        pairs = np.zeros((0, 2), np.int64)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError(f"edges are pairs, an array [edges, 2]; this has shape {pairs.shape}")
    if pairs.dtype.kind not in "iu":
        cure = "number the nodes, as numpy.unique(names, return_inverse=True) does"
        raise ValueError(f"edges of type {pairs.dtype} are no pairs of whole numbers; {cure}")
    if pairs.size and pairs.min() < 0:
        raise ValueError(f"an edge names {pairs.min()}; nodes are numbered from 0")
    most = pairs.max(axis=0) if len(pairs) else np.array([-1, -1])
    known = [int(top) + 1 if given is None else given for top, given in zip(most, shape, strict=True)]
    if square:
        known = [max(known)] * 2
    for top, size in zip(most, known, strict=True):
        if size > MOST_NODES:
            raise ValueError(f"a graph of {size:,} nodes; there may be 2^31 at most: number them from 0 without gaps")
        if top >= size:
            there = f"0 to {size - 1}" if size else "none"
            raise ValueError(f"an edge names {top} where there are {there}")
    pairs = pairs.astype(np.int64)
    return coo_array((np.ones(len(pairs), np.int64), (pairs[:, 0], pairs[:, 1])), shape=tuple(known))
