"""Samples of multitask sparse parity (Michaud et al. 2023, sec. 3): a task, n fair bits, and the parity of some.

Task k = 0 .. K - 1 has s of the n bits for its own, no two tasks the same ones, and comes up with probability in
proportion to (k + 1)^-(alpha + 1). Bits lie in words of 64, the first bit lowest.

Tests: tests/kernels/descent/test_parity.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.alias import AliasTable, draw_alias
from peelsim.kernels.draws.random import below, draw

_32, _16, _8, _4, _2, _1 = (np.uint64(2**i) for i in (5, 4, 3, 2, 1, 0))


class Problem(NamedTuple):
    """The tasks of a trial, and what draws one of them."""

    bits: int  # n
    subset: int  # s
    masks: npt.NDArray[np.uint64]  # [K, words], the bits of each task
    lowest: npt.NDArray[np.int64]  # [n], scratch
    use: AliasTable  # how often each task comes up


@kernel
def odd(word):
    """1 if an odd number of bits of the word are set, else 0; int64."""
    word ^= word >> _32
    word ^= word >> _16
    word ^= word >> _8
    word ^= word >> _4
    word ^= word >> _2
    word ^= word >> _1
    return np.int64(word & _1)


@kernel
def draw_masks(stream, problem):
    """Give every task s of the bits, all sets of s alike, and anew to a task that has those of an earlier one."""
    masks, order = problem.masks, problem.lowest
    drawn, k = 0, 0
    for j in range(order.size):
        order[j] = j
    while k < masks.shape[0]:
        masks[k] = np.uint64(0)
        for i in range(problem.subset):
            j = i + np.int64(below(draw(stream, drawn), problem.bits - i))
            drawn += 1
            order[i], order[j] = order[j], order[i]
            masks[k, order[i] >> 6] |= _1 << np.uint64(order[i] & 63)
        known = False
        for earlier in range(k):
            known |= np.all(masks[earlier] == masks[k])
        k += not known


@kernel
def draw_bits(stream, number, words):
    """Bits of a sample, from draws number words.size on. words: uint64[words], of which some may go beyond n."""
    for i in range(words.size):
        words[i] = draw(stream, number * words.size + i)


@kernel
def draw_task(word, problem):
    """A task, from a draw."""
    return draw_alias(word, problem.use)


@kernel
def parity(words, mask):
    """Parity of the bits of a mask, 0 or 1."""
    both = np.uint64(0)
    for i in range(words.size):
        both ^= words[i] & mask[i]
    return odd(both)
