"""Draws of texts, sixteen at a time: from the words of a stream, uniform on 0 .. T - 1 but for those that are refused.

``draw_texts_plainly`` says what is drawn; with vectors ``draw_texts`` gives the same, bit for bit, in half the time.

Tests: tests/kernels/graph/test_rows.py
"""

from typing import NamedTuple

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.jit.wide import VECTORS
from peelsim.kernels.draws.random import GAMMA, draw, mix
from peelsim.kernels.graph.vectors import draw_16

REFUSED = np.uint32(0xFFFFFFFF)  # in place of a text; there are fewer than 2^32

_32, _LOW_32 = np.uint64(32), np.uint64(0xFFFFFFFF)
_1, _8, _16 = np.uint64(1), np.uint64(8), np.uint64(16)


class Among(NamedTuple):
    """What is drawn from: 0 .. number - 1."""

    number: np.uint64
    refuse_below: np.uint64  # Lemire remainders: 2^32 mod number


@inner_kernel
def among(number):
    """Of that many texts, 1 to 2^32 - 1."""
    return Among(np.uint64(number), np.uint64(1 << 32) % np.uint64(number))


@inner_kernel
def draw_text(stream, number, texts):
    """Draw ``number``, int64, of those that ``draw_texts_plainly`` makes, by itself."""
    word = draw(stream, number >> 1)
    product = (word >> _32 if number & 1 else word & _LOW_32) * texts.number
    return REFUSED if product & _LOW_32 < texts.refuse_below else np.uint32(product >> _32)


@inner_kernel
def draw_texts_plainly(stream, groups, texts, rows, at):
    """16 * groups draws, two of each of the stream's words, lower half first, into rows[at:]; tells if one is refused.

    stream: uint64; its first word is draw number 0. texts: Among. rows: uint32[>= at + 16 * groups].
    """
    number, refuse_below, refused = texts.number & _LOW_32, texts.refuse_below, False  # products of 32 bits cost less
    for i in range(_8 * np.uint64(groups)):
        word = mix(stream + (i + _1) * GAMMA)
        lower, upper = (word & _LOW_32) * number, (word >> _32) * number
        no_lower, no_upper = lower & _LOW_32 < refuse_below, upper & _LOW_32 < refuse_below
        place = np.uint64(at) + i + i
        rows[place] = REFUSED if no_lower else np.uint32(lower >> _32)
        rows[place + _1] = REFUSED if no_upper else np.uint32(upper >> _32)
        refused |= no_lower | no_upper
    return refused


@inner_kernel
def draw_texts_in_vectors(stream, groups, texts, rows, at):
    """As ``draw_texts_plainly``, eight words at a time."""
    refused = np.uint64(0)
    for group in range(np.uint64(groups)):
        start = stream + group * _8 * GAMMA
        refused |= draw_16(start, texts.number, texts.refuse_below, rows, np.uint64(at) + group * _16)
    return refused != np.uint64(0)


draw_texts = draw_texts_in_vectors if VECTORS else draw_texts_plainly
