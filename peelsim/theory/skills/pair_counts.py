"""How many connected pairs of concepts two skills have between them.

Two concepts are connected if they share a text, which they do with probability q = 1 - (1 - p^2)^T, p = d/R. Skills of
n1 and n2 concepts have n1 n2 pairs of concepts, so their number of connected pairs has mean n1 n2 q. Two pairs with a
concept in common fall into the same texts: both are unconnected with probability (1 - 2 p^2 + p^3)^T, which exceeds
(1 - p^2)^(2T) by ``covariance``; pairs without one are independent. So (derived, exact)

    variance / mean = dispersion = 1 - q + (n1 + n2 - 2) covariance / q,

which for small p and q is 1 + (n1 + n2) d/R.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammainc

from peelsim.theory.arrays import Numbers, Real, first, numbers, plain

__all__ = [
    "Corpus",
    "Kernel",
    "covariance",
    "dispersed_kernel",
    "independent_kernel",
    "mean_pairs",
    "sharing_probability",
    "tail",
    "variance_of_pairs",
]

_POISSON = 1e-12  # of |dispersion - 1|, within which the tail is the Poisson one; it shifts a tail by less than 1e-9
_ROUNDING = 1e-9  # of a number of trials, which is a mean over a probability


def sharing_probability(concepts: Real | float, *, texts: Real | float, mean_text_degree: Real | float) -> Real:
    """q = 1 - (1 - d^2/R^2)^T, the chance that two concepts share a text (Nayak and Varshney 2024, App. E).

    Raises
    ------
    ValueError : unless 0 < d <= R and T >= 0, all finite.
    """
    size, amount, d = numbers(concepts, texts, mean_text_degree)
    bad = ~((d > 0) & (size >= d) & (amount >= 0) & np.isfinite(size) & np.isfinite(amount))
    if bad.any():
        raise ValueError(
            f"{first(bad, concepts=size, texts=amount, mean_text_degree=d)}: "
            "mean_text_degree must lie between 0 and concepts, and texts be 0 or more"
        )
    with np.errstate(divide="ignore", invalid="ignore"):  # d = R: every text holds every concept
        shared = -np.expm1(amount * np.log1p(-((d / size) ** 2)))
    q: Real = plain(np.where(amount == 0, 0.0, shared))
    return q


def covariance(concepts: Real | float, *, texts: Real | float, mean_text_degree: Real | float) -> Real:
    """(1 - 2 p^2 + p^3)^T - (1 - p^2)^(2T), of the events that concepts a and b, and a and c, share a text."""
    sharing_probability(concepts, texts=texts, mean_text_degree=mean_text_degree)  # refuses what is no corpus
    size, amount, d = numbers(concepts, texts, mean_text_degree)
    p = np.minimum(d / size, 1 - 1e-15)  # at 1 both terms are 0, but for T = 0
    ln_ratio = np.log1p(p**3 / ((1 - p) * (1 + p) ** 2))  # of 1 - 2 p^2 + p^3 to (1 - p^2)^2
    excess: Real = plain(-np.exp(amount * np.log1p(p**2 * (p - 2))) * np.expm1(-amount * ln_ratio))
    return excess


def mean_pairs(concepts: Real | float, *, texts: Real | float, mean_text_degree: Real | float, skills: float) -> Real:
    """R (R - 1) q / S^2 connected pairs with one concept in either skill; concepts fall into S skills uniformly.

    Appendix E has half of it: it counts r1 in s1 and r2 in s2 for r1 < r2 only.
    """
    size = np.asarray(concepts, dtype=float)
    q = sharing_probability(concepts, texts=texts, mean_text_degree=mean_text_degree)
    mean: Real = plain(size * (size - 1) * q / skills**2)
    return mean


def variance_of_pairs(
    concepts: Real | float, *, texts: Real | float, mean_text_degree: Real | float, skills: float
) -> Real:
    """mean phi + 2 mean^2/(R/S) + mean^2/(R/S)^2, phi the dispersion between skills of R/S concepts.

    The last two terms are the variance of n1 n2 q with sizes of mean and variance R/S.
    """
    size, held = np.asarray(concepts, dtype=float), np.asarray(concepts, dtype=float) / skills
    mean = mean_pairs(concepts, texts=texts, mean_text_degree=mean_text_degree, skills=skills)
    q = sharing_probability(concepts, texts=texts, mean_text_degree=mean_text_degree)
    shared = covariance(concepts, texts=texts, mean_text_degree=mean_text_degree)
    of_count = mean * (1 - q) + 2 * (held - 1) * shared * size * (size - 1) / skills**2  # mean times dispersion
    variance: Real = plain(of_count + mean**2 * (2 / held + 1 / held**2))
    return variance


def tail(least: npt.ArrayLike, *, mean: npt.ArrayLike, dispersion: npt.ArrayLike) -> Numbers:
    """P(X >= least) of a count X of given mean and variance/mean = dispersion, elementwise.

    Negative binomial where the dispersion is above 1, binomial where it is below, Poisson at 1, all three with real
    parameters by the incomplete beta and gamma functions; relative error 1e-11 down to tails of 1e-300.
    least : whole numbers, 0 or more.
    """
    k, mu, phi = numbers(least, mean, dispersion)
    excess = phi - 1
    over, under = excess > _POISSON, excess < -_POISSON
    clustered = betainc(k, mu / np.where(over, excess, 1), np.where(over, excess / np.maximum(phi, 1), 0.5))
    trials = mu / np.where(under, -excess, 1)
    spread = np.where(
        k > trials * (1 + _ROUNDING), 0.0, betainc(k, np.maximum(trials - k + 1, 1), np.where(under, -excess, 0.5))
    )
    chance = np.where(over, clustered, np.where(under, spread, gammainc(k, mu)))
    return np.where(k <= 0, 1.0, np.where(mu > 0, chance, 0.0))


@dataclass(frozen=True)
class Corpus:
    """One training set: R concepts, T texts and d concepts per text."""

    concepts: float
    texts: float
    mean_text_degree: float

    @property
    def sharing(self) -> float:
        """q."""
        return sharing_probability(self.concepts, texts=self.texts, mean_text_degree=self.mean_text_degree)

    @property
    def covariance(self) -> float:
        """Of two pairs with a concept in common."""
        return covariance(self.concepts, texts=self.texts, mean_text_degree=self.mean_text_degree)


Kernel = Callable[[Corpus, float, npt.ArrayLike, npt.ArrayLike], Numbers]


def dispersed_kernel(corpus: Corpus, least: float, ours: npt.ArrayLike, theirs: npt.ArrayLike) -> Numbers:
    """K(n1, n2) = P(skills of n1 and n2 concepts have ``least`` connected pairs or more); real n1, n2, broadcast."""
    n1, n2 = numbers(ours, theirs)
    q = corpus.sharing
    if q == 0:
        return tail(least, mean=np.zeros(n1.shape), dispersion=1.0)
    return tail(least, mean=n1 * n2 * q, dispersion=1 - q + np.maximum(n1 + n2 - 2, 0) * corpus.covariance / q)


def independent_kernel(corpus: Corpus, least: float, ours: npt.ArrayLike, theirs: npt.ArrayLike) -> Numbers:
    """P(Bin(n1 n2, q) >= least): as if pairs were connected independently.

    p_l of it is 3, 7, 10, 17 % below the simulated one at eta = 105, 120, 130, 140 (R = 2e4, T = 1e5, S = 200, d = 6:
    a mean of 90).
    """
    n1, n2 = numbers(ours, theirs)
    return tail(least, mean=n1 * n2 * corpus.sharing, dispersion=1 - corpus.sharing)
