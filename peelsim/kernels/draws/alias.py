"""Draws from a binomial law by Walker's alias method (Walker 1977, Vose 1991): one draw and one look-up each.

The table covers the values whose probability is above 1e-30 of the mode's. Weights come from the exact ratio of
neighbouring probabilities, so they are right to about 1e-14 of themselves, and draws resolve them to 2^-63.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel

_NEGLIGIBLE = 1e-30


class AliasTable(NamedTuple):
    """A table of 2^bits entries; see ``build_alias``."""

    bits: int  # 1 to 32
    threshold: npt.NDArray[np.uint64]  # [2^bits]
    alias: npt.NDArray[np.int64]  # [2^bits]


class BinomialTable(NamedTuple):
    """The table of a binomial law, and scratch to build it anew for other parameters."""

    table: AliasTable
    weights: npt.NDArray[np.float64]  # [2^bits] scratch
    stack: npt.NDArray[np.int64]  # [2^bits] scratch


def bits_for(entries: int) -> int:
    """Bits of the smallest table that has room for so many entries."""
    return max(1, (entries - 1).bit_length())


def empty_table(entries: int) -> AliasTable:
    """A table with room for so many entries, not yet built."""
    size = 1 << bits_for(entries)
    return AliasTable(bits_for(entries), np.zeros(size, np.uint64), np.zeros(size, np.int64))


def alias_table(probabilities: npt.NDArray[np.float64]) -> AliasTable:
    """The table of these probabilities, which sum to 1; entries beyond them are never drawn."""
    table = empty_table(len(probabilities))
    weights = np.zeros(1 << table.bits)
    weights[: len(probabilities)] = probabilities
    build_alias(weights, table, np.zeros(1 << table.bits, np.int64))
    return table


def binomial_room(n: int, p: float) -> BinomialTable:
    """Scratch for the tables of Bin(m, p), m up to n."""
    low, high = binomial_support(n, p)
    table = empty_table(int(high - low) + 64)
    return BinomialTable(table, np.zeros(1 << table.bits), np.zeros(1 << table.bits, np.int64))


@kernel
def binomial_support(n, p):
    """Smallest and largest value of Bin(n, p) whose probability is not negligible."""
    if p >= 1.0:
        return n, n
    odds = p / (1.0 - p)
    mode = min(n, np.int64((n + 1) * p))
    low, weight = mode, 1.0
    while low > 0 and weight > _NEGLIGIBLE:
        weight *= low / ((n - low + 1) * odds)
        low -= 1
    high, weight = mode, 1.0
    while high < n and weight > _NEGLIGIBLE:
        weight *= (n - high) * odds / (high + 1)
        high += 1
    return low, high


@kernel
def binomial_weights(n, p, low, high, weights):
    """P(X = low + i) for X ~ Bin(n, p) into weights: float64[>= high - low + 1]; they sum to 1."""
    mode = min(n, np.int64((n + 1) * p))
    weights[mode - low] = 1.0
    if low == high:
        return
    odds = p / (1.0 - p)
    for k in range(mode, low, -1):
        weights[k - 1 - low] = weights[k - low] * (k / ((n - k + 1) * odds))
    for k in range(mode, high):
        weights[k + 1 - low] = weights[k - low] * ((n - k) * odds / (k + 1))
    total = 0.0
    for i in range(high - low + 1):
        total += weights[i]
    for i in range(high - low + 1):
        weights[i] /= total


@kernel
def build_alias(weights, table, stack):
    """Vose's construction of a table of 2^bits entries.

    A draw's upper ``bits`` bits name an entry, its other bits are a fraction: below threshold[entry] the entry is
    kept, else alias[entry] is taken. weights: float64[2^bits], overwritten; stack: int64[2^bits], scratch. The weights
    sum to 1; an entry of weight 0 is never taken.
    """
    bits, threshold, alias = table.bits, table.threshold, table.alias
    entries = 1 << bits
    scale = 2.0 ** (64 - bits)
    small, large = 0, entries  # two stacks in one array: light entries from the left, heavy ones from the right
    for i in range(entries):
        weights[i] *= entries
        threshold[i] = (np.uint64(1) << np.uint64(64 - bits)) - np.uint64(1)
        alias[i] = i
        if weights[i] < 1.0:
            stack[small] = i
            small += 1
        else:
            large -= 1
            stack[large] = i
    while small > 0 and large < entries:
        small -= 1
        i, j = stack[small], stack[large]
        threshold[i] = np.uint64(weights[i] * scale)
        alias[i] = j
        weights[j] -= 1.0 - weights[i]
        if weights[j] < 1.0:
            large += 1
            stack[small] = j
            small += 1


@kernel
def draw_alias(word, table):
    """Index of an entry, from one uniform uint64."""
    shift = np.uint64(64 - table.bits)
    entry = word >> shift
    fraction = word & ((np.uint64(1) << shift) - np.uint64(1))
    other = table.alias[entry]
    return other + np.int64(fraction < table.threshold[entry]) * (np.int64(entry) - other)


@kernel
def binomial_table(n, p, room):
    """Build the alias table of Bin(n, p) in ``room``, a BinomialTable; returns the value its entry 0 stands for."""
    low, high = binomial_support(n, p)
    room.weights[:] = 0.0
    binomial_weights(n, p, low, high, room.weights)
    build_alias(room.weights, room.table, room.stack)
    return low
