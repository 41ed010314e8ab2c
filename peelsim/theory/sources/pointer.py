"""The pointer source: a token of type n repeats, in a code to be learnt, what stood n places before (derived).

A token shows its type n, of probability a_n = n^-(1 + gamma) / zeta(1 + gamma), and a payload c = g_n(payload n tokens
before), g_n a random permutation of q payloads. The learner keeps a table of what it has seen: (type, payload before)
-> payload. Types are quanta, q pairs each. The entropy given n tokens is ln q n^-gamma / (gamma zeta(1 + gamma)) above
its limit. The covariance of tokens n apart is of the order of a_n, so beta = 1 + gamma; relative to the marginals, that
is as canonical correlation, it is sqrt(a_n), so beta' = (1 + gamma) / 2.
"""

from math import log
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import zeta

from peelsim.theory.arrays import numbers, plain
from peelsim.theory.quanta.quantization import power_law_data
from peelsim.theory.quanta.zipf import nodes, partial_zeta, share_beyond
from peelsim.theory.sources import exponents

__all__ = ["asymptotic", "entropy_gap", "exact", "pairs_seen", "published_exponent", "true_exponent", "use"]

_TYPES = 10**12  # of which almost no token has one beyond


def exact(*, entropy_exponent: float, payloads: int, samples: float, types: int | None = None) -> float:
    """Mean excess loss, ln q sum_n a_n (1 - a_n / q)^P, if payloads before different tokens are independent, nats.

    Parameters
    ----------
    entropy_exponent : gamma > 0.
    payloads : q.
    samples : P.
    types : of which the learner keeps a table, the first ones; None: all.

    Examples
    --------
    >>> round(exact(entropy_exponent=0.5, payloads=4, samples=1e5), 8)
    0.0446398
    """
    s = 1 + entropy_exponent
    last = _TYPES if types is None else types
    n, weight = nodes(last)
    use = n**-s / zeta(s)
    missed = float(np.sum(weight * use * np.exp(samples * np.log1p(-use / payloads))))
    return log(payloads) * (missed + float(share_beyond(last, s=s)))


def pairs_seen(*, entropy_exponent: float, payloads: int, samples: float, types: int) -> float:
    """Mean number of pairs learnt, q sum_n [1 - (1 - a_n / q)^P] over the types of the table; as ``exact``.

    Examples
    --------
    >>> round(pairs_seen(entropy_exponent=0.5, payloads=4, samples=1e9, types=3), 6)
    12.0
    """
    s = 1 + entropy_exponent
    n, weight = nodes(types)
    seen = -np.expm1(samples * np.log1p(-(n**-s) / zeta(s) / payloads))
    return payloads * float(np.sum(weight * seen))


def asymptotic(samples: npt.ArrayLike, *, entropy_exponent: float, payloads: int) -> Any:
    """Excess loss of many samples: that of quanta learnt from P / q of them, nats.

    ln q (1/s) zeta(s)^(-1/s) (P / q)^-(1 - 1/s) Gamma(1 - 1/s), s = 1 + gamma.

    Examples
    --------
    >>> law = asymptotic(1e6, entropy_exponent=0.5, payloads=4)
    >>> abs(law / exact(entropy_exponent=0.5, payloads=4, samples=1e6) - 1) < 0.01
    True
    """
    (p,) = numbers(samples)
    return plain(log(payloads) * np.asarray(power_law_data(p / payloads, exponent=entropy_exponent)))


def entropy_gap(lag: npt.ArrayLike, *, entropy_exponent: float, payloads: int) -> Any:
    """Entropy of the next token given n tokens above that given all, ln q P(type > n), nats.

    Examples
    --------
    >>> round(entropy_gap(0, entropy_exponent=0.5, payloads=4), 6) == round(log(4), 6)
    True
    """
    (n,) = numbers(lag)
    return plain(log(payloads) * np.asarray(share_beyond(n, s=1 + entropy_exponent)))


def use(kind: npt.ArrayLike, *, entropy_exponent: float) -> Any:
    """a_n, the probability of a type."""
    (n,) = numbers(kind)
    s = 1 + entropy_exponent
    return plain(n**-s / partial_zeta(s))


def true_exponent(entropy_exponent: float) -> float:
    """gamma / (1 + gamma), which gamma / (2 beta') gives.

    Examples
    --------
    >>> true_exponent(0.5) == exponents.corrected(entropy_exponent=0.5, partial_exponent=0.75)
    True
    """
    return exponents.corrected(entropy_exponent=entropy_exponent, partial_exponent=(1 + entropy_exponent) / 2)


def published_exponent(entropy_exponent: float) -> float:
    """gamma / (2 beta) = gamma / (2 (1 + gamma)), half of what is true.

    Examples
    --------
    >>> round(published_exponent(0.5), 6)
    0.166667
    """
    return exponents.published(entropy_exponent=entropy_exponent, correlation_exponent=1 + entropy_exponent)
