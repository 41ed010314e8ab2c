"""One graph in any kind of file is one graph; files that are not what they say are refused in a line."""

import gzip
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from scipy import io, sparse

import peelsim
from peelsim.graphs import files
from tests import naive

PUBLISHED = os.environ.get("PEELSIM_MATRICES")  # a folder of alist files


def alist(dense, *, padded=(False, False), more=""):
    """Checks x bits as MacKay writes them."""
    parts = []
    for lists, pad in ((dense.T, padded[0]), (dense, padded[1])):
        most = int(lists.sum(axis=1).max(initial=0))
        parts.append([[*(np.flatnonzero(row) + 1), *[0] * (most - row.sum()) * pad] for row in lists.astype(int)])
    degrees = [[sum(i > 0 for i in row) for row in part] for part in parts]
    rows = [dense.shape[::-1], [max(d, default=0) for d in degrees], *degrees, *parts[0], *parts[1]]
    return more + "\n".join(" ".join(map(str, row)) for row in rows) + "\n"


def written(folder, dense, form):
    """The path of a file that holds texts x concepts."""
    path = folder / f"graph.{form}"
    if form == "npz":
        sparse.save_npz(path, sparse.csr_array(dense))
    elif form == "mtx":
        io.mmwrite(path, sparse.coo_array(dense))
    elif form == "mtx.gz":
        io.mmwrite(folder / "plain.mtx", sparse.coo_array(dense))
        path.write_bytes(gzip.compress((folder / "plain.mtx").read_bytes()))
    elif form == "alist":
        path.write_text(alist(dense))
    else:
        separator = {"csv": ",", "tsv": "\t", "txt": " "}[form]
        lines = [f"{t}{separator}{c}" for t, c in zip(*np.nonzero(dense), strict=True)]
        path.write_text("\n".join(["# a comment", *lines, ""]))
    return path


FORMS = ("npz", "mtx", "mtx.gz", "alist", "csv", "tsv", "txt")


def check_all_forms(folder, dense):
    expected = naive.peel([set(np.flatnonzero(row).tolist()) for row in dense], dense.shape[1])
    for form in FORMS:
        path = written(folder, dense, form)
        graph = peelsim.read_matrix(path)
        cut = graph.shape  # a table knows nothing of empty texts and concepts at the end
        assert (graph.matrix.toarray() == dense[: cut[0], : cut[1]]).all(), form
        assert not dense[cut[0] :].any() and not dense[:, cut[1] :].any()
        for given in (graph, path, str(path)):
            assert peelsim.peel(given).learnt_in.tolist() == expected[: cut[1]], form
        assert form in ("csv", "tsv", "txt") or cut == dense.shape


@pytest.mark.parametrize("seed", range(20))
def test_one_random_matrix_in_every_kind_of_file(tmp_path, seed):
    rng = np.random.default_rng(seed)
    shape = rng.integers(1, 30, 2)
    check_all_forms(tmp_path, (rng.random(shape) < rng.choice([0.05, 0.15, 0.4])).astype(np.int8))


@pytest.mark.skipif(not PUBLISHED, reason="PEELSIM_MATRICES names no folder of published alist files")
def test_published_matrices_in_every_kind_of_file(tmp_path):
    paths = sorted(Path(PUBLISHED).glob("*.alist"))
    assert len(paths) >= 5
    for path in paths:
        dense = peelsim.read_matrix(path).matrix.toarray()
        for seed, erased in enumerate((0.35, 0.45)):
            known = np.random.default_rng(seed).random(dense.shape[1]) >= erased
            check_all_forms(tmp_path, np.where(known, 0, dense))


@pytest.mark.parametrize("padded", [(False, False), (True, False), (False, True), (True, True)])
def test_alists_are_filled_up_with_zeros_or_not(tmp_path, padded):
    dense = (np.random.default_rng(3).random((7, 11)) < 0.3).astype(np.int8)
    path = tmp_path / "h.alist"
    path.write_text(alist(dense, padded=padded, more="# a code\n\n"))
    assert (peelsim.read_matrix(path).matrix.toarray() == dense).all()
    other = peelsim.read_matrix(path, orientation="concepts-by-texts")
    assert (other.matrix.toarray() == dense.T).all()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3 2 2 2 1 2 1 2 2 1 1 2 2 1 2 1 3", "has halves that disagree"),
        ("3 2 2 2 1 2 1 2 2 1 1 2 2 1 2 2 9", "none of 1 to 3"),
        ("3 2 2 2 1 2 1 2 2 1 1 2 2 1 2", "has 6 numbers in its lists, where 8 edges"),
        ("3 2 2 2 1 2 1 2 1 1 1 2 2 1 2 2", "has 4 edges by its bits and 3 by its checks"),
        ("3 2 1 2 1 2 1 2 2 1 1 2 2 1 2 2 3", "no bit has more than 1 edges, and one has 2"),
        ("3 2 2", "must begin with"),
        ("3 2 2 2 1 2", "is cut off"),
        ("3 2 two 2", "holds something that is no whole number"),
        ("99999999999 2 2 2", "is cut off"),
        ("3 -2 2 2", "must begin with"),
    ],
)
def test_damaged_alists(tmp_path, text, words):
    path = tmp_path / "h.alist"
    path.write_text(text)
    assert words in refused(path)


def refused(path, **how):
    with pytest.raises(ValueError) as caught:
        peelsim.read_matrix(path, **how)
    said = str(caught.value)
    assert said.startswith(str(path)) and "\n" not in said
    return said


def test_names(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text('\ufefftext,concept\n"one, two",cat\nthree,cat\nthree,dög\n', encoding="utf-8")
    graph = peelsim.read_matrix(path)
    assert graph.row_names == ("one, two", "three") and graph.column_names == ("cat", "dög")
    assert peelsim.read_matrix(path, orientation="concepts-by-texts").row_names == ("cat", "dög")
    path.write_text("document,word\n0,2\n1,2\n")
    graph = peelsim.read_matrix(path)  # two words over numbers are no edge
    assert graph.shape == (2, 3) and graph.edges == 2 and graph.row_names is None
    path = tmp_path / "network.tsv"
    path.write_text("source\ttarget\na\tb\nb\tc\nd\te\n")
    assert peelsim.components(path).sizes.tolist() == [3, 2]


def test_what_is_left_out_is_said_once(tmp_path, capsys):
    path = tmp_path / "twice.mtx"
    path.write_text("%%MatrixMarket matrix coordinate integer general\n2 2 4\n1 1 1\n1 1 1\n2 2 1\n2 1 0\n")
    for _ in range(3):
        assert peelsim.read_matrix(path).matrix.toarray().tolist() == [[1, 0], [0, 1]]
    said = capsys.readouterr().err
    assert said == f"{path}: 1 zeros and 1 entries that are listed twice are left out\n"
    assert peelsim.read_matrix(path, multi_edges="count").edges == 3


@pytest.mark.parametrize("field", ["complex", "pattern", "real"])
def test_other_entries_of_matrix_market(tmp_path, field):
    path = tmp_path / "x.mtx"
    value = {"complex": " 0.0 1.0", "pattern": "", "real": " nan"}[field]
    path.write_text(f"%%MatrixMarket matrix coordinate {field} general\n1 1 1\n1 1{value}\n")
    if field == "real":
        assert "NaN or infinite is neither an edge nor none" in refused(path)
    else:
        assert peelsim.read_matrix(path).edges == 1


def test_symmetric_and_dense_matrix_market(tmp_path):
    path = tmp_path / "x.mtx"
    path.write_text("%%MatrixMarket matrix coordinate pattern symmetric\n3 3 1\n3 1\n")
    assert peelsim.read_matrix(path).matrix.toarray().tolist() == [[0, 0, 1], [0, 0, 0], [1, 0, 0]]
    path.write_text("%%MatrixMarket matrix array real general\n2 1\n0.0\n2.0\n")
    assert peelsim.read_matrix(path).matrix.toarray().tolist() == [[0], [1]]


def hostile(folder):
    """Files that are not what they say, and what is said of them."""
    big = folder / "big.mtx"
    big.write_text("%%MatrixMarket matrix coordinate real general\n9000000000 9000000000 2\n1 1 1\n2 2 1\n")
    yield big, "2^31 rows or columns are the most there may be"
    many = folder / "many.mtx"
    many.write_text("%%MatrixMarket matrix coordinate real general\n1000000 1000000 900000000000\n1 1 1\n")
    yield many, "GB are free"
    outside = folder / "outside.npz"
    matrix = sparse.csr_array(np.eye(4))
    matrix.indices[1] = 10**9
    sparse.save_npz(outside, matrix)
    yield outside, "damaged: it has a column that is none of 0 to 3"
    pickled = folder / "pickled.npz"
    np.savez(pickled, format=np.array("csr"), shape=np.array((1, 1)), data=np.array([object()], object))
    yield pickled, "holds pickled objects, which are never loaded"
    other = folder / "other.npz"
    np.savez(other, a=np.ones(3))
    yield other, "is no matrix of scipy.sparse.save_npz"
    broken = folder / "broken.npz"
    broken.write_bytes(b"PK\x03\x04" + bytes(20))
    yield broken, "cannot be read"
    bomb = folder / "bomb.npz"
    with zipfile.ZipFile(bomb, "w") as archive:
        for name in ("format", "shape", "data"):
            said = b"{'descr': '<f8', 'fortran_order': False, 'shape': (900000000000,), }"
            archive.writestr(f"{name}.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(said)) + said)
    yield bomb, "GB are free"
    latin = folder / "latin.csv"
    latin.write_bytes("text,concept\na,caf\xe9\n".encode("latin-1"))
    yield latin, "is no text in UTF-8"
    three = folder / "three.csv"
    three.write_text("0,1\n0,1,5\n")
    yield three, "has a line of 3 columns"
    far = folder / "far.csv"
    far.write_text("0,99999999999\n")
    yield far, "2^31 rows or columns"
    yield folder / "none.npz", "cannot be read: no such file"
    yield folder, "is no kind of matrix"
    torn = folder / "torn.mtx.gz"
    torn.write_bytes(gzip.compress(b"%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 1\n")[:-12])
    yield torn, ""
    nonsense = folder / "nonsense.mtx"
    nonsense.write_text("hello\n")
    yield nonsense, ""
    (folder / "x.graphml").write_text("<graphml/>")
    yield folder / "x.graphml", ".graphml is no kind of matrix; known are .npz, .mtx"


def test_hostile_files(tmp_path):
    for path, words in hostile(tmp_path):
        assert words in refused(path)
    with pytest.raises(ValueError, match="unknown orientation 'rows'; known are texts-by-concepts"):
        peelsim.read_matrix(tmp_path / "x.npz", orientation="rows")


def test_an_npz_that_calls_itself_huge_is_refused_before_it_is_made(tmp_path):
    path = tmp_path / "wide.npz"
    sparse.save_npz(path, sparse.coo_array(([1.0], ([0], [0])), shape=(2**40, 2**40)))
    assert "2^31 rows or columns" in refused(path)


def test_sizes_are_compared_with_what_is_free(monkeypatch):
    monkeypatch.setattr(files, "available_memory", lambda: 10**6)
    files.check_size(100, 100, 1000)
    with pytest.raises(ValueError, match=r"20,000 entries: 0.0012 GB, 0.001 GB are free"):
        files.check_size(100, 100, 20_000)
