"""Strings of tokens told apart by 64-bit hashes, in a table of open addresses.

Tests: tests/kernels/text/test_text.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.draws.random import mix

_STOP_EVERY = 1 << 18  # tokens between two looks at the stop word
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_ONE, _START = np.uint64(1), np.uint64(0x1F83D9ABFB41BD6B)


class Table(NamedTuple):
    """Strings and how often they were seen."""

    keys: npt.NDArray[np.uint64]  # [2^k], 0 where empty
    counts: npt.NDArray[np.int64]  # [2^k]


def room_for_strings(bits: int) -> Table:
    """An empty table of 2^bits places."""
    return Table(np.zeros(1 << bits, np.uint64), np.zeros(1 << bits, np.int64))


@inner_kernel
def longer(string, token):
    """The hash of a string with one more token before it."""
    return mix(string * _PRIME + np.uint64(token) + _ONE)


@inner_kernel
def followed(string, token):
    """The hash of a string and the token after it, never 0."""
    return mix((string ^ _START) + (np.uint64(token) + _ONE) * _PRIME) | _ONE


@inner_kernel
def place(keys, key):
    """Where a string is in the table, or where it would be."""
    mask = np.uint64(keys.size - 1)
    at = mix(key) & mask
    while keys[at] != 0 and keys[at] != key:
        at = (at + _ONE) & mask
    return at


@kernel
def count_strings(tokens, starts, order, with_next, table, control):
    """Count the strings of ``order`` tokens that a token follows, with or without that token.

    Only where a document has so many tokens before it: contexts and strings are of the same places. Returns
    (places, distinct strings); -1 places if stopped, -2 if the table is three quarters full.

    tokens: whole numbers [n]. starts: int64[documents + 1]. table: Table, emptied first.
    """
    table.keys[:] = 0
    table.counts[:] = 0
    places, distinct, most = 0, 0, 3 * (table.keys.size // 4)
    for document in range(starts.size - 1):
        for t in range(starts[document] + order, starts[document + 1]):
            if places % _STOP_EVERY == 0 and control[0] != 0:
                return -1, distinct
            string = _START
            for back in range(1, order + 1):
                string = longer(string, tokens[t - back])
            key = followed(string, tokens[t]) if with_next else string | _ONE
            at = place(table.keys, key)
            if table.keys[at] == 0:
                if distinct == most:
                    return -2, distinct
                table.keys[at] = key
                distinct += 1
            table.counts[at] += 1
            places += 1
    control[1] += places
    return places, distinct


@kernel
def entropy_of(table, places):
    """Plug-in entropy of the strings in a table, nats, and how many were seen once."""
    total, once = 0.0, 0
    for i in range(table.counts.size):
        if table.counts[i] > 0:
            share = table.counts[i] / places
            total -= share * np.log(share)
            once += table.counts[i] == 1
    return total, once
