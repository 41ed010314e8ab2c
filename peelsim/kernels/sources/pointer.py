"""A learner of pointers: which pairs of a type and an earlier payload it has seen, token by token.

A token of type n says the payload g_n(c), c the payload n tokens before; g_n is a permutation of its own. Payloads
before the first token are drawn as they are asked for. Types beyond the table say any payload, and are never learnt.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel
from peelsim.kernels.draws.random import below, draw
from peelsim.kernels.draws.streams import CODES, PAST, TOKENS
from peelsim.kernels.draws.zipf import zipf_ends, zipf_rank

_STOP_EVERY = 1 << 16  # tokens between two looks at the stop word
_ENDLESS = 1 << 50  # types there are: none is drawn beyond


class Pointers(NamedTuple):
    """The source, its learner, and their scratch."""

    s: float  # exponent of the types' use, 1 + gamma
    payloads: int  # q, up to 256
    use: npt.NDArray[np.float64]  # [types of the table] a_n
    beyond: float  # use of all other types
    code: npt.NDArray[np.uint8]  # [types, q] g_n, written when first used
    seen: npt.NDArray[np.uint8]  # [types, q] 1 where a pair was seen; all zero
    kinds: npt.NDArray[np.int64]  # [tokens] types of a text that is to be looked at, or [0]
    said: npt.NDArray[np.int16]  # [tokens] payloads


@kernel
def write_code(stream, code):
    """A random permutation of 0 .. q - 1 in code: uint8[q] (Fisher and Yates)."""
    for c in range(code.size):
        code[c] = c
    for last in range(code.size - 1, 0, -1):
        other = np.int64(below(draw(stream, last), last + 1))
        code[last], code[other] = code[other], code[last]


@kernel
def read_text(stream, pointers, said, control):
    """Write a text into said: int16[tokens], and learn from it; returns pairs seen, below 0 if told to stop.

    The types go into pointers.kinds as far as there is room. pointers.seen is filled.
    """
    q, table = pointers.payloads, pointers.use.size
    tokens, past, codes = draw(stream, TOKENS), draw(stream, PAST), draw(stream, CODES)
    ends = zipf_ends(pointers.s, 1, _ENDLESS)
    drawn, pairs = 0, 0
    for t in range(said.size):
        if t % _STOP_EVERY == 0 and control[0] != 0:
            return -1
        kind, drawn = zipf_rank(tokens, drawn, pointers.s, ends)
        if t < pointers.kinds.size:
            pointers.kinds[t] = kind
        if kind > table:
            said[t] = np.int64(below(draw(tokens, drawn), q))
            drawn += 1
            continue
        before = said[t - kind] if kind <= t else np.int64(below(draw(past, kind - t), q))
        row = kind - 1
        if pointers.code[row, 0] == pointers.code[row, q - 1]:  # not yet written
            write_code(draw(codes, kind), pointers.code[row])
        if pointers.seen[row, before] == 0:
            pointers.seen[row, before] = 1
            pairs += 1
        said[t] = pointers.code[row, before]
    control[1] += said.size
    return pairs


@kernel
def missed(pointers):
    """Probability that a token is of a pair not seen."""
    total = pointers.beyond
    for row in range(pointers.use.size - 1, -1, -1):  # the small ones first
        known = 0
        for c in range(pointers.payloads):
            known += pointers.seen[row, c]
        total += pointers.use[row] * (pointers.payloads - known) / pointers.payloads
    return total
