"""Taught concepts as bits.

A text left with one concept teaches one that is known already more often than not. To see this in a list of all
concepts costs a cache miss; their bits stay in the first cache up to 10^5 and in the second up to 10^7 concepts. And
those that leave in a round do so in order, so that their degrees are read in order.

Tests: tests/kernels/graph/test_blocks.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel

LISTED = 1024  # concepts at hand at a time
_STOP_EVERY = 1 << 20  # words between two looks at the stop word

_0, _1, _6, _58, _63 = (np.uint64(n) for n in (0, 1, 6, 58, 63))
_SEQUENCE = np.uint64(0x03F79D71B4CB0A89)  # of de Bruijn: all numbers of 6 bits are among its upper bits, shifted
_PLACE = np.zeros(64, np.uint64)  # of a word's only bit, by the upper bits of its product with the sequence
for _place in range(64):
    _PLACE[(int(_SEQUENCE) << _place) % 2**64 >> 58] = _place


class Frontier(NamedTuple):
    """Three sets of concepts: uint64[R / 64 + 1] each."""

    known: npt.NDArray[np.uint64]  # taught
    taken: npt.NDArray[np.uint64]  # of these, those of earlier rounds and of the one at hand
    leaving: npt.NDArray[np.uint64]  # of these, those of the one at hand


def empty_frontier(concepts: int) -> Frontier:
    """For so many concepts."""
    return Frontier(*(np.zeros(concepts // 64 + 1, np.uint64) for _ in range(3)))


@inner_kernel
def clear(frontier, control):
    """No concept is taught; ends early if told to stop. control[0]: stop word."""
    words = frontier.known.size
    for start in range(0, words, _STOP_EVERY):
        if control[0] != 0:
            break
        frontier.known[start : min(words, start + _STOP_EVERY)] = _0
        frontier.taken[start : min(words, start + _STOP_EVERY)] = _0


@inner_kernel
def teach(frontier, freed, found, count):
    """The concepts freed[:count] are taught; ``found`` were before, and so many are now."""
    for i in range(count):
        concept = np.uint64(freed[np.uint64(i)])
        known = frontier.known[concept >> _6]
        found += np.int64(known >> (concept & _63) & _1 == _0)
        frontier.known[concept >> _6] = known | _1 << (concept & _63)
    return found


@inner_kernel
def begin_round(frontier):
    """All that are known and were not taken are those that leave."""
    for word in range(frontier.known.size):
        known = frontier.known[word]
        frontier.leaving[word] = known ^ frontier.taken[word]
        frontier.taken[word] = known


@inner_kernel
def list_leaving(frontier, word, degree, queue):
    """The next concepts that leave, from that word of bits on, with their degrees in the upper half.

    queue: uint64[>= LISTED + 64]. Returns the word after the last one, and how many they are.
    """
    count = np.int64(0)
    while word < frontier.leaving.size and count < LISTED:
        bits = frontier.leaving[word]
        while bits != _0:
            lowest = bits & -bits
            concept = (np.uint64(word) << _6) + _PLACE[lowest * _SEQUENCE >> _58]
            queue[np.uint64(count)] = np.uint64(degree[concept]) << np.uint64(32) | concept
            count += 1
            bits ^= lowest
        word += 1
    return word, count


@inner_kernel
def is_known(frontier, concept):
    """Whether it is taught."""
    return frontier.known[np.uint64(concept) >> _6] >> (np.uint64(concept) & _63) & _1 != _0
