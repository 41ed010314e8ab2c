"""Matrices as graphs: one rule for every form, and what is no graph is refused in a line."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import peelsim
from peelsim.graphs.matrix import pattern

FORMATS = ("csr", "csc", "coo", "lil", "dok", "dia", "bsr")
TYPES = (np.int8, np.uint8, np.int64, np.uint64, np.float32, np.float64, np.complex128, np.bool_)
SHAPES = st.tuples(st.integers(0, 6), st.integers(1, 6))


def edges(found):
    rows = np.repeat(np.arange(found.shape[0]), np.diff(found.starts))
    return list(zip(rows.tolist(), found.columns.tolist(), strict=True))


def refusal(matrix, **how):
    with pytest.raises(ValueError) as caught:
        pattern(matrix, **how)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@settings(max_examples=200)
@given(st.data(), SHAPES, st.sampled_from(TYPES), st.sampled_from(["dense", "list", *FORMATS]))
def test_agrees_with_looking_at_every_entry(data, shape, kind, form):
    numbers = data.draw(
        st.lists(st.sampled_from([0, 0, 1]), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])
    )
    dense = np.array(numbers, kind).reshape(shape)
    expected = [(i, j) for i in range(shape[0]) for j in range(shape[1]) if numbers[i * shape[1] + j]]
    if form == "list":
        matrix = dense.tolist() if shape[0] else dense
    else:
        matrix = dense if form == "dense" else sparse.coo_array(dense).asformat(form)
    found = pattern(matrix)
    assert edges(found) == expected and found.shape == shape


ENTRIES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(-3, 3)), max_size=30)


@settings(max_examples=200)
@given(ENTRIES, st.sampled_from([np.int8, np.int64, np.float64]), st.sampled_from(["coo", "csr", "csc"]))
def test_entries_given_twice_add_up(entries, kind, form):
    sums = np.zeros((4, 4), object)
    for i, j, value in entries:
        sums[i, j] += Fraction(value)
    rows, columns, values = (np.array([e[k] for e in entries]) for k in range(3))
    if form == "csr":
        order = np.argsort(rows, kind="stable") if len(entries) else np.zeros(0, int)
        starts = np.searchsorted(rows[order], np.arange(5))
        matrix = sparse.csr_array((values[order].astype(kind), columns[order].astype(int), starts), shape=(4, 4))
    elif form == "csc":
        order = np.argsort(columns, kind="stable") if len(entries) else np.zeros(0, int)
        starts = np.searchsorted(columns[order], np.arange(5))
        matrix = sparse.csc_array((values[order].astype(kind), rows[order].astype(int), starts), shape=(4, 4))
    else:
        matrix = sparse.coo_array((values.astype(kind), (rows.astype(int), columns.astype(int))), shape=(4, 4))
    assert edges(pattern(matrix)) == [(i, j) for i in range(4) for j in range(4) if sums[i, j] != 0]


@pytest.mark.parametrize(
    ("kind", "values", "edge"),
    [
        (np.int8, [1] * 256, True),
        (np.bool_, [True, True], True),
        (np.int64, [2**60, 1, -(2**60)], True),  # lost in a float
        (np.int64, [2**62] * 4, True),  # 2^64, which an int64 takes for 0
        (np.uint64, [2**63, 2**63], True),
        (np.int64, [2**62, -(2**62)], False),
        (np.float32, [1e8, 1, -1e8], True),  # lost in a float32
        (np.complex128, [1j, -1j], False),
        (np.complex128, [1j, 1], True),
    ],
)
def test_sums_are_exact(kind, values, edge):
    matrix = sparse.coo_array((np.array(values, kind), ([0] * len(values), [1] * len(values))), shape=(2, 2))
    assert edges(pattern(matrix)) == [(0, 1)] * edge


CRASH = """
import numpy as np, scipy.sparse as sp, peelsim
matrix = sp.{form}_array((np.ones(3), np.array([0, {index}, 2], np.int32), np.array({starts})), shape={shape})
for function in (peelsim.peel, peelsim.components):
    try:
        function(matrix)
    except ValueError as error:
        assert "damaged" in str(error), error
    else:
        raise SystemExit(3)
"""


@pytest.mark.parametrize("form", ["csr", "csc"])
@pytest.mark.parametrize(
    ("index", "starts"),
    [(10**9, [0, 2, 3, 3, 3]), (-5, [0, 2, 3, 3, 3]), (500, [0, 2, 3, 3, 3]), (1, [0, 3, 1, 3, 3])],
)
@pytest.mark.slow
def test_indices_out_of_range_are_refused(form, index, starts):
    """In a process of its own: the wrong answer is a segmentation fault."""
    code = CRASH.format(form=form, index=index, starts=starts, shape=(4, 4))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def spoilt(form, **changes):
    matrix = sparse.coo_array(([1.0, 2.0, 3.0], ([0, 1, 2], [1, 2, 0])), shape=(4, 4)).asformat(form)
    for name, value in changes.items():
        setattr(matrix, name, value)
    return matrix


@pytest.mark.parametrize(
    ("form", "changes"),
    [
        ("csr", {"indices": np.array([1, 2])}),
        ("csr", {"data": np.ones(1)}),
        ("csr", {"indptr": np.array([0, 1, 2, 3])}),
        ("csr", {"indptr": np.array([1, 1, 2, 3, 3])}),
        ("csr", {"indptr": np.array([0, 1, 2, 3, 9])}),
        ("csr", {"indices": np.array([0.5, 1, 2])}),
        ("csr", {"data": np.array(["a", "b", "c"])}),
        ("coo", {"coords": (np.array([0, 9, 1]), np.array([0, 1, 1]))}),
        ("coo", {"coords": (np.array([0, 1, 1]), np.array([0, 9, 1]))}),
        ("coo", {"coords": (np.array([-1, 1, 1]), np.array([0, 1, 1]))}),
    ],
)
def test_damaged_matrices(form, changes):
    assert "damaged" in refusal(spoilt(form, **changes))


NAN = float("nan")


@pytest.mark.parametrize("bad", [NAN, float("inf"), complex(0, NAN)])
@pytest.mark.parametrize("form", ["dense", "csr", "coo", "csc", "lil"])
def test_what_is_no_number_is_no_edge(bad, form):
    dense = np.array([[0, bad], [1, 0]])
    matrix = dense if form == "dense" else sparse.coo_array(dense).asformat(form)
    for square in (False, True):
        assert "NaN or infinite is neither an edge nor none" in refusal(matrix, square=square)


def test_masks():
    masked = np.ma.masked_array([[0, 1], [1, 0]], [[0, 1], [0, 0]])
    assert "masked entries are neither" in refusal(masked)
    assert edges(pattern(masked.filled(0))) == [(1, 0)]
    assert edges(pattern(np.ma.masked_array([[0, 1], [1, 0]]))) == [(0, 1), (1, 0)]


@pytest.mark.parametrize(
    "listed", [[[0, 1], [1, 2]], np.array([[0, 1], [2, 3]]), np.array([[2, 0], [0, 1]], np.uint8), [(5, 0), (1, 0)]]
)
def test_two_edges_are_no_matrix(listed):
    for square in (False, True):
        assert "may be a list of edges" in refusal(listed, square=square)
    assert pattern(np.array(listed) != 0, square=True).shape == (2, 2)


def test_edge_lists_of_other_lengths():
    pairs = np.array([[0, 1], [1, 2], [2, 3]])
    assert refusal(pairs, square=True).endswith("this has shape (3, 2); give a list of edges as edges=")
    assert "may be a list of edges: give that as edges=" in refusal(pairs)
    assert peelsim.components(edges=pairs).sizes.tolist() == [4]


@pytest.mark.parametrize(
    ("what", "square", "words"),
    [
        (None, True, "NoneType is no graph: give an adjacency matrix"),
        (None, False, "NoneType is no graph: give a matrix, texts x concepts"),
        ("graph.txt", False, "str is no graph"),
        ({(0, 1)}, False, "set is no graph"),
        ([["a", "b"]], False, "are no numbers"),
        (np.array([[object()]]), False, "are no numbers"),
        ([[1, 0], [1]], False, "rows of different lengths"),
        (3, False, "this has shape ()"),
        (sparse.coo_array(np.ones(3)), False, "this has shape (3,)"),
        (sparse.coo_array((2, 3)), True, "square; this has shape (2, 3)"),
    ],
)
def test_what_is_no_matrix(what, square, words):
    assert words in refusal(what, square=square)


def test_nothing_that_is_given_changes():
    for form in FORMATS:
        matrix = sparse.coo_array(([0.0, 1.0, 2.0, -2.0], ([0, 0, 1, 1], [0, 1, 1, 1])), shape=(2, 2)).asformat(form)
        before = matrix.toarray().copy(), matrix.nnz
        pattern(matrix)
        assert (matrix.toarray() == before[0]).all() and matrix.nnz == before[1], form


def test_a_tidy_matrix_is_not_copied():
    matrix = sparse.random_array((100, 100), density=0.1, format="csr", rng=np.random.default_rng(1))
    matrix.sort_indices()
    found = pattern(matrix)
    assert np.shares_memory(found.columns, matrix.indices) and np.shares_memory(found.starts, matrix.indptr)
