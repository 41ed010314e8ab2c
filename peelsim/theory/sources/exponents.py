"""Data-limited exponents from two statistics of a source: what is published, and what is right (corrected).

Pair correlations between tokens n apart fall like n^-beta, the entropy of the next token given n tokens falls to its
limit like n^-gamma. A lag can be learnt once P samples tell its correlation from noise, from P ~ n^(2 beta) on; so the
horizon grows like P^(1 / 2 beta), and the loss falls to its limit like P^(-gamma / 2 beta).
"""

__all__ = ["MEASURED", "PAPER", "corrected", "published"]

PAPER = "Cagnetta, Raventos, Ganguli and Wyart (2026), arXiv:2602.07488"

MEASURED = {"TinyStories": (0.325, 0.88), "WikiText-103": (0.265, 0.94)}
"""gamma and beta of two corpora of the paper, version 3."""


def published(*, entropy_exponent: float, correlation_exponent: float, within: float | None = None) -> float:
    """Exponent of the loss in the number of samples, gamma / (2 beta).

    Parameters
    ----------
    entropy_exponent : gamma.
    correlation_exponent : beta, of the largest singular value of the covariance of tokens n apart.
    within : delta, by which the excess of a lag that can be told falls further, (P / P*_n)^-delta; None if it is
        larger than gamma / (2 beta) and so does not matter.

    Returns
    -------
    min(delta, gamma / (2 beta)).

    Raises
    ------
    ValueError : unless both exponents are above 0.

    Examples
    --------
    >>> round(published(entropy_exponent=0.325, correlation_exponent=0.88), 4)
    0.1847
    """
    if not (entropy_exponent > 0 and correlation_exponent > 0):
        raise ValueError(f"gamma = {entropy_exponent:g} and beta = {correlation_exponent:g} must both be above 0")
    horizon = entropy_exponent / (2 * correlation_exponent)
    return horizon if within is None else min(within, horizon)


def corrected(*, entropy_exponent: float, partial_exponent: float) -> float:
    """Exponent of the loss, gamma / (2 beta').

    What makes a lag learnable is what it adds given nearer lags, relative to the marginals of what it tells apart
    (derived): beta' is the exponent of the canonical correlation after regression on nearer lags. It is beta for the
    additive source, 1 for long memory and (1 + gamma) / 2 for pointers; for hierarchies it has not been examined.

    Parameters
    ----------
    entropy_exponent : gamma.
    partial_exponent : beta'.

    Examples
    --------
    >>> corrected(entropy_exponent=1.0, partial_exponent=1.0)
    0.5
    """
    return published(entropy_exponent=entropy_exponent, correlation_exponent=partial_exponent)
