"""What tokens n back add to the nearer ones: partial canonical correlations of one-hot tokens.

The block recursion of Whittle (1963) fits, lag by lag, the best linear forecast of the next token and of the token
before, from those between. The canonical correlation of their errors is the partial one: the largest singular value of
Sf^-1/2 Delta Sb^-1/2, noisy as 1 / P an entry, with an edge at 2 sqrt(V / P).
"""

import numpy as np
import numpy.typing as npt

from peelsim.kernels.text.pairs import count_pairs
from peelsim.stats import spiked
from peelsim.text.corpus import Corpus
from peelsim.text.correlations import SIGHTINGS, Strength, told

__all__ = ["KINDS", "LAGS", "Floats", "partial_strengths"]

Floats = npt.NDArray[np.float64]

LAGS = 48  # looked at, one after the other
KINDS = 48  # of tokens told apart; rarer ones are put together


def partial_strengths(text: Corpus, lags: int, control: npt.NDArray[np.int64]) -> list[Strength]:
    """Partial correlations at lags 1, 2, ..., as far as they can be seen; ``raw`` is their value with its bias."""
    tokens = np.minimum(text.tokens, min(KINDS, text.vocabulary) - 1)
    kinds = int(tokens.max()) + 1
    covariances: list[Floats] = []
    pairs_at: list[int] = []
    for lag in range(lags + 1):
        counts = np.zeros((kinds, kinds), np.int64)
        pairs = count_pairs(tokens, text.starts, lag, counts, control)
        if pairs < SIGHTINGS * kinds:
            break
        joint = counts / pairs
        covariances.append((joint - np.outer(joint.sum(axis=1), joint.sum(axis=0)))[:-1, :-1])  # the last is implied
        pairs_at.append(pairs)
    if len(covariances) < 2 or kinds < 2:
        return []
    found = []
    for lag, value in enumerate(_whittle(covariances), 1):
        variance = 1 / pairs_at[lag]
        edge = spiked.edge(kinds - 1, variance)
        behind = told(value, kinds - 1, variance)
        error = np.array([-1.0, 1.0]) * np.sqrt(variance) / (behind or np.inf)
        drawn = error if behind is not None else np.zeros(0)
        found.append(Strength(lag, pairs_at[lag], value, value, edge, behind, drawn))
    return found


def _whittle(covariances: list[Floats]) -> list[float]:
    """Largest partial canonical correlation at each lag; covariances[k] = cov(x_t, x_(t + k))."""
    gamma = covariances
    forward, backward = gamma[0].copy(), gamma[0].copy()  # of the errors
    ahead: list[Floats] = []  # x_t = sum_k ahead[k] x_(t - 1 - k)
    behind: list[Floats] = []
    values = []
    for lag in range(1, len(gamma)):
        delta = gamma[lag].T.copy()
        for k, matrix in enumerate(ahead):
            delta -= matrix @ gamma[lag - 1 - k].T
        white_f, white_b = _root_inverse(forward), _root_inverse(backward)
        values.append(float(np.linalg.norm(white_f @ delta @ white_b, 2)))
        new_ahead = delta @ white_b @ white_b
        new_behind = delta.T @ white_f @ white_f
        last = ahead
        ahead = [a - new_ahead @ b for a, b in zip(ahead, reversed(behind), strict=True)] + [new_ahead]
        behind = [b - new_behind @ a for b, a in zip(behind, reversed(last), strict=True)] + [new_behind]
        forward = forward - new_ahead @ delta.T
        backward = backward - new_behind @ delta
    return values


def _root_inverse(matrix: Floats) -> Floats:
    """The inverse square root of a covariance; directions without variance count for nothing."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    kept = values > 1e-10 * values[-1]
    return np.asarray((vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T)
