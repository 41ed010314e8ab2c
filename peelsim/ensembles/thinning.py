"""Text degrees of data of poorer quality: every edge may be missing."""

from math import lgamma, log

import numpy as np

from peelsim.ensembles.degrees import Binomial, Explicit, Poisson, TextDegree
from peelsim.ensembles.listed import Shares

__all__ = ["thinned"]


def thinned(text_degree: TextDegree, deletion: float) -> TextDegree:
    """Text degrees after every edge is deleted with a probability, independently; exactly in law.

    A text of k concepts, a uniform set, keeps a uniform set of Bin(k, 1 - deletion) of them.

    Parameters
    ----------
    text_degree : degrees before.
    deletion : probability, 0 or more and below 1.

    Raises
    ------
    ValueError : for another number.

    Examples
    --------
    >>> from peelsim.ensembles import Regular
    >>> thinned(Binomial(mean=6), 0.5).mean
    3.0
    >>> thinned(Regular(degree=2), 0.25).probabilities
    {0: 0.0625, 1: 0.375, 2: 0.5625}
    """
    if not 0 <= deletion < 1:
        raise ValueError(f"{deletion:g} is not a probability of deletion; it must be 0 or more and below 1")
    if deletion == 0:
        return text_degree
    if isinstance(text_degree, Binomial | Poisson):
        return type(text_degree)(mean=text_degree.mean * (1 - deletion))
    degrees, shares = text_degree.law
    kept = np.zeros(int(degrees[-1]) + 1)
    for degree, share in zip(degrees.tolist(), shares.tolist(), strict=True):
        kept[: degree + 1] += share * _binomial_shares(degree, 1 - deletion)
    kept /= kept.sum()
    return Explicit({k: share for k, share in enumerate(kept.tolist()) if share > 0})


def _binomial_shares(n: int, p: float) -> Shares:
    """P(Bin(n, p) = k), k = 0 .. n; 0 < p < 1."""
    k = np.arange(n + 1)
    logs = np.array([lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in k.tolist()])
    return np.asarray(np.exp(logs + k * log(p) + (n - k) * log(1 - p)))
