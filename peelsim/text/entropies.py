"""Conditional entropies of the next token given n tokens, from counts, with the bias that tells when to stop.

Strings of n + 1 and of n tokens are counted at the same places; the difference of their plug-in entropies is too small
by about (K_joint - K_context) / (2 T) (Miller 1955; Madow), K the strings seen and T the places.

Tests: tests/text/test_statistics.py
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.kernels.text.contexts import count_strings, entropy_of, room_for_strings
from peelsim.text.corpus import Corpus

__all__ = ["MOST_BIAS", "MOST_ONCE", "Entropy", "entropies"]

MOST_BIAS = 0.02  # nats
MOST_ONCE = 0.2  # of all places
_BITS = 25  # of the largest table: 800 MB at 2^25


@dataclass(frozen=True)
class Entropy:
    """Entropy of the next token given ``order`` tokens.

    Parameters
    ----------
    order : n.
    plug_in : from the shares counted, nats.
    bias : Miller's and Madow's correction, to be added.
    once : share of places whose string of n + 1 tokens was seen once.
    reliable : whether bias and once are small.
    """

    order: int
    plug_in: float
    bias: float
    once: float
    reliable: bool

    @property
    def corrected(self) -> float:
        """With the correction added."""
        return self.plug_in + self.bias


def entropies(text: Corpus, orders: int, control: npt.NDArray[np.int64]) -> list[Entropy]:
    """H_0, H_1, ..., and the first that is not reliable; then no longer ones, which are less so."""
    found: list[Entropy] = []
    bits = int(min(_BITS, max(10, np.ceil(np.log2(2.7 * len(text))))))
    table = room_for_strings(bits)
    for order in range(orders + 1):
        places, contexts = count_strings(text.tokens, text.starts, order, False, table, control)
        if places < 1:
            break
        context, _ = entropy_of(table, places)
        places, strings = count_strings(text.tokens, text.starts, order, True, table, control)
        if places < 1:
            break
        joint, once = entropy_of(table, places)
        bias = (strings - contexts) / (2 * places)
        reliable = bool(bias <= MOST_BIAS and once <= MOST_ONCE * places)
        found.append(Entropy(order, joint - context, bias, once / places, reliable))
        if not reliable:
            break
    return found
