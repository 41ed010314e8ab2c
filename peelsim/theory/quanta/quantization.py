"""The quantization model of neural scaling (Michaud, Liu, Girit and Tegmark 2023, sec. 2).

What a model may know comes in quanta. A sample uses quantum k with probability p_k in proportion to k^-(alpha + 1),
k = 1 .. K or without end. Its loss is a if that quantum is learnt and b if not, so the mean loss is a + (b - a) u,
where u is the use of what is unlearnt: the sum of p_k over unlearnt k. Everything here is u.

Parameters: the first n quanta are learnt. Data: a quantum is learnt once it has been seen k0 times in D samples. Steps:
a step shows a batch of B new samples, so S steps are D = S B samples. Michaud et al. say instead that quantum k is
learnt once its expected sightings D p_k, or S p_k steps, reach k0: then learning has no chance in it. The exponents are
the same, the coefficient is not (``published_data``).
"""

from math import exp, inf, lgamma
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaincc, gammainc, gammaincc, zeta

from peelsim.theory.arrays import Numbers, numbers, plain
from peelsim.theory.quanta.zipf import nodes, partial_zeta, share_beyond

__all__ = [
    "chance_unlearnt",
    "exponent_in_data",
    "exponent_in_parameters",
    "learnt",
    "often_seen",
    "power_law_data",
    "power_law_parameters",
    "published_data",
    "unlearnt",
]


def exponent_in_parameters(exponent: float) -> float:
    """alpha_N = alpha: u falls like n^-alpha_N."""
    return exponent


def exponent_in_data(exponent: float) -> float:
    """alpha_D = alpha_S = alpha / (alpha + 1): u falls like D^-alpha_D in samples, and likewise in steps."""
    return exponent / (exponent + 1)


def unlearnt(
    *,
    exponent: float,
    quanta: int,
    capacity: int | None = None,
    samples: float = inf,
    sightings: int = 1,
    samples_fixed: bool = True,
) -> float:
    """Mean u of K = ``quanta``, of which the first ``capacity`` = n can be learnt (None: all), to 1e-9.

    The sum of p_k P(fewer than k0 sightings) over k <= n, and of p_k beyond. Sightings are binomial, or Poisson where
    the number of samples is Poisson.
    """
    n, s = quanta if capacity is None else capacity, exponent + 1
    beyond = float(share_beyond(n, s=s, ranks=quanta))
    if samples == inf:
        return beyond
    k, weight = nodes(n)
    use = _use(k, s, quanta)
    missed, known = (float(np.sum(weight * use * p)) for p in _chances(use, samples, sightings, samples_fixed))
    return missed + beyond if missed + beyond < 0.5 else 1 - known  # what is small is summed: no digit is lost


def learnt(
    *,
    exponent: float,
    quanta: int,
    capacity: int | None = None,
    samples: float = inf,
    sightings: int = 1,
    samples_fixed: bool = True,
) -> float:
    """Mean number of quanta learnt, of K = ``quanta``; as ``unlearnt``."""
    n, s = quanta if capacity is None else capacity, exponent + 1
    if samples == inf:
        return float(n)
    k, weight = nodes(n)
    chances = _chances(_use(k, s, quanta), samples, sightings, samples_fixed)
    missed, known = (float(np.sum(weight * p)) for p in chances)
    return known if known < n / 2 else n - missed


def chance_unlearnt(
    quantum: npt.ArrayLike,
    *,
    exponent: float,
    quanta: int,
    capacity: int | None = None,
    samples: float = inf,
    sightings: int = 1,
    samples_fixed: bool = True,
) -> Numbers:
    """Probability that a quantum is unlearnt; numbers in the shape of ``quantum``."""
    (k,) = numbers(quantum)
    s = exponent + 1
    missed: Numbers = np.zeros_like(k)
    if samples < inf:
        missed = _chances(_use(k, s, quanta), samples, sightings, samples_fixed)[0]
    return np.where(k > (quanta if capacity is None else capacity), 1.0, missed)


def power_law_parameters(capacity: npt.ArrayLike, *, exponent: float) -> Any:
    """u of the first n learnt, many n and K without end: n^-alpha / (alpha zeta(alpha + 1))."""
    (n,) = numbers(capacity)
    return plain(n**-exponent / (exponent * zeta(exponent + 1)))


def power_law_data(samples: npt.ArrayLike, *, exponent: float, sightings: int = 1) -> Any:
    """Mean u after many samples D, K without end: (1/s) zeta(s)^(-1/s) D^-(1 - 1/s) sum_{j < k0} Gamma(j + c) / j!.

    s = alpha + 1, c = 1 - 1/s. Derived: u = sum p_k P(Poisson(D p_k) < k0), the sum over k as an integral over y = D
    p_k. The sum over j is Gamma(k0 + c) / (c Gamma(k0)).
    """
    (d,) = numbers(samples)
    s = exponent + 1
    c = 1 - 1 / s
    gammas = exp(lgamma(sightings + c) - lgamma(sightings)) / c
    return plain(gammas / s * zeta(s) ** (-1 / s) * d**-c)


def published_data(samples: npt.ArrayLike, *, exponent: float, sightings: int = 1) -> Any:
    """u if quantum k is learnt as soon as D p_k = k0 (Michaud et al. 2023, sec. 2), K without end.

    The first n are learnt, see ``often_seen``: u = n^-alpha / (alpha zeta(s)).
    """
    learnt = often_seen(samples, exponent=exponent, sightings=sightings)
    return power_law_parameters(learnt, exponent=exponent)


def often_seen(samples: npt.ArrayLike, *, exponent: float, sightings: int = 1) -> Any:
    """Quanta n that are expected k0 times or more in D samples, K without end: (D / (k0 zeta(s)))^(1/s)."""
    (d,) = numbers(samples)
    s = exponent + 1
    return plain((d / (sightings * zeta(s))) ** (1 / s))


def _use(k: Numbers, s: float, quanta: int) -> Numbers:
    """p_k; 1 for a single quantum, which rounding may exceed."""
    return np.asarray(np.minimum(k**-s / partial_zeta(s, ranks=quanta), 1.0))


def _chances(use: Numbers, samples: float, sightings: int, samples_fixed: bool) -> tuple[Numbers, Numbers]:
    """P(fewer than k0 sightings of a quantum of this use), and P(k0 or more); no digit is lost where one is small."""
    if not samples_fixed:
        mean = samples * use
        return np.asarray(gammaincc(sightings, mean)), np.asarray(gammainc(sightings, mean))
    if samples < sightings:
        return np.ones_like(use), np.zeros_like(use)
    if sightings == 1:
        with np.errstate(divide="ignore"):
            logs = samples * np.log1p(-use)
        return np.exp(logs), -np.expm1(logs)
    others = samples - sightings + 1
    return np.asarray(betaincc(sightings, others, use)), np.asarray(betainc(sightings, others, use))
