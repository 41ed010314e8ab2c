"""A matrix as a graph: where it is not zero, row by row, whatever form it comes in.

One rule for all that takes a graph as a matrix. Every non-zero entry is an edge, also an imaginary one; entries given
twice add up, exactly, as SciPy has it. What is no number (NaN, infinity, a masked entry), an index out of range, and
what may be a list of edges are refused: guessing would give a plausible, wrong answer.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import issparse

from peelsim.kernels.graph.given_matrix import BROKEN, OUTSIDE, TIDY, look_at_rows, order_by_row

__all__ = ["Array", "Pattern", "Rows", "pattern", "pattern_of", "rows_of"]

Array = npt.NDArray[Any]

_CURES = {  # library -> what to give instead of its graph
    "networkit": "networkit.algebraic.adjacencyMatrix(graph)",
    "graph_tool": "graph_tool.spectral.adjacency(graph)",
}


@dataclass(frozen=True, eq=False)
class Pattern:
    """Where a matrix is not zero. Row i has the columns[starts[i] : starts[i + 1]], ascending and none twice."""

    starts: Array  # integer[rows + 1]
    columns: Array  # integer[entries]
    shape: tuple[int, int]


def pattern(matrix: Any, *, square: bool = False) -> Pattern:
    """Where a matrix, dense or sparse, is not zero.

    Parameters
    ----------
    matrix : a SciPy sparse matrix or array of any format, or what NumPy makes a matrix of. It stays as it is; a tidy
        CSR matrix without zeros is not copied, and a dense one takes 16 bytes per entry that is not zero.
    square : whether rows and columns are the same things, as in an adjacency matrix.

    Returns
    -------
    Pattern : its rows.

    Raises
    ------
    ValueError : in one line, with the cure, for what is no matrix, has entries that are no numbers or indices out of
        range, is not square where it should be, or may be a list of edges.

    Examples
    --------
    >>> found = pattern([[0, 1], [1, 1]])
    >>> found.starts.tolist(), found.columns.tolist()
    ([0, 1, 3], [1, 0, 1])
    """
    rows = rows_of(matrix, square=square)
    return pattern_of(rows, look_at_rows(rows.starts, rows.columns, rows.shape[1]))


class Rows(NamedTuple):
    """A matrix row by row, as it was given: nothing of its indices is believed yet."""

    starts: Array  # integer[rows + 1]
    columns: Array  # integer[>= entries]
    values: Array  # numbers[>= entries]
    shape: tuple[int, int]


def rows_of(matrix: Any, *, square: bool = False) -> Rows:
    """The rows of a matrix, unlooked at; for kernels that look while they work. Raises as ``pattern``, but for those.

    A CSR matrix is not copied.
    """
    _check_is_matrix(matrix, square)
    if issparse(matrix):
        _check_shape(matrix.shape, square, edges=False)
        return _rows_of_sparse(matrix)
    dense = _dense(matrix, square)
    rows, columns = np.nonzero(dense)
    starts = np.searchsorted(rows, np.arange(dense.shape[0] + 1))
    return Rows(starts, columns, dense[rows, columns], (dense.shape[0], dense.shape[1]))


def pattern_of(rows: Rows, found: int) -> Pattern:
    """Where the rows are not zero; found: what a kernel says of them, one of TIDY, UNTIDY, OUTSIDE and BROKEN."""
    width = rows.shape[1]
    if found == OUTSIDE:
        raise ValueError(f"the matrix is damaged: it has a column that is none of 0 to {width - 1}")
    if found == BROKEN:
        raise ValueError("the matrix is damaged: its rows do not follow each other")
    entries = int(rows.starts[-1])
    columns, values = rows.columns[:entries], rows.values[:entries]
    _check_numbers(values)
    if found == TIDY and values.all():
        return Pattern(rows.starts, columns, rows.shape)
    return _tidied(rows.starts, columns, values, rows.shape)


def _check_is_matrix(matrix: Any, square: bool) -> None:
    library = type(matrix).__module__.partition(".")[0]
    if library in _CURES:
        raise ValueError(f"this is a graph of {library}; give its matrix, {_CURES[library]}")
    if not issparse(matrix) and (matrix is None or isinstance(matrix, str | bytes | dict | set)):
        wanted = "an adjacency matrix" if square else "a matrix, texts x concepts"
        raise ValueError(f"{type(matrix).__name__} is no graph: give {wanted}, dense or sparse")


def _check_shape(shape: tuple[int, ...], square: bool, *, edges: bool) -> None:
    """ValueError for a shape that no graph has. edges: whether it may be a list of edges that was meant."""
    if square and (len(shape) != 2 or shape[0] != shape[1]):
        cure = ""
        if edges and len(shape) == 2 and shape[1] == 2:
            cure = "; give a list of edges as edges="
        raise ValueError(f"an adjacency matrix is square; this has shape {shape}{cure}")
    if len(shape) != 2:
        raise ValueError(f"a graph is a matrix, texts x concepts; this has shape {shape}")


def _dense(matrix: Any, square: bool) -> Array:
    try:
        dense = np.ma.asanyarray(matrix) if isinstance(matrix, np.ma.MaskedArray) else np.asarray(matrix)
    except ValueError:
        raise ValueError("rows of different lengths are no matrix") from None
    if dense.dtype.kind not in "biufc":
        raise ValueError(f"entries of type {dense.dtype} are no numbers: give a matrix of numbers, dense or sparse")
    _check_shape(dense.shape, square, edges=True)
    if isinstance(dense, np.ma.MaskedArray):
        if np.ma.is_masked(dense):
            raise ValueError("masked entries are neither edges nor none: fill them, as matrix.filled(0) does")
        dense = dense.data
    if dense.dtype.kind in "iu" and dense.shape[1] == 2 and (dense > 1).any():
        raise ValueError(
            "whole numbers above 1 in two columns may be a list of edges: give that as edges=, "
            "and a matrix as matrix != 0"
        )
    return dense


def _check_numbers(values: Array) -> None:
    if values.dtype.kind in "fc" and not np.isfinite(values).all():
        raise ValueError("an entry that is NaN or infinite is neither an edge nor none: put 0 in its place, or 1")


def _rows_of_sparse(matrix: Any) -> Rows:
    rows, width = matrix.shape
    if matrix.format == "csr":
        starts, columns, values = matrix.indptr, matrix.indices, np.asarray(matrix.data)
        if len(starts) != rows + 1 or len(columns) < starts[-1] or len(values) < starts[-1]:
            raise ValueError("the matrix is damaged: its arrays differ in length")
    else:
        starts, columns, values = _in_rows(matrix)
    if starts.dtype.kind not in "iu" or columns.dtype.kind not in "iu" or values.dtype.kind not in "biufc":
        raise ValueError("the matrix is damaged: indices must be whole numbers, and entries numbers")
    return Rows(starts, columns, values, (rows, width))


def _in_rows(matrix: Any) -> tuple[Array, Array, Array]:
    """A sparse matrix of another format in rows: where they start, columns, values."""
    if matrix.format == "csc":
        found = look_at_rows(matrix.indptr, matrix.indices, matrix.shape[0])
        if found in (OUTSIDE, BROKEN) or len(matrix.data) < matrix.indptr[-1]:
            raise ValueError(f"the matrix is damaged: it has a row that is none of 0 to {matrix.shape[0] - 1}")
    entries = matrix.tocoo()
    numbers, columns = entries.row, entries.col
    if len(numbers) and not (numbers.min() >= 0 and numbers.max() < matrix.shape[0]):
        raise ValueError(f"the matrix is damaged: it has a row that is none of 0 to {matrix.shape[0] - 1}")
    starts, order = np.zeros(matrix.shape[0] + 1, np.int64), np.empty(len(numbers), np.int64)
    order_by_row(numbers, starts, order)
    return starts, columns[order], np.asarray(entries.data)[order]


def _tidied(starts: Array, columns: Array, values: Array, shape: tuple[int, int]) -> Pattern:
    """Without zeros; entries given twice are added up."""
    rows = np.repeat(np.arange(shape[0]), np.diff(starts))
    order = np.lexsort((columns, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    first = np.flatnonzero(new)
    kept = first[_sums_differ_from_zero(values, first)] if len(first) else first
    return Pattern(np.searchsorted(rows[kept], np.arange(shape[0] + 1)), columns[kept], shape)


def _sums_differ_from_zero(values: Array, first: Array) -> npt.NDArray[np.bool_]:
    """Whether each group of values, which begin at ``first``, has a sum; of whole numbers it is exact."""
    if values.dtype.kind in "fc":
        with np.errstate(over="ignore", invalid="ignore"):
            sums: Array = np.add.reduceat(values.astype(np.result_type(values.dtype, np.float64)), first)
        return np.asarray(sums != 0)
    wide = values.astype(np.uint64 if values.dtype.kind == "u" else np.int64)
    high = np.add.reduceat((wide >> wide.dtype.type(32)).astype(np.int64), first)  # two halves never overflow
    low = np.add.reduceat((wide & wide.dtype.type(0xFFFFFFFF)).astype(np.int64), first)
    return np.asarray(((low & 0xFFFFFFFF) != 0) | (high + (low >> 32) != 0))
