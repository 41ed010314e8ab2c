"""Blocks of trials of semantic compression: learn from sampled texts, then code fresh ones and read them again."""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.coding.range_coder import Coder, finish_encoding, start_encoding
from peelsim.kernels.coding.range_decoder import start_decoding
from peelsim.kernels.coding.text_code import encode_texts, fill_frequencies
from peelsim.kernels.coding.text_decoder import count_changed
from peelsim.kernels.coding.wording import write_text
from peelsim.kernels.draws.degree_probabilities import fill_none_of_set
from peelsim.kernels.draws.random import draw
from peelsim.kernels.learners.skill_texts import sample_skill_texts
from peelsim.kernels.learners.training import FRESH, train

LEARNT, UNDERSTOOD, BITS, CHANGED = 0, 1, 2, 3  # columns of a block's counts


@kernel
def sample_raw_texts(stream, skill_texts, texts, control):
    """Sample as many raw texts as texts: uint32[N, words] has room for; returns False if told to stop.

    stream: uint64, of the purpose.
    """
    starts, members, sampled = sample_skill_texts(stream, np.array([texts.shape[0]]), skill_texts, control)
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
def run_compressions(key, first, skill_texts, success, shares, book, coder, texts, counts, control):
    """Trials first, first + 1, ... of the point with this key; returns False if told to stop, the block then void.

    success: float64[1, most], see ``draw_capacities``. book, coder and texts: uint32[fresh, words], scratch, but for
    book.degrees, of probabilities shares. counts: int64[trials, 4], out. control: int64[2], stop word and links done.
    """
    for i in range(counts.shape[0]):
        stream = draw(key, first + i)
        rounds = train(stream, skill_texts, success, book.learnt_in, control).rounds
        if rounds < 0 or not sample_raw_texts(draw(stream, FRESH), skill_texts, texts, control):
            return False
        fill_book(shares, book)
        start_encoding(coder)
        understood = encode_texts(texts, book, coder, control)
        if understood < 0:
            return False
        counts[i, LEARNT], counts[i, UNDERSTOOD] = np.count_nonzero(book.learnt_in), understood
        length = finish_encoding(coder)
        message = Coder(coder.state, coder.data[:length])
        start_decoding(message)
        counts[i, BITS], counts[i, CHANGED] = 8 * length, count_changed(message, book, texts, control)
        if counts[i, CHANGED] < 0:
            return False
    return True
