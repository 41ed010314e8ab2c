"""Gaussian long memory, ARFIMA(0, d, 0) with 0 < d < 1/2: pair correlations overstate what far samples add (derived).

x_t = (1 - B)^-d of normal noise of variance 1 (Granger and Joyeux 1980; Hosking 1981). Autocorrelations fall like
n^(2 d - 1), so beta = 1 - 2 d, while the partial ones are d / (n - d), so beta' = 1. The entropy given n samples falls
to its limit like d^2 / (2 n), so gamma = 1.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from peelsim.theory.arrays import Numbers, numbers, plain
from peelsim.theory.sources import exponents

__all__ = [
    "Learnt",
    "autocovariances",
    "corrected",
    "correlation_exponent",
    "entropy_gap",
    "partial_autocorrelation",
    "published_exponent",
]


def correlation_exponent(memory: float) -> float:
    """beta = 1 - 2 d."""
    return 1 - 2 * memory


def autocovariances(memory: float, *, lags: int) -> Numbers:
    """Of samples 0, 1, ..., lags apart (Hosking 1981): Gamma(1 - 2 d) / Gamma(1 - d)^2 prod (k - 1 + d) / (k - d).

    Examples
    --------
    >>> float(autocovariances(0.0, lags=2)[0])
    1.0
    """
    k = np.arange(1.0, lags + 1)
    variance = np.exp(gammaln(1 - 2 * memory) - 2 * gammaln(1 - memory))
    return np.asarray(variance * np.concatenate([[1.0], np.cumprod((k - 1 + memory) / (k - memory))]))


def partial_autocorrelation(lag: npt.ArrayLike, *, memory: float) -> Any:
    """d / (n - d) (Hosking 1981).

    Examples
    --------
    >>> partial_autocorrelation(1, memory=0.25)
    0.3333333333333333
    """
    (n,) = numbers(lag)
    return plain(memory / (n - memory))


def entropy_gap(seen: npt.ArrayLike, *, memory: float) -> Any:
    """Entropy of the next sample given n samples, above that given all (derived), nats; d^2 / (2 n) for many.

    Half the logarithm of the variance of the best prediction: 1/2 [ln G(n + 1) + ln G(n + 1 - 2 d) - 2 ln
    G(n + 1 - d)].

    Examples
    --------
    >>> abs(entropy_gap(1000, memory=0.3) * 1000 - 0.3**2 / 2) < 1e-4
    True
    """
    (n,) = numbers(seen)
    return plain(0.5 * (gammaln(n + 1) + gammaln(n + 1 - 2 * memory) - 2 * gammaln(n + 1 - memory)))


@dataclass(frozen=True)
class Learnt:
    """What is expected of the learner, an autoregression of a chosen order."""

    excess: float  # nats
    horizon: float  # order


def corrected(*, memory: float, samples: float) -> Learnt:
    """Best order and excess of an autoregression fitted to P samples, many (derived).

    Order n costs n / (2 P) for its coefficients and d^2 / (2 n) for what is beyond: the best is n = d sqrt(P), with
    excess d / sqrt(P). The exponent is 1/2 whatever d.

    Examples
    --------
    >>> round(corrected(memory=0.3, samples=2**18).excess, 6)
    0.000586
    """
    return Learnt(excess=memory / sqrt(samples), horizon=memory * sqrt(samples))


def published_exponent(memory: float) -> float:
    """gamma / (2 beta) = 1 / (2 (1 - 2 d)).

    Examples
    --------
    >>> published_exponent(0.4)
    2.5000000000000004
    """
    return exponents.published(entropy_exponent=1.0, correlation_exponent=correlation_exponent(memory))
