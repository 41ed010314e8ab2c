"""Lossless coding of texts by what has been learnt (after Liao, Chang and Hong 2024): skills for words.

Sender and receiver know the language, how many skills texts hold and which have been learnt. Of a text whose skills are
all learnt the receiver gets their number and their indices, and writes the text itself; any other text, also one that
is not of the language, comes word by word. One symbol says which it is and, if so, how many skills: 0 for a text sent
in full, i + 1 for one of degrees[i] skills. kernels/coding/text_decoder.py is the receiver.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.coding.range_coder import encode
from peelsim.kernels.coding.wording import read_skills, write_text

_UNIT = 2.0**31  # frequencies of all symbols together, but for the 1 that each has at least
WORDS = np.int64(1) << 32


class Book(NamedTuple):
    """What sender and receiver share."""

    learnt_in: npt.NDArray[np.int64]  # [S] 0 where a skill is not learnt
    degrees: npt.NDArray[np.int64]  # numbers of skills a text may hold, ascending
    below: npt.NDArray[np.int64]  # [degrees + 2] where the frequency of each symbol begins, and their sum


@kernel
def fill_frequencies(shares, known, book):
    """Frequencies from the probability of each number of skills, and known[k], that k skills are all learnt."""
    in_full = 0.0
    for i in range(shares.size):
        in_full += shares[i] * (1.0 - known[book.degrees[i]])
    book.below[0], book.below[1] = 0, np.int64(in_full * _UNIT) + 1
    for i in range(shares.size):
        book.below[i + 2] = book.below[i + 1] + np.int64(shares[i] * known[book.degrees[i]] * _UNIT) + 1


@kernel
def understand(text, book, skills, again):
    """The symbol of a text, and how many skills it has; they go into skills: int64[words].

    again: uint32[words], scratch: the text as the receiver would write it, which decides.
    """
    count = read_skills(text, skills)
    place = np.searchsorted(book.degrees, count)
    if count == text.size or place == book.degrees.size or book.degrees[place] != count:
        return 0, 0
    for i in range(count):
        if skills[i] >= book.learnt_in.size or book.learnt_in[skills[i]] == 0:
            return 0, 0
    write_text(skills[:count], again)
    for i in range(text.size):
        if again[i] != text[i]:
            return 0, 0
    return place + 1, count


@kernel
def encode_texts(texts, book, coder, control):
    """Append texts to the message; returns how many were understood, -1 if told to stop. texts: uint32[N, words]."""
    skills, again = np.empty(texts.shape[1], np.int64), np.empty(texts.shape[1], np.uint32)
    understood = 0
    for number in range(texts.shape[0]):
        if control[0] != 0:
            return -1
        symbol, count = understand(texts[number], book, skills, again)
        encode(coder, book.below[symbol], book.below[symbol + 1] - book.below[symbol], book.below[-1])
        if symbol:
            understood += 1
            for i in range(count):
                encode(coder, skills[i], 1, book.learnt_in.size)
        else:
            for word in texts[number]:
                encode(coder, word, 1, WORDS)
    return understood
