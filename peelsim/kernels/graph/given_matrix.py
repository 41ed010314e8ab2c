"""Looking at the rows of a sparse matrix that somebody gives: nothing of it is believed. Floor: one read per entry.

Tests: tests/models/test_matrix.py
"""

import numpy as np

from peelsim.jit import kernel

TIDY, UNTIDY, OUTSIDE, BROKEN = 0, 1, 2, 3  # what rows can be


@kernel
def look_at_rows(starts, columns, width):
    """TIDY if the columns of each row ascend, UNTIDY if not, OUTSIDE if one is not below ``width``, BROKEN rows else.

    starts: integer[rows + 1]. columns: integer[>= starts[rows]].
    """
    if starts[0] != 0:
        return BROKEN
    found, end = TIDY, np.int64(0)
    for row in range(starts.size - 1):
        start, end = end, np.int64(starts[row + 1])
        if end < start or end > columns.size:
            return BROKEN
        before = np.int64(-1)
        for k in range(start, end):
            column = np.int64(columns[k])
            if column < 0 or column >= width:
                return OUTSIDE
            if column <= before:
                found = UNTIDY
            before = column
    return found


@kernel
def order_by_row(rows, starts, order):
    """Places of the entries of each row, in their order, into order: int64[entries]; where they begin into starts.

    rows: integer[entries], each below rows of the matrix. starts: int64[rows of the matrix + 1], all zero.
    """
    for row in rows:
        starts[row + 1] += 1
    for row in range(1, starts.size):
        starts[row] += starts[row - 1]
    for k in range(rows.size):  # starts[row] runs to where the next row begins ...
        order[starts[rows[k]]] = k
        starts[rows[k]] += 1
    for row in range(starts.size - 1, 0, -1):  # ... and is put back
        starts[row] = starts[row - 1]
    starts[0] = 0
