"""Corpora as sequences of whole numbers: texts as bytes, characters or words, and .npy files of tokens."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from peelsim.arguments import LARGEST, whole
from peelsim.quoting import OneLineError, shown

__all__ = ["UNITS", "Corpus", "CorpusError", "Unit", "corpus", "read"]

Unit = Literal["bytes", "characters", "words"]
UNITS: tuple[Unit, ...] = ("bytes", "characters", "words")

_CHUNK = 1 << 24  # tokens renamed at a time
_WORD = re.compile(r"\w+|[^\w\s]")


class CorpusError(OneLineError):
    """What is wrong with a corpus, or with what is asked of it."""


@dataclass(frozen=True, eq=False)
class Corpus:
    """Tokens of one or more documents.

    Parameters
    ----------
    tokens : [n] numbers below ``vocabulary``, the commonest is 0.
    starts : int64[documents + 1] where documents begin, and n.
    vocabulary : kinds of tokens; the last stands for all rarer ones if ``lumped``.
    lumped : share of tokens whose kind is too rare to have a number of its own.
    name : of the file, or "tokens".
    sha256 : of the tokens as given, "" if it was not taken.
    """

    tokens: npt.NDArray[Any]
    starts: npt.NDArray[np.int64]
    vocabulary: int
    lumped: float
    name: str = "tokens"
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.tokens)


def whole_number(value: Any, what: str) -> int:
    """A whole number from 0 on; CorpusError for what is none."""
    try:
        return whole(value, what, least=0, most=LARGEST)
    except ValueError as error:
        raise CorpusError(str(error)) from None


def corpus(
    tokens: npt.ArrayLike,
    *,
    vocabulary: int = 256,
    separator: int | None = None,
    name: str = "tokens",
    sha256: str = "",
) -> Corpus:
    """A corpus of any whole numbers from 0.

    Parameters
    ----------
    tokens : [n]; a memory-mapped array is read in parts.
    vocabulary : the most kinds told apart; rarer ones are put together.
    separator : the token that ends a document, no token itself; None: one document.

    Raises
    ------
    CorpusError : for anything but a row of two or more whole numbers from 0.

    Examples
    --------
    >>> made = corpus([7, 7, 3, 9, 7], separator=9)
    >>> made.tokens.tolist(), made.starts.tolist(), made.vocabulary
    ([0, 0, 1, 0], [0, 3, 4], 2)
    """
    given = tokens if isinstance(tokens, np.ndarray) else np.asarray(tokens)
    if given.ndim == 0 and given.dtype.kind in "USO":
        cure = "peelsim.text.corpus.read(path) makes tokens of a file"
        raise CorpusError(f"{name}: {shown(tokens)} is no row of whole numbers; {cure}")
    if given.ndim != 1 or not np.issubdtype(given.dtype, np.integer):
        raise CorpusError(f"{name}: tokens are whole numbers in a row; this is {given.dtype}{list(given.shape)}")
    vocabulary = whole_number(vocabulary, "number of kinds")
    if vocabulary < 2:
        raise CorpusError(f"vocabulary = {vocabulary} tells nothing apart; give 2 or more")
    counts = _counted(given, name)
    if separator is not None:
        separator = whole_number(separator, "token")
        if not 0 <= separator < len(counts) or not counts[separator]:
            raise CorpusError(f"{name}: the separator {separator} does not occur; leave it out for a single document")
        counts[separator] = 0
    order = np.argsort(-counts, kind="stable")
    kinds = min(int(np.count_nonzero(counts)), vocabulary)
    number = np.full(len(counts), kinds - 1, np.int64)
    number[order[:kinds]] = np.arange(kinds)
    lumped = counts[order[kinds:]].sum() + (counts[order[kinds - 1]] if np.count_nonzero(counts) > kinds else 0)
    renamed = np.empty(int(counts.sum()), np.uint8 if kinds <= 256 else np.uint16 if kinds <= 65_536 else np.int32)
    ends: list[int] = []
    written = 0
    for first in range(0, len(given), _CHUNK):
        part = np.asarray(given[first : first + _CHUNK])
        if separator is not None:
            kept = part != separator
            ends += (written + np.cumsum(kept)[~kept]).tolist()
            part = part[kept]
        renamed[written : written + len(part)] = number[part]
        written += len(part)
    starts = np.unique([0, *ends, len(renamed)]).astype(np.int64)
    if len(renamed) < 2:
        raise CorpusError(f"{name}: a text has two tokens or more, and this has {len(renamed)}; give a longer one")
    return Corpus(renamed, starts, kinds, float(lumped / counts.sum()), name, sha256)


def _counted(given: npt.NDArray[Any], name: str) -> npt.NDArray[np.int64]:
    counts = np.zeros(1, np.int64)
    for first in range(0, len(given), _CHUNK):
        part = np.asarray(given[first : first + _CHUNK])
        if len(part) and (int(part.min()) < 0 or int(part.max()) >= 1 << 31):
            raise CorpusError(f"{name}: token {int(part.min())} to {int(part.max())}; they must lie in 0 .. 2^31 - 1")
        more = np.bincount(part.astype(np.int64, copy=False), minlength=len(counts))
        more[: len(counts)] += counts
        counts = more
    return counts


def read(path: str | Path, *, unit: Unit = "bytes", vocabulary: int = 256, separator: str | None = None) -> Corpus:
    """A corpus from a file: .npy of whole numbers, memory-mapped, or text.

    Parameters
    ----------
    path : of the file.
    unit : what a token of a text is.
    vocabulary : the most kinds told apart.
    separator : what ends a document: a string of the text, or a token of a .npy file.

    Raises
    ------
    CorpusError : if the file cannot be read or holds no such thing.
    """
    where = Path(path)
    try:
        if where.suffix == ".npy":
            tokens = np.load(where, mmap_mode="r", allow_pickle=False)
            token = None if separator is None else _whole(separator)
            return corpus(tokens, vocabulary=vocabulary, separator=token, name=str(path), sha256=_hash(where))
        content = where.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        if isinstance(error, CorpusError):
            raise
        raise CorpusError(f"{path} is no .npy file of whole numbers") from None
    if separator == "":
        raise CorpusError("an empty separator separates nothing; leave it out for a single document")
    documents = [content] if separator is None else [part for part in content.split(separator.encode()) if part]
    try:
        numbered, ending = _numbered(documents, unit)
    except UnicodeDecodeError:
        raise CorpusError(f"{path} is no text in UTF-8; unit bytes takes it as it is") from None
    end = ending if separator is not None and len(documents) > 1 else None
    sha256 = hashlib.sha256(content).hexdigest()
    return corpus(numbered, vocabulary=vocabulary, separator=end, name=str(path), sha256=sha256)


def _whole(separator: str) -> int:
    try:
        return int(separator)
    except ValueError:
        raise CorpusError(f"the separator of a .npy file is a token, a whole number; not {separator!r}") from None


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _numbered(documents: Sequence[bytes], unit: Unit) -> tuple[npt.NDArray[Any], int]:
    """Tokens as numbers, documents ended by a number of their own."""
    if unit == "bytes":
        rows: list[npt.NDArray[Any]] = [np.frombuffer(part, np.uint8) for part in documents]
        ending = 256
    elif unit == "characters":
        rows = [np.frombuffer(part.decode().encode("utf-32-le"), np.uint32) for part in documents]
        ending = 0x110000
    else:
        words = [_WORD.findall(part.decode()) for part in documents]
        number = {word: i for i, word in enumerate(Counter(word for row in words for word in row))}
        rows = [np.array([number[word] for word in row], np.int64) for row in words]
        ending = len(number)
    if len(rows) == 1:
        return rows[0], ending
    return np.concatenate([np.append(row.astype(np.int64), ending) for row in rows]), ending
