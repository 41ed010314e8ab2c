"""Reading texts that were coded by what has been learnt, see kernels/coding/text_code.py.

Tests: tests/kernels/coding/test_text_code.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.coding.range_decoder import next_number, skip
from peelsim.kernels.coding.text_code import WORDS
from peelsim.kernels.coding.wording import write_text


@kernel
def decode_number(coder, total):
    """The next of ``total`` equally frequent symbols."""
    number = next_number(coder, total)
    skip(coder, number, 1, total)
    return number


@kernel
def decode_text(coder, book, skills, text):
    """Read the next text of the message into text: uint32[words]. skills: int64[words], scratch."""
    symbol = np.searchsorted(book.below, np.int64(next_number(coder, book.below[-1])), "right") - 1
    skip(coder, book.below[symbol], book.below[symbol + 1] - book.below[symbol], book.below[-1])
    if symbol:
        for i in range(book.degrees[symbol - 1]):
            skills[i] = decode_number(coder, book.learnt_in.size)
        write_text(skills[: book.degrees[symbol - 1]], text)
    else:
        for i in range(text.size):
            text[i] = decode_number(coder, WORDS)


@kernel
def decode_texts(coder, book, texts):
    """Read the next texts of the message into texts: uint32[N, words]."""
    skills = np.empty(texts.shape[1], np.int64)
    for number in range(texts.shape[0]):
        decode_text(coder, book, skills, texts[number])


@kernel
def count_changed(coder, book, texts, control):
    """How many of the texts: uint32[N, words] the message gives back changed; -1 if told to stop."""
    skills, again = np.empty(texts.shape[1], np.int64), np.empty(texts.shape[1], np.uint32)
    changed = 0
    for number in range(texts.shape[0]):
        if control[0] != 0:
            return -1
        decode_text(coder, book, skills, again)
        changed += np.int64((again != texts[number]).any())
    return changed
