"""Losses of n-gram learners of every order against the number of tokens they have read: the measured scaling law.

Tests: tests/text/test_statistics.py
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.kernels.text.ladder import learn, losses, room_for_ladder
from peelsim.text.corpus import Corpus

__all__ = ["DISCOUNT", "MOST_READ", "ORDERS", "Ladder", "ladder"]

DISCOUNT = 0.8
ORDERS = 8
MOST_READ = 4_000_000  # tokens, and a tenth of that to test on
_SIZES = 10


@dataclass(frozen=True, eq=False)
class Ladder:
    """Losses per token, nats.

    Parameters
    ----------
    samples : [sizes] tokens read, doubling.
    loss : [sizes, orders + 1] on tokens not read.
    tested : how many these were.
    """

    samples: npt.NDArray[np.int64]
    loss: npt.NDArray[np.float64]
    tested: int

    @property
    def best(self) -> npt.NDArray[np.float64]:
        """Of the best order at each size."""
        return np.asarray(self.loss.min(axis=1))

    @property
    def best_order(self) -> npt.NDArray[np.int64]:
        """The best order at each size."""
        return np.asarray(self.loss.argmin(axis=1))


def ladder(text: Corpus, control: npt.NDArray[np.int64]) -> Ladder | None:
    """Learners that have read the last tokens before the test part, at sizes that double; None for under 1000 tokens.

    The test part is the end of the corpus, a tenth of it. The learners read on, so that every size costs only what is
    new, backwards in pieces: each piece is a text of its own.
    """
    tested = min(len(text) // 10, MOST_READ // 10)
    read = min(len(text) - tested, MOST_READ)
    if read < 1000:
        return None
    end = len(text) - tested
    sizes = np.unique(read // 2 ** np.arange(_SIZES)[::-1])
    sizes = sizes[sizes >= 100]
    test = np.ascontiguousarray(text.tokens[end:])
    bits = int(np.ceil(np.log2(2 * min(read * ORDERS, 1 << 24))))
    room = room_for_ladder(text.vocabulary, bits)
    found, had = [], 0
    for size in sizes:
        if not learn(text.tokens[end - size : end - had], ORDERS, room, control):
            break
        had = int(size)
        sums = np.zeros(ORDERS + 1)
        if not losses(test, DISCOUNT, room, sums, control):
            break
        found.append(sums / (len(test) - ORDERS))
    return Ladder(sizes[: len(found)], np.array(found), len(test)) if found else None
