"""Two columns of text as edges: a text and a concept in each line, or the two ends of a link.

Whole numbers count from 0; anything else is a name, numbered in the order of its first line.

Tests: tests/graphs/test_sentences.py
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["HEADERS", "Names", "Table", "parse_table"]

HEADERS = {("text", "concept"), ("source", "target"), ("tail", "head"), ("from", "to")}

Names = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """Pairs, and what they are called."""

    pairs: npt.NDArray[np.int64]  # [lines, 2]
    names: tuple[Names | None, Names | None]  # of the things numbered in each column; None: they are the numbers


def parse_table(lines: Iterable[str], *, separator: str | None, square: bool) -> Table:
    """The pairs of a table; empty lines, and lines that begin with # or %, say nothing.

    A first line of usual words (``HEADERS``), or of two words over numbers alone, is a header.

    Parameters
    ----------
    separator : what stands between the columns, None for any white space.
    square : whether both columns name the same things.

    Raises
    ------
    ValueError : for a line of more or fewer columns than two.

    Examples
    --------
    >>> table = parse_table(["text,concept", "a,cat", "b,cat"], separator=",", square=False)
    >>> table.pairs.tolist(), table.names
    ([[0, 0], [1, 0]], (('a', 'b'), ('cat',)))
    """
    rows = _rows(lines, separator)
    if rows and (tuple(word.lower() for word in rows[0]) in HEADERS or _words_over_numbers(rows)):
        del rows[0]
    columns: list[Names] = [tuple(row[i] for row in rows) for i in range(2)]
    if square:
        numbers, names = _numbered((*columns[0], *columns[1]))
        return Table(numbers.reshape(2, -1).T, (names, names))
    (first, of_first), (second, of_second) = _numbered(columns[0]), _numbered(columns[1])
    return Table(np.stack([first, second], axis=1), (of_first, of_second))


def _rows(lines: Iterable[str], separator: str | None) -> list[tuple[str, str]]:
    said = (line for line in lines if line.strip() and line.lstrip()[0] not in "#%")
    split = csv.reader(said, delimiter=separator) if separator else (line.split() for line in said)
    rows = []
    try:
        for fields in split:
            if len(fields) != 2:
                raise ValueError(f"has a line of {len(fields)} columns, {','.join(fields)[:60]!r}; give two")
            rows.append((fields[0].strip(), fields[1].strip()))
    except csv.Error as error:
        raise ValueError(f"is no table: {error}") from None
    return rows


def _words_over_numbers(rows: list[tuple[str, str]]) -> bool:
    """Whether the first line names the columns of a table of numbers."""
    first, *rest = rows
    return bool(rest) and not any(map(_is_number, first)) and all(_is_number(word) for row in rest for word in row)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 19


def _numbered(words: Names) -> tuple[npt.NDArray[np.int64], Names | None]:
    """A number for each word, and the words by number; None where they are numbers themselves."""
    if all(map(_is_number, words)):
        return np.array(words, dtype=np.int64), None
    known: dict[str, int] = {}
    numbers = np.array([known.setdefault(word, len(known)) for word in words], np.int64)
    return numbers, tuple(known)
