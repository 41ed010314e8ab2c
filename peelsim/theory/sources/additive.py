"""The additive source: every channel adds up far tokens; here gamma / (2 beta) is exactly right (derived).

Tokens are bits x_{t,j} of +-1, or normal numbers. Channel j says y_{t,j} = sum_n w_n x_{t-n,j} + normal noise of
variance 1, over the lags n that have a channel j: lag n has M_n = max(1, round(mu n^p)) of them, p = 2 beta - 1 -
gamma >= 0, and weight w_n = a n^-beta. The covariance of tokens n apart so has M_n singular values w_n, and the
entropy given n tokens exceeds its limit by 1/2 sum_{k > n} M_k w_k^2 -> mu a^2 n^-gamma / (2 gamma): both exponents
are free. The loss is a Gaussian code length with variance 1, in nats, summed over channels.

The learner estimates w by covariances over P samples. They scatter about it with variance
v_{n,j} = (1 + s_j^2 + (m - 2) w_n^2) / P, where s_j^2 is the sum of w_k^2 over the lags of channel j and m the fourth
moment of a token (bits 1, normal 3). It uses the lags up to a horizon. All that is of P independent windows of the
text; in successive tokens of one text neighbouring windows go together (``serial_risks``).
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import zeta

from peelsim.theory.arrays import Numbers, numbers, plain

__all__ = [
    "FOURTH_MOMENTS",
    "Learnt",
    "Source",
    "asymptotic",
    "collapse",
    "exact",
    "most_lags",
    "risks",
    "serial_risks",
]

_CHANNELS = 20_000  # summed one by one; beyond them the sum is an integral, to the square of their inverse
_MOST_CHANNELS = 30_000_000  # a fourth of a gigabyte
_PIECE = 2**16  # channels looked at together
FOURTH_MOMENTS = {"bits": 1.0, "normal": 3.0}


@dataclass(frozen=True)
class Source:
    """An additive source.

    Parameters
    ----------
    correlation_exponent : beta > 1/2.
    entropy_exponent : gamma, 0 < gamma <= 2 beta - 1.
    strength : a^2 > 0.
    density : mu > 0.
    lags : how many lags there are, None without end.
    fourth_moment : of a token, 1 for bits and 3 for normal numbers.

    Examples
    --------
    >>> source = Source(correlation_exponent=0.88, entropy_exponent=0.325)
    >>> source.channels([1, 100, 10_000]).tolist()
    [1.0, 7.0, 55.0]
    """

    correlation_exponent: float
    entropy_exponent: float
    strength: float = 0.05
    density: float = 1.0
    lags: int | None = None
    fourth_moment: float = 1.0

    @property
    def growth(self) -> float:
        """p, the exponent of the number of channels."""
        return float(2 * self.correlation_exponent - 1 - self.entropy_exponent)

    def channels(self, lag: npt.ArrayLike) -> Any:
        """M_n."""
        (n,) = numbers(lag)
        return plain(np.maximum(1, np.rint(self.density * n**self.growth)))

    def squared_weight(self, lag: npt.ArrayLike) -> Any:
        """w_n^2."""
        (n,) = numbers(lag)
        return plain(self.strength * n ** (-2 * self.correlation_exponent))

    def signal(self, channels: int) -> Numbers:
        """s_j^2 of channels 1 to ``channels``; ValueError if they are too many."""
        if channels > _MOST_CHANNELS:
            raise ValueError(
                f"{channels} channels are too many for sums over all; lower density or the growth of their number"
            )
        found = np.empty(channels)
        for start in range(0, channels, _PIECE):
            end = min(start + _PIECE, channels)
            found[start:end] = self._power_from(self._first_lag(start, end))
        return found

    def entropy_gap(self) -> float:
        """Entropy of the next token given none above that given all, 1/2 sum_n M_n w_n^2.

        Without an end of lags channel by channel, each a sum over its lags. The first lag of channel j lies near
        ((j - 1/2) / mu)^(1/p), so what the channels beyond the last one summed add is an integral over j.
        """
        if self.lags is not None:
            n = np.arange(1.0, self.lags + 1)
            return 0.5 * float(np.sum(self.channels(n) * self.squared_weight(n)))
        if self.growth <= 0:  # as many channels at every lag
            return 0.5 * float(self.channels(1)) * float(self._power_from(np.ones(1))[0])
        b, rest = self.correlation_exponent, self.entropy_exponent / self.growth
        with np.errstate(under="ignore"):
            beyond: float = self.density ** (1 + rest) * float(_CHANNELS) ** -rest / (rest * (2 * b - 1))
        return float(0.5 * (np.sum(self.signal(_CHANNELS)) + self.strength * beyond))

    def _first_lag(self, start: int, end: int) -> Numbers:
        """The first lag that has channel j, j = start + 1 .. end; infinite if none has."""
        j = np.arange(start + 1.0, end + 1)
        if self.growth <= 0:
            return np.where(j <= self.channels(1), 1.0, np.inf)
        with np.errstate(over="ignore"):
            first = np.ceil(((j - 0.5) / self.density) ** (1 / self.growth))
        return np.where(j == 1, 1.0, np.maximum(first, 1.0))

    def _power_from(self, first: Numbers) -> Numbers:
        """Sum of w_n^2 over n >= first."""
        s = 2 * self.correlation_exponent
        upper = zeta(s, np.where(np.isfinite(first), first, 1.0))
        beyond = 0.0 if self.lags is None else zeta(s, self.lags + 1.0)
        return self.strength * np.where(np.isfinite(first), np.maximum(upper - beyond, 0.0), 0.0)


def risks(source: Source, *, samples: float, lags: int) -> Numbers:
    """Mean excess loss of the learner with horizon 0, 1, ..., lags (derived, exact), nats.

    1/2 [sum_{n <= horizon} sum_j v_{n,j} + sum_{n > horizon} M_n w_n^2].

    Parameters
    ----------
    source : what is learnt.
    samples : P.
    lags : the longest horizon looked at.

    Returns
    -------
    float64[lags + 1].

    Examples
    --------
    >>> source = Source(correlation_exponent=1.0, entropy_exponent=0.5, lags=50)
    >>> float(risks(source, samples=1e9, lags=50)[50]) < 1e-6 < float(risks(source, samples=1e9, lags=49)[49])
    True
    """
    n = np.arange(1.0, lags + 1)
    channels, squared = source.channels(n), source.squared_weight(n)
    signal = source.signal(int(channels.max(initial=1)))
    signal += 1
    spread = np.cumsum(signal, out=signal)[channels.astype(np.int64) - 1]
    scatter = (spread + (source.fourth_moment - 2) * channels * squared) / samples
    steps = 0.5 * (scatter - channels * squared)
    return source.entropy_gap() + np.concatenate([[0.0], np.cumsum(steps)])


def serial_risks(source: Source, *, samples: float) -> Numbers:
    """As ``risks``, of P successive tokens of one text of a source whose lags have an end (derived, exact).

    The products y_t x_{t-n} and y_{t+k} x_{t+k-n} have covariance w_{n-k} w_{n+k}, as each contains the other's token.
    So v_{n,j} grows by (2 / P^2) sum_k (P - k) w_{n-k} w_{n+k} over lags that channel j has: by 3 % at lag 5 for a^2 =
    .05, less at far ones.

    Parameters
    ----------
    source : what is learnt; it has ``lags``.
    samples : P.

    Returns
    -------
    float64[lags + 1].

    Examples
    --------
    >>> source = Source(correlation_exponent=0.9, entropy_exponent=0.4, lags=12)
    >>> bool((serial_risks(source, samples=500) >= risks(source, samples=500, lags=12)).all())
    True
    """
    if source.lags is None:
        raise ValueError("the lags have no end; give Source(lags=...)")
    n = np.arange(1, source.lags + 1)
    weight, channels = np.sqrt(source.squared_weight(n)), source.channels(n).astype(np.int64)
    more = np.zeros(source.lags)
    for place, own in enumerate(channels):
        k = np.arange(1, min(place, source.lags - 1 - place, int(samples) - 1) + 1)
        shared = np.minimum(channels[place - k], own)  # channels of the nearer lag, which the farther ones have, too
        more[place] = 2 * np.sum((samples - k) * shared * weight[place - k] * weight[place + k]) / samples**2
    return risks(source, samples=samples, lags=source.lags) + 0.5 * np.concatenate([[0.0], np.cumsum(more)])


@dataclass(frozen=True)
class Learnt:
    """What is expected of the learner."""

    excess: float  # nats
    horizon: float  # lags


def exact(source: Source, *, samples: float, seen: int | None = None) -> Learnt:
    """The learner that knows its best horizon: the minimum over it of the mean excess (derived, exact).

    It is of P independent windows. A learner that chooses its horizon from the data loses 1 to 3 % at P = 10^4 and .1 %
    or less at 10^7 (a^2 = .05).

    Parameters
    ----------
    source : what is learnt.
    samples : P.
    seen : the most lags it may use; None: all.

    Examples
    --------
    >>> source = Source(correlation_exponent=0.88, entropy_exponent=0.325, fourth_moment=3)
    >>> found = exact(source, samples=1e6)
    >>> round(found.excess, 6), found.horizon
    (0.012833, 464.0)
    """
    lags = most_lags(source, samples=samples) if seen is None else min(seen, most_lags(source, samples=samples))
    risk = risks(source, samples=samples, lags=lags)
    best = int(np.argmin(risk))
    return Learnt(excess=float(risk[best]), horizon=float(best))


def most_lags(source: Source, *, samples: float) -> int:
    """Lags within which a horizon lies: four times that of the limit, where a lag's noise is 16^beta its signal."""
    reach = float((source.strength * samples) ** (1 / (2 * source.correlation_exponent)))
    far = 100 + ceil(4 * reach)
    return far if source.lags is None else min(far, source.lags)


def asymptotic(source: Source, *, samples: float) -> Learnt:
    """The limit of many samples and no end of lags (derived).

    Horizon n* = (a^2 P)^(1 / 2 beta), excess [mu a^2 beta / (gamma (2 beta - gamma))] (a^2 P)^(-gamma / 2 beta). What
    is within the horizon is gamma / (2 beta - gamma) of what is beyond.

    Parameters
    ----------
    source : what is learnt; its number of lags does not matter.
    samples : P > 0.

    Examples
    --------
    >>> source = Source(correlation_exponent=0.88, entropy_exponent=0.325)
    >>> round(asymptotic(source, samples=1e6).excess, 6)
    0.012794
    """
    b, g, a2 = source.correlation_exponent, source.entropy_exponent, source.strength
    told = a2 * samples
    amplitude = source.density * a2 * b / (g * (2 * b - g))
    return Learnt(excess=amplitude * told ** (-g / (2 * b)), horizon=told ** (1 / (2 * b)))


def collapse(source: Source, *, scaled_samples: npt.ArrayLike) -> Any:
    """n^gamma times the excess of a learner that sees n lags, against x = P / n^(2 beta), many n (derived).

    (mu a^2 / 2) [1 / gamma + 1 / ((2 beta - gamma) a^2 x)] where a^2 x > 1, all n lags being used; below that the
    limit of many lags, x^(-gamma / 2 beta) times its amplitude.

    Parameters
    ----------
    source : what is learnt.
    scaled_samples : x > 0.

    Examples
    --------
    >>> source = Source(correlation_exponent=1.0, entropy_exponent=0.5)
    >>> below, above = collapse(source, scaled_samples=[19.999999, 20.000001])
    >>> bool(abs(below / above - 1) < 1e-6)
    True
    """
    (x,) = numbers(scaled_samples)
    b, g, a2, mu = source.correlation_exponent, source.entropy_exponent, source.strength, source.density
    told = a2 * x
    all_used = mu * a2 / 2 * (1 / g + 1 / ((2 * b - g) * told))
    few = mu * a2 * b / (g * (2 * b - g)) * told ** (-g / (2 * b))
    return plain(np.where(told > 1, all_used, few))
