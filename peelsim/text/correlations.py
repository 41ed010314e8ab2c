"""How strongly tokens so far apart are correlated: the largest singular value of their covariance, without its noise.

Tokens mu and nu stand n apart with probability J, p and q are its marginals. C = J - p q is noisy as p q / P, so it is
normalised first: D = C / sqrt(p q), whose noise has variance 1 / P everywhere if pairs are independent, and an edge at
2 sqrt(V / P). Pairs of a text whose tokens go together are not: a chain that stays what it is 4 times in 5 has 4.6
times that variance. So the variance is that of blocks of the text along the two directions found, if it is larger. What
stands above the edge is freed of its bias by ``stats.spiked``.

Tests: tests/text/test_statistics.py
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.kernels.text.pairs import count_pairs, sum_blocks
from peelsim.stats import spiked
from peelsim.text.corpus import Corpus

__all__ = [
    "BLOCKS",
    "DRAWS",
    "FEWEST",
    "LENGTH",
    "SIGHTINGS",
    "Floats",
    "Strength",
    "blocks_of",
    "centred_logs",
    "strength",
    "told",
    "weights",
]

Floats = npt.NDArray[np.float64]

SIGHTINGS = 20  # fewer of a token make no normal noise: it is left out
BLOCKS = 40  # at most, of the corpus, that are drawn anew for intervals
DRAWS = 200  # of blocks
LENGTH = 50  # of a block, lags
FEWEST = 5  # blocks that tell how much they differ


@dataclass(frozen=True, eq=False)
class Strength:
    """Correlation of tokens ``lag`` apart.

    Parameters
    ----------
    lag : n.
    pairs : P.
    raw : largest singular value of C.
    normalised : of D, as it is seen.
    edge : of the noise of D.
    strength : behind ``normalised``, without bias; None if that is not above the edge by ``spiked.MARGIN``.
    drawn : ln strength in draws of blocks, about its mean; empty if there is none.
    """

    lag: int
    pairs: int
    raw: float
    normalised: float
    edge: float
    strength: float | None
    drawn: Floats

    @property
    def error(self) -> float:
        """Standard error of ln strength."""
        return float(self.drawn.std()) if len(self.drawn) else np.inf


def strength(text: Corpus, lag: int, control: npt.NDArray[np.int64]) -> Strength | None:
    """The correlation at one lag; None if no document is so long.

    Intervals draw blocks of the corpus, with the same two directions.
    """
    counts = np.zeros((1, text.vocabulary, text.vocabulary), np.int64)
    pairs = count_pairs(text.tokens, text.starts, lag, counts, control)
    if pairs < 1:
        return None
    joint = counts[0] / pairs
    first, second = joint.sum(axis=1), joint.sum(axis=0)
    covariance = joint - np.outer(first, second)
    raw = float(np.linalg.norm(covariance, 2))
    common = (first * pairs >= SIGHTINGS) & (second * pairs >= SIGHTINGS)
    if common.sum() < 2:
        return Strength(lag, pairs, raw, 0.0, np.inf, None, np.zeros(0))
    root = np.sqrt(np.outer(first[common], second[common]))
    left, values, right = np.linalg.svd(covariance[np.ix_(common, common)] / root)
    size, seen = int(common.sum()), float(values[0])
    sides = np.zeros((2, text.vocabulary))
    sides[0, common] = left[:, 0] / np.sqrt(first[common])
    sides[1, common] = right[0] / np.sqrt(second[common])
    drawn = _drawn(text, lag, sides, control)
    variance = max(1 / pairs, float(drawn.var()) if len(drawn) else 0.0)
    found = told(seen, size, variance)
    logs = np.zeros(0) if found is None else centred_logs(drawn, seen)
    return Strength(lag, pairs, raw, seen, spiked.edge(size, variance), found, logs)


def centred_logs(drawn: Floats, seen: float) -> Floats:
    """Logarithms of draws of a value about their mean."""
    if not len(drawn):
        return drawn
    logs = np.log(np.maximum(drawn, 1e-3 * seen))
    return np.asarray(logs - logs.mean())


def told(seen: float, size: int, variance: float) -> float | None:
    """The value behind one seen, None if it may be noise."""
    if seen <= spiked.MARGIN * spiked.edge(size, variance):
        return None
    return spiked.behind(seen, size=size, variance=variance)


def blocks_of(text: Corpus, lag: int) -> int:
    """How many blocks a corpus is cut into, 50 times the lag long or longer; fewer than FEWEST tell nothing."""
    return min(BLOCKS, len(text) // max(LENGTH * lag, 1))


def weights(number: int, lag: int) -> npt.NDArray[np.int64]:
    """How often each block is in each draw, [DRAWS, blocks]."""
    rng = np.random.default_rng(lag)  # any seed: the draws of different lags must not be alike
    return np.asarray(rng.multinomial(number, np.full(number, 1 / number), size=DRAWS))


def _drawn(text: Corpus, lag: int, sides: Floats, control: npt.NDArray[np.int64]) -> Floats:
    """The value along the two directions, in draws of blocks; none if there are too few."""
    number = blocks_of(text, lag)
    if number < FEWEST:
        return np.zeros(0)
    blocks = np.zeros((number, 6))
    sum_blocks(text.tokens, text.starts, lag, sides, blocks, control)
    sums = (weights(number, lag) @ blocks).T
    product, first, second, left, right = sums[:-1] / sums[-1]
    return np.asarray((product - first * second) * (2 - (left + right) / 2))  # D by the marginals of the draw
