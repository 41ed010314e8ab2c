"""A plain text as a graph: sentences are texts, their words the concepts; or words side by side are linked."""

import re
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array

from peelsim.graphs.table import Names

_ENDS = re.compile(r"(?<=[.!?:])\s+|\n\n")
_WORD = re.compile(r"[a-z]{2,}")


def words_of(text: str) -> list[list[str]]:
    """The words of each sentence, in their order: runs of two letters or more, in lower case.

    A sentence ends with one of . ! ? : and white space, or with an empty line.

    Examples
    --------
    >>> words_of("The cat sat. It sat!")
    [['the', 'cat', 'sat'], ['it', 'sat']]
    """
    return [_WORD.findall(sentence.lower()) for sentence in _ENDS.split(text)]


def matrix_of_text(text: str, *, square: bool) -> tuple[coo_array, Names]:
    """Sentences x words, or, square, words x words that follow each other in a sentence; and the words.

    Examples
    --------
    >>> matrix, names = matrix_of_text("A cat, a dog. The dog!", square=False)
    >>> matrix.toarray().tolist(), names
    ([[1, 1, 0], [0, 1, 1]], ('cat', 'dog', 'the'))
    """
    number: dict[str, int] = {}
    sentences = [[number.setdefault(word, len(number)) for word in words] for words in words_of(text)]
    if square:
        pairs = {pair for sentence in sentences for pair in pairwise(sentence)}
        shape = (len(number), len(number))
    else:
        pairs = {(i, word) for i, sentence in enumerate(sentences) for word in sentence}
        shape = (len(sentences), len(number))
    rows, columns = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
    return coo_array((np.ones(len(rows), np.int8), (rows, columns)), shape=shape), tuple(number)


def _topics() -> str:
    return " ".join(import_module("pydoc_data.topics").topics.values())


CORPORA: dict[str, Callable[[], str]] = {"pydoc_data.topics": _topics}  # texts that come with Python, by their modules
