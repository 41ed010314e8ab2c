"""What tokens n back add to the nearer ones: partial canonical correlations of one-hot tokens.

The block recursion of Whittle (1963) fits, lag by lag, the best linear forecast of the next token and of the token
before, from those between. The canonical correlation of their errors is the partial one: the largest singular value of
Sf^-1/2 Delta Sb^-1/2. Were errors independent of each other it would be noisy as 1 / P an entry, with an edge at
2 sqrt(V / P); errors of a text are not, so its noise, and intervals, are those of blocks of the text along the two
directions found, as in ``correlations``. Small changes of the forecasts change the value to second order only.

Tests: tests/text/test_statistics.py
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.kernels.text.pairs import count_pairs
from peelsim.stats import spiked
from peelsim.text.corpus import Corpus
from peelsim.text.correlations import FEWEST, LENGTH, SIGHTINGS, Strength, blocks_of, centred_logs, told, weights

__all__ = ["KINDS", "LAGS", "Floats", "partial_strengths"]

Floats = npt.NDArray[np.float64]

LAGS = 48  # looked at, one after the other
KINDS = 48  # of tokens told apart; rarer ones are put together


class _Lag(NamedTuple):
    """Covariances of tokens so far apart, but for the last kind, which is implied by the others."""

    whole: Floats  # [kinds - 1, kinds - 1] cov(x_t, x_(t + lag))
    blocks: Floats  # [blocks, kinds - 1, kinds - 1] of each block, about the means of the whole
    pairs: Floats  # [blocks]


class _Value(NamedTuple):
    """A partial correlation, and what its two errors are made of."""

    value: float
    ahead: Floats  # [lag + 1, kinds - 1] what x_t, x_(t - 1), ... are worth in the error of the next token
    behind: Floats  # the same in the error of the token before


def partial_strengths(text: Corpus, lags: int, control: npt.NDArray[np.int64]) -> list[Strength]:
    """Partial correlations at lags 1, 2, ..., as far as there are blocks to tell them; ``raw`` is with its bias."""
    lags = min(lags, len(text) // (LENGTH * FEWEST))
    kinds = int(min(KINDS, text.vocabulary))
    if lags < 1 or kinds < 2:
        return []
    seen = _covariances(text, np.minimum(text.tokens, kinds - 1), lags, kinds, control)
    found = []
    for lag, each in enumerate(_whittle([at.whole for at in seen]), 1):
        pairs = int(seen[lag].pairs.sum())
        drawn = _drawn(each, seen)
        variance = max(1 / pairs, float(drawn.var()))
        strength = told(each.value, kinds - 1, variance)
        logs = np.zeros(0) if strength is None else centred_logs(drawn, each.value)
        edge = spiked.edge(kinds - 1, variance)
        found.append(Strength(lag, pairs, each.value, each.value, edge, strength, logs))
    return found


def _covariances(
    text: Corpus, tokens: npt.NDArray[np.integer], lags: int, kinds: int, control: npt.NDArray[np.int64]
) -> list[_Lag]:
    """At lags 0, 1, ..., as far as there are pairs enough."""
    counts = np.zeros((blocks_of(text, lags), kinds, kinds), np.int64)
    found = []
    for lag in range(lags + 1):
        pairs = count_pairs(tokens, text.starts, lag, counts, control)
        if pairs < SIGHTINGS * kinds:
            break
        whole = counts.sum(axis=0) / pairs
        first, second = whole.sum(axis=1), whole.sum(axis=0)
        each = counts.sum(axis=(1, 2))
        joint = counts / np.maximum(each, 1)[:, None, None]
        apart = joint - joint.sum(axis=2)[:, :, None] * second - first[:, None] * joint.sum(axis=1)[:, None, :]
        about = apart + np.outer(first, second)
        found.append(_Lag((whole - np.outer(first, second))[:-1, :-1], about[:, :-1, :-1], each.astype(float)))
    return found


def _whittle(covariances: list[Floats]) -> list[_Value]:
    """Largest partial canonical correlation at each lag; covariances[k] = cov(x_t, x_(t + k))."""
    gamma = covariances
    if not gamma:
        return []
    forward, backward = gamma[0].copy(), gamma[0].copy()  # of the errors
    ahead: list[Floats] = []  # x_t = sum_k ahead[k] x_(t - 1 - k)
    behind: list[Floats] = []  # x_(t - lag) = sum_k behind[k] x_(t - lag + 1 + k)
    values = []
    for lag in range(1, len(gamma)):
        delta = gamma[lag].T.copy()
        for k, matrix in enumerate(ahead):
            delta -= matrix @ gamma[lag - 1 - k].T
        white_f, white_b = _root_inverse(forward), _root_inverse(backward)
        left, singular, right = np.linalg.svd(white_f @ delta @ white_b)
        sides = _error(white_f @ left[:, 0], ahead), _error(white_b @ right[0], behind)[::-1]
        values.append(_Value(float(singular[0]), *sides))
        new_ahead = delta @ white_b @ white_b
        new_behind = delta.T @ white_f @ white_f
        last = ahead
        ahead = [a - new_ahead @ b for a, b in zip(ahead, reversed(behind), strict=True)] + [new_ahead]
        behind = [b - new_behind @ a for b, a in zip(behind, reversed(last), strict=True)] + [new_behind]
        forward = forward - new_ahead @ delta.T
        backward = backward - new_behind @ delta
    return values


def _error(side: Floats, forecast: list[Floats]) -> Floats:
    """What a token, those it is forecast from, nearest first, and the one after these are worth in the error."""
    return np.stack([side, *(-matrix.T @ side for matrix in forecast), np.zeros_like(side)])


def _drawn(found: _Value, seen: list[_Lag]) -> Floats:
    """The value in draws of blocks, by the first order of a canonical correlation in covariances."""
    lag = len(found.ahead) - 1
    product, ahead, behind = (
        _products(one, other, seen)
        for one, other in ((found.ahead, found.behind), (found.ahead, found.ahead), (found.behind, found.behind))
    )
    change = product - found.value * (ahead + behind) / 2
    drawn = weights(len(change), lag) * seen[lag].pairs
    return np.asarray(found.value + drawn @ change / drawn.sum(axis=1))


def _products(one: Floats, other: Floats, seen: list[_Lag]) -> Floats:
    """Mean products, in each block, of sums of tokens: one[i], other[j] are what x_(t - i), x_(t - j) are worth."""
    longest = len(one) - 1
    total = np.zeros(len(seen[0].pairs))
    for apart in range(longest + 1):
        blocks, near = seen[apart].blocks, longest + 1 - apart
        total += np.tensordot(blocks, one[apart:].T @ other[:near])
        if apart:
            total += np.tensordot(blocks, other[apart:].T @ one[:near])
    return total


def _root_inverse(matrix: Floats) -> Floats:
    """The inverse square root of a covariance; directions without variance count for nothing."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    kept = values > 1e-10 * values[-1]
    return np.asarray((vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T)
