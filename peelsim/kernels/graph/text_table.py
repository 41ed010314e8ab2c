"""What peeling must know of a text, in one word: how many unlearnt concepts it holds, and the xor of their numbers.

Concept c enters or leaves a text in one operation, (word ^ c) +- one, and a text with a single concept left
names it without a search (Luby et al. 2001; invertible Bloom look-up tables do the same). The upper part of the word
counts, the lower part holds the xor: 8 and 24 bits in a uint32 word, 32 and 32 bits in a uint64 one.
"""

from typing import NamedTuple

import numpy as np

from peelsim.jit import inner_kernel
from peelsim.jit.wide import VECTORS
from peelsim.kernels.graph.vectors import singles_16

_ALL = np.uint32(0xFFFF)  # sixteen lanes


class Packing(NamedTuple):
    """Layout of a word; the three numbers have the word's own type."""

    one: np.unsignedinteger  # a count of one
    shift: np.unsignedinteger  # bits below the count
    concept: np.unsignedinteger  # mask of the xor


NARROW = Packing(np.uint32(1 << 24), np.uint32(24), np.uint32((1 << 24) - 1))  # below 2^24 concepts, 255 a text
WIDE = Packing(np.uint64(1 << 32), np.uint64(32), np.uint64((1 << 32) - 1))


@inner_kernel
def enter(table, packing, concept, rows, at, degree):
    """Put ``concept`` into the texts rows[at:at + degree]."""
    for j in range(degree):
        text = rows[np.uint64(at + j)]
        table[text] = (table[text] ^ concept) + packing.one


@inner_kernel
def leave(table, packing, concept, rows, at, degree, words, to):
    """Take ``concept`` out of the texts rows[at:at + degree]; their new words go to words[to:to + degree]."""
    for j in range(degree):
        text = rows[np.uint64(at + j)]
        word = (table[text] ^ concept) - packing.one
        table[text] = word
        words[np.uint64(to + j)] = word


@inner_kernel
def enter_all(table, packing, rows, owners, count):
    """Put owners[j] into text rows[j], for every j < ``count``."""
    for j in range(np.uint64(count)):
        text = rows[j]
        table[text] = (table[text] ^ owners[j]) + packing.one


@inner_kernel
def leave_all(table, packing, rows, owners, count, words):
    """Take owners[j] out of text rows[j], whose new word goes to words[j], for every j < ``count``."""
    for j in range(np.uint64(count)):
        text = rows[j]
        word = (table[text] ^ owners[j]) - packing.one
        table[text] = word
        words[j] = word


@inner_kernel
def singles_plainly(words, start, stop, packing, freed):
    """Concepts that are alone in one of the texts words[start:stop], into freed; returns how many.

    freed: uint32[>= stop - start]. Written without a branch: which texts are single cannot be foretold.
    """
    count = np.int64(0)
    for i in range(start, stop):
        word = words[np.uint64(i)]
        freed[np.uint64(count)] = np.uint32(word & packing.concept)
        count += np.int64(word >> packing.shift == 1)
    return count


@inner_kernel
def singles_in_vectors(words, start, stop, packing, freed):
    """As ``singles_plainly``, sixteen texts at a time."""
    count, whole = np.uint64(0), (np.uint64(stop) - np.uint64(start)) & ~np.uint64(15)
    for i in range(np.uint64(start), np.uint64(start) + whole, np.uint64(16)):
        count += singles_16(words, i, _ALL, freed, count)
    for i in range(np.uint64(start) + whole, np.uint64(stop)):
        word = words[i]
        freed[count] = np.uint32(word & packing.concept)
        count += np.uint64(word >> packing.shift == 1)
    return np.int64(count)


singles = singles_in_vectors if VECTORS else singles_plainly


@inner_kernel
def stuck_texts(table, start, stop, packing):
    """Texts start .. stop - 1 with two or more unlearnt concepts."""
    count = 0
    for text in range(start, stop):
        count += np.int64(table[text] >> packing.shift >= 2)
    return count
