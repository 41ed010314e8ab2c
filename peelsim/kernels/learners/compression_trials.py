"""Blocks of trials of semantic compression: learn from sampled texts, then code fresh ones and read them again.

Tests: tests/models/test_semantic_compression.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.coding.range_coder import Coder, finish_encoding, start_encoding
from peelsim.kernels.coding.range_decoder import start_decoding
from peelsim.kernels.coding.text_code import Book, encode_texts, fill_frequencies
from peelsim.kernels.coding.text_decoder import count_changed
from peelsim.kernels.coding.wording import write_text
from peelsim.kernels.draws.degree_probabilities import fill_none_of_set
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import FRESH
from peelsim.kernels.learners.training import train
from peelsim.kernels.listed.class_texts import sample_class_texts

LEARNT, UNDERSTOOD, BITS, CHANGED = 0, 1, 2, 3  # columns of a block's counts
COLUMNS = 4


class Message(NamedTuple):
    """Fresh texts, and what it takes to send them."""

    shares: npt.NDArray[np.float64]  # how likely each of book.degrees is
    book: Book  # scratch, but for its degrees
    coder: Coder  # scratch
    texts: npt.NDArray[np.uint32]  # [fresh, words] scratch


@kernel
def sample_raw_texts(stream, class_texts, texts, control):
    """Sample as many raw texts as texts: uint32[N, words] has room for; returns False if told to stop.

    stream: uint64, of the purpose.
    """
    starts, members, sampled = sample_class_texts(stream, np.array([texts.shape[0]]), class_texts, control)
    if sampled:
        for number in range(texts.shape[0]):
            if control[0] != 0:
                return False
            write_text(np.sort(members[starts[number] : starts[number + 1]]), texts[number])
    return sampled


@kernel
def fill_book(shares, book):
    """What follows from how much is learnt. shares: float64, how likely each of book.degrees is."""
    known = np.empty(book.degrees[-1] + 1)
    fill_none_of_set(book.learnt_in.size - np.count_nonzero(book.learnt_in), book.learnt_in.size, known)
    fill_frequencies(shares, known, book)


@kernel
def run_compressions(key, first, learner, message, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    learner: Learner of one class. message: Message. counts: int64[trials, 4], out. control: int64[2], stop word and
    links done so far.
    """
    book, coder, texts = message.book, message.coder, message.texts
    for i in range(counts.shape[0]):
        stream = draw(key, first + i)
        rounds = train(stream, learner, book.learnt_in, control).rounds
        if rounds < 0 or not sample_raw_texts(draw(stream, FRESH), learner.texts, texts, control):
            return False
        fill_book(message.shares, book)
        start_encoding(coder)
        understood = encode_texts(texts, book, coder, control)
        if understood < 0:
            return False
        counts[i, LEARNT], counts[i, UNDERSTOOD] = np.count_nonzero(book.learnt_in), understood
        length = finish_encoding(coder)
        sent = Coder(coder.state, coder.data[:length])
        start_decoding(sent)
        counts[i, BITS], counts[i, CHANGED] = 8 * length, count_changed(sent, book, texts, control)
        if counts[i, CHANGED] < 0:
            return False
    return True
