"""A ladder of n-gram learners: losses of every order, by absolute discounting (Ney, Essen and Kneser 1994).

Tests: tests/kernels/text/test_text.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.text.contexts import followed, longer, place

_STOP_EVERY = 1 << 14  # tokens between two looks at the stop word
_START, _ONE = np.uint64(0x1F83D9ABFB41BD6B), np.uint64(1)


class Ladder(NamedTuple):
    """What the learners have seen."""

    single: npt.NDArray[np.int64]  # [V] how often each token
    contexts: npt.NDArray[np.uint64]  # [2^k] keys
    seen: npt.NDArray[np.int64]  # [2^k] how often each context
    kinds: npt.NDArray[np.int64]  # [2^k] how many different tokens followed it
    strings: npt.NDArray[np.uint64]  # [2^k] keys of contexts with the next token
    times: npt.NDArray[np.int64]  # [2^k] how often each
    used: npt.NDArray[np.int64]  # [2] contexts and strings in the tables


def room_for_ladder(vocabulary: int, bits: int) -> Ladder:
    """Empty tables of 2^bits places."""
    n = 1 << bits
    return Ladder(
        np.zeros(vocabulary, np.int64),
        np.zeros(n, np.uint64),
        np.zeros(n, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n, np.uint64),
        np.zeros(n, np.int64),
        np.zeros(2, np.int64),
    )


@kernel
def learn(tokens, orders, ladder, control):
    """Read more tokens, a text by themselves; returns False if stopped or if a table is three quarters full."""
    most = 3 * (ladder.contexts.size // 4)
    for t in range(tokens.size):
        if t % _STOP_EVERY == 0 and control[0] != 0:
            return False
        ladder.single[tokens[t]] += 1
        string = _START
        for n in range(1, min(orders, t) + 1):
            string = longer(string, tokens[t - n])
            at = place(ladder.contexts, string | _ONE)
            if ladder.contexts[at] == 0:
                ladder.contexts[at] = string | _ONE
                ladder.used[0] += 1
            key = followed(string, tokens[t])
            to = place(ladder.strings, key)
            if ladder.strings[to] == 0:
                ladder.strings[to] = key
                ladder.used[1] += 1
                ladder.kinds[at] += 1
            ladder.seen[at] += 1
            ladder.times[to] += 1
        if max(ladder.used[0], ladder.used[1]) + orders >= most:
            return False
    control[1] += tokens.size
    return True


@kernel
def losses(tokens, discount, ladder, sums, control):
    """Add up -ln p of every token by every order, in sums: float64[orders + 1]; returns False if stopped.

    Tokens that have fewer than ``orders`` before them are context only. An order that has not seen a context says what
    the order below says; single tokens have half a count each beforehand.
    """
    orders = sums.size - 1
    total = ladder.single.sum()
    for t in range(orders, tokens.size):
        if (t - orders) % _STOP_EVERY == 0 and control[0] != 0:
            return False
        chance = (ladder.single[tokens[t]] + 0.5) / (total + 0.5 * ladder.single.size)
        sums[0] -= np.log(chance)
        string = _START
        for n in range(1, orders + 1):
            string = longer(string, tokens[t - n])
            at = place(ladder.contexts, string | _ONE)
            if ladder.contexts[at] != 0:
                to = place(ladder.strings, followed(string, tokens[t]))
                times = ladder.times[to] if ladder.strings[to] != 0 else 0
                kept = max(times - discount, 0.0)
                chance = (kept + discount * ladder.kinds[at] * chance) / ladder.seen[at]
            sums[n] -= np.log(chance)
    return True
