"""Reading graphs as values, from files and from whatever else is given; and sending them to other processes.

Tests: tests/graphs/test_files.py
"""

import base64
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import PlainSerializer, PlainValidator

from peelsim.arguments import name_of, path_of
from peelsim.graphs.files import read_file, text_as_matrix
from peelsim.graphs.folder import found_at
from peelsim.graphs.matrix import pattern_of, rows_of
from peelsim.graphs.multiplicity import MultiEdges, with_multiplicity
from peelsim.graphs.preparation import matrix_of
from peelsim.graphs.sentences import CORPORA
from peelsim.graphs.value import ORIENTATIONS, GivenGraph, Orientation, Source
from peelsim.kernels.graph.given_matrix import look_at_rows
from peelsim.mistakes import unknown
from peelsim.printing import complain
from peelsim.quoting import on_one_line

__all__ = ["Bipartite", "Links", "given_graph", "read_graph", "read_matrix"]

_SHOWN = 12  # digits of a hash that tell files apart for a person


def given_graph(graph: Any, *, multi_edges: MultiEdges = "single", square: bool = False) -> GivenGraph:
    """A graph as a value: from a path, a matrix, or a graph of networkx or igraph; ValueError for anything else."""
    if isinstance(graph, GivenGraph):
        return graph
    if isinstance(graph, str | Path):
        return read_graph(Source(str(graph), multi_edges=multi_edges, square=square))
    return _made(matrix_of(graph, square=square), Source("", multi_edges=multi_edges, square=square))[0]


def read_matrix(
    path: str | Path, *, orientation: Orientation = "texts-by-concepts", multi_edges: MultiEdges = "single"
) -> GivenGraph:
    """The graph of texts and concepts, or of checks and bits, that a file holds.

    Parameters
    ----------
    path : .npz of ``scipy.sparse.save_npz``; .mtx or .mtx.gz, Matrix Market; .alist, whose columns are the bits, so the
        concepts; .csv or .tsv, a text and a concept in each line, as names or as numbers from 0; .txt, .edges or
        .edgelist, the same with white space between them; .text, a plain text, whose sentences are texts and whose
        words are concepts. ``"pydoc_data.topics"`` is the documentation that comes with Python, as such a text.
    orientation : ``"texts-by-concepts"``, or ``"concepts-by-texts"`` for a file that has it the other way round, such
        as an alist that says its checks first.
    multi_edges : as in ``peel``.

    Returns
    -------
    GivenGraph : its ``matrix`` texts x concepts, ``row_names`` and ``column_names`` where the file names them, and the
        SHA-256 of its ``content``. ``peel`` and ``GivenMatrix`` take it.

    Raises
    ------
    ValueError : in one line, for a file that cannot be read or is damaged.

    Examples
    --------
    >>> import peelsim, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "words.csv")
    ...     _ = path.write_text("text,concept\\nfirst,cat\\nsecond,cat\\nsecond,dog\\n")
    ...     graph = peelsim.read_matrix(path)
    >>> graph.matrix.toarray().tolist(), graph.column_names
    ([[1, 0], [1, 1]], ('cat', 'dog'))
    >>> peelsim.peel(graph).rounds
    2
    """
    if name_of(orientation, "orientation") not in ORIENTATIONS:
        raise ValueError(f"unknown orientation {orientation!r}; {unknown(orientation, ORIENTATIONS)}")
    name_of(multi_edges, "multi_edges")
    return read_graph(Source(str(path_of(path)), orientation, multi_edges))


def read_graph(source: Source) -> GivenGraph:
    """The graph of a file, read once as long as the file stays as it is; ValueError in one line.

    A path may be the name of a corpus that comes with Python, ``pydoc_data.topics``, whose text differs by version.
    """
    if source.path in CORPORA:
        return _read(source, 0, 0)
    path = found_at(source.path)
    try:
        found = path.stat()
    except OSError as error:
        raise ValueError(f"{on_one_line(source.path)} cannot be read: {(error.strerror or 'error').lower()}") from None
    return _read(
        Source(str(path), source.orientation, source.multi_edges, source.square), found.st_mtime_ns, found.st_size
    )


@lru_cache(maxsize=8)
def _read(source: Source, changed: int, size: int) -> GivenGraph:
    if source.path in CORPORA:
        file = text_as_matrix(CORPORA[source.path](), source.square)
    else:
        file = read_file(source.path, square=source.square)
    if source.orientation == "concepts-by-texts":
        file = file.turned
    try:
        graph, left_out = _made(file.matrix, source)
    except ValueError as error:
        raise ValueError(f"{on_one_line(source.path)}: {error}") from None
    if left_out:
        complain(f"{source.path}: {left_out}")
    names = {"row_names": file.row_names, "column_names": file.column_names}
    return GivenGraph(graph.starts, graph.columns, graph.shape, source=source, **names)


def _made(matrix: Any, how: Source) -> tuple[GivenGraph, str]:
    """The graph of a matrix, and what was left out of it, in words."""
    rows = rows_of(matrix, square=how.square)
    found = pattern_of(rows, look_at_rows(rows.starts, rows.columns, rows.shape[1]))
    listed = int(rows.starts[-1])
    zeros = listed - int(np.count_nonzero(rows.values[:listed]))
    twice = listed - zeros - len(found.columns) if how.multi_edges == "single" else 0
    found = with_multiplicity(found, matrix, how.multi_edges)
    said = [f"{zeros:,} zeros"] * (zeros > 0) + [f"{twice:,} entries that are listed twice"] * (twice > 0)
    return GivenGraph(found.starts, found.columns, found.shape), f"{' and '.join(said)} are left out" if said else ""


def _plain(graph: GivenGraph) -> dict[str, Any]:
    """A graph in plain words, for another process: its file and what must be in it, or all its edges."""
    words: dict[str, Any] = {"content": graph.content}
    if graph.source is not None:
        s = graph.source
        return words | {"source": [s.path, s.orientation, s.multi_edges, s.square]}
    starts, columns = (
        base64.b64encode(zlib.compress(array.astype(kind).tobytes(), 1)).decode()
        for array, kind in ((graph.starts, "<i8"), (graph.columns, "<u4"))
    )
    return words | {"shape": list(graph.shape), "starts": starts, "columns": columns}


def _parsed(value: Any) -> GivenGraph:
    if not (isinstance(value, dict) and "content" in value):
        return given_graph(value)
    if "source" in value:
        graph = read_graph(Source(*value["source"]))
    else:
        starts, columns = (
            np.frombuffer(zlib.decompress(base64.b64decode(value[name])), kind)
            for name, kind in (("starts", "<i8"), ("columns", "<u4"))
        )
        graph = GivenGraph(starts, columns, tuple(value["shape"]))
    if graph.content != value["content"]:
        where = graph.source.path if graph.source else "a graph"
        raise ValueError(
            f"{where} has changed since the sweep began: it held {value['content'][:_SHOWN]}, now "
            f"{graph.content[:_SHOWN]} (SHA-256 of its edges)"
        )
    return graph


def _parsed_links(value: Any) -> GivenGraph:
    return _parsed(value) if isinstance(value, dict) else given_graph(value, square=True)


Bipartite = Annotated[GivenGraph, PlainValidator(_parsed), PlainSerializer(_plain, when_used="json")]  # of a model
Links = Annotated[GivenGraph, PlainValidator(_parsed_links), PlainSerializer(_plain, when_used="json")]
