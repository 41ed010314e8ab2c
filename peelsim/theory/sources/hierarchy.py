"""The random hierarchy: symbols are rewritten level by level, and far tokens share high ancestors (derived).

Each of v symbols has m rules, by which it becomes s symbols; the v m right-hand sides of a level are distinct. The root
is uniform, and L levels of rewriting give s^L tokens (Cagnetta, Petrini, Tomasini, Favero and Wyart 2024). The last
token is to be told from the other s^l - 1 of its subtree of l levels. f = m / v^(s - 1) is the share of tuples that
rules make: the entropy falls by about f a level, and correlations by about m.
"""

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from peelsim.theory.arrays import numbers, plain

__all__ = ["Grammars", "noise_edge", "samples_to_tell"]


@dataclass(frozen=True)
class Grammars:
    """Grammars drawn at random.

    Parameters
    ----------
    symbols : v >= 2.
    rules : m per symbol, fewer than v^(s - 1).
    branching : s.

    Examples
    --------
    >>> grammars = Grammars(symbols=16, rules=8)
    >>> grammars.entropy_exponent, grammars.correlation_exponent, round(grammars.data_exponent, 4)
    (1.0, 3.0, 0.1667)
    """

    symbols: int
    rules: int
    branching: int = 2

    @property
    def filled(self) -> float:
        """f, the share of tuples that rules make."""
        return float(self.rules / self.symbols ** (self.branching - 1))

    @property
    def entropy_exponent(self) -> float:
        """gamma = ln(1 / f) / ln s, of an envelope: the entropy is a staircase in the number of tokens seen."""
        return -log(self.filled) / log(self.branching)

    @property
    def correlation_exponent(self) -> float:
        """beta = ln m / ln s."""
        return log(self.rules) / log(self.branching)

    @property
    def data_exponent(self) -> float:
        """gamma / (2 beta) = ln(1 / f) / (2 ln m), between the samples at which levels are told."""
        return -log(self.filled) / (2 * log(self.rules))

    def correlation_strength(self, level: npt.ArrayLike) -> Any:
        """Root mean square over grammars of the Frobenius norm of the covariance, common ancestor l levels up.

        sqrt((1 - f) / (v m^(2 l - 1))), to leading order: within 10 % from level 2 on at v = 32, m = 8, s = 2.

        Examples
        --------
        >>> [round(x, 6) for x in Grammars(symbols=32, rules=8).correlation_strength([1, 2, 3]).tolist()]
        [0.054127, 0.006766, 0.000846]
        """
        (height,) = numbers(level)
        return plain(np.sqrt((1 - self.filled) / (self.symbols * float(self.rules) ** (2 * height - 1))))

    def corrected_strength(self, level: npt.ArrayLike) -> Any:
        """As ``correlation_strength``, with what a level keeps of it at a finite number of symbols (derived).

        Two rules of a level end in the same symbol with probability p = (v^(s - 1) - 1) / (v^s - 1), as no two are
        alike. So a vector that sums to 0 keeps (1 - p) / m of its square when it is rewritten, and a covariance
        ((1 - p) / m)^2, but for terms of the order of 1 / v as the same rules rewrite both sides.

        Examples
        --------
        >>> grammars = Grammars(symbols=32, rules=8)
        >>> round(grammars.corrected_strength(4) / grammars.correlation_strength(4), 4)
        0.9118
        """
        (height,) = numbers(level)
        tuples, shorter = self.symbols**self.branching, self.symbols ** (self.branching - 1)
        alike = (shorter - 1) / (tuples - 1)
        return plain(self.correlation_strength(height) * (1 - alike) ** (height - 1))

    def entropy_limit(self, last: float, *, before: float) -> float:
        """The entropy of endless levels from that of the last two: it falls by f a level.

        Examples
        --------
        >>> Grammars(symbols=16, rules=8).entropy_limit(1.5, before=2.0)
        1.0
        """
        return last - (before - last) * self.filled / (1 - self.filled)


def noise_edge(*, symbols: float, samples: npt.ArrayLike) -> Any:
    """Largest singular value that independent tokens show in a covariance of P pairs, 2 / sqrt(v P).

    Entries of uniform tokens scatter with variance 1 / (v^2 P); the edge is that of a v x v matrix of such noise
    (Marchenko and Pastur 1967).

    Examples
    --------
    >>> noise_edge(symbols=16, samples=10_000)
    0.005
    """
    (p,) = numbers(samples)
    return plain(2 / np.sqrt(symbols * p))


def samples_to_tell(strength: npt.ArrayLike, *, symbols: float) -> Any:
    """P*, from which on a correlation of this strength stands above the noise: 4 / (v strength^2).

    Examples
    --------
    >>> samples_to_tell(0.005, symbols=16)
    10000.0
    """
    (c,) = numbers(strength)
    return plain(4 / (symbols * c**2))
