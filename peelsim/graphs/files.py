"""Files as matrices: SciPy's .npz, Matrix Market, alist, two columns of a table, lists of edges.

What a file says of its size is looked at before anything is read, and nothing in it is ever run: no pickles.
"""

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import mminfo, mmread
from scipy.sparse import coo_array, load_npz, sparray

from peelsim.arguments import path_of
from peelsim.graphs.alist import parse_alist
from peelsim.graphs.edges import MOST_NODES, matrix_of_edges
from peelsim.graphs.sentences import matrix_of_text
from peelsim.graphs.table import Names, parse_table
from peelsim.machine import available_memory
from peelsim.mistakes import unknown
from peelsim.quoting import on_one_line

__all__ = ["MatrixFile", "check_size", "read_file"]

_BYTES_AN_EDGE = 60  # of a matrix while it is read and put in order
_UNREADABLE = (OSError, EOFError, KeyError, NotImplementedError, zipfile.BadZipFile, zlib.error, OverflowError)


@dataclass(frozen=True, eq=False)
class MatrixFile:
    """What a file holds."""

    matrix: sparray  # rows x columns, as the file has them; not looked at yet
    row_names: Names | None = None
    column_names: Names | None = None

    @property
    def turned(self) -> "MatrixFile":
        """Rows for columns."""
        return MatrixFile(self.matrix.T, self.column_names, self.row_names)


def read_file(path: str | Path, *, square: bool = False) -> MatrixFile:
    """The matrix in a file, by the end of its name.

    Parameters
    ----------
    path : .npz of ``scipy.sparse.save_npz``; .mtx or .mtx.gz, Matrix Market; .alist; .csv or .tsv, two columns; .txt,
        .edges or .edgelist, two columns with white space between them; .text, a plain text, sentences x words.
    square : whether rows and columns are the same things, so that two columns share their names and numbers.

    Raises
    ------
    ValueError : in one line that begins with the path, for what cannot be read, is damaged or does not fit in memory.
    """
    path = path_of(path)
    name = path.name.lower()
    reader = next((reader for end, reader in _READERS.items() if name.endswith(end)), None)
    shown_path = on_one_line(str(path))
    if reader is None:
        raise ValueError(f"{shown_path}: {path.suffix or 'no ending'} is no kind of matrix; {unknown(name, _READERS)}")
    try:
        return reader(path, square)
    except MemoryError:
        raise ValueError(f"{shown_path} does not fit in memory") from None
    except UnicodeDecodeError:
        raise ValueError(f"{shown_path} is no text in UTF-8") from None
    except FileNotFoundError:
        raise ValueError(f"{shown_path} cannot be read: no such file") from None
    except _UNREADABLE as error:
        said = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        raise ValueError(f"{shown_path} cannot be read: {said}") from None
    except ValueError as error:
        raise ValueError(f"{shown_path} {' '.join(str(error).split())}") from None


def check_size(rows: int, columns: int, entries: int) -> None:
    """ValueError for a matrix that is too large for kernels, or for this machine."""
    if max(rows, columns) > MOST_NODES or min(rows, columns, entries) < 0:
        raise ValueError(f"says that it is {rows:,} x {columns:,}; 2^31 rows or columns are the most there may be")
    need, have = _BYTES_AN_EDGE * entries + 16 * (rows + columns), available_memory()
    if need > have:
        raise ValueError(f"says that it has {entries:,} entries: {need / 1e9:.3g} GB, {have / 1e9:.3g} GB are free")


def _npz(path: Path, square: bool) -> MatrixFile:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if not {"format.npy", "shape.npy", "data.npy"} <= names:
            raise ValueError("is no matrix of scipy.sparse.save_npz; save it with that")
        largest = 0
        for member in sorted(names):
            with archive.open(member) as stream:
                shape, dtype = _header(stream)
                if dtype.hasobject:
                    raise ValueError("holds pickled objects, which are never loaded")
                largest = max(largest, prod(shape))
    check_size(0, 0, largest)
    matrix = load_npz(path)
    if len(matrix.shape) != 2:
        raise ValueError(f"holds an array of shape {matrix.shape}, which is no matrix")
    check_size(matrix.shape[0], matrix.shape[1], largest)
    return MatrixFile(matrix)


def _header(stream: Any) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = read(stream)
    return shape, dtype


def _matrix_market(path: Path, square: bool) -> MatrixFile:
    rows, columns, entries, form, _, symmetry = mminfo(path)
    check_size(rows, columns, entries * (1 if symmetry == "general" else 2))
    matrix = mmread(path, spmatrix=False)
    return MatrixFile(coo_array(matrix) if form == "array" else matrix)


def _alist(path: Path, square: bool) -> MatrixFile:
    return MatrixFile(parse_alist(_text(path)))


def _columns(separator: str | None) -> Callable[[Path, bool], MatrixFile]:
    def read(path: Path, square: bool) -> MatrixFile:
        table = parse_table(_text(path).splitlines(), separator=separator, square=square)
        rows, columns = (None if names is None else len(names) for names in table.names)
        texts, concepts = (int(pairs.max(initial=-1)) + 1 for pairs in table.pairs.T)
        check_size(texts, concepts, len(table.pairs))
        return MatrixFile(matrix_of_edges(table.pairs, shape=(rows, columns), square=square), *table.names)

    return read


def text_as_matrix(text: str, square: bool) -> MatrixFile:
    """Sentences x words of a plain text, or, square, words x words."""
    matrix, names = matrix_of_text(text, square=square)
    return MatrixFile(matrix, names if square else None, names)


def _text(path: Path) -> str:
    size = path.stat().st_size
    if 20 * size > available_memory():
        raise ValueError(f"has {size / 1e9:.3g} GB of text, which do not fit in memory")
    return path.read_text(encoding="utf-8-sig")


_READERS: dict[str, Callable[[Path, bool], MatrixFile]] = {
    ".npz": _npz,
    ".mtx": _matrix_market,
    ".mtx.gz": _matrix_market,
    ".alist": _alist,
    ".csv": _columns(","),
    ".tsv": _columns("\t"),
    ".text": lambda path, square: text_as_matrix(_text(path), square),
    ".txt": _columns(None),
    ".edges": _columns(None),
    ".edgelist": _columns(None),
}
