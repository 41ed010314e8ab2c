"""The additive source token by token: what ``learn_from_moments`` draws from its law, here seen in a text.

Tests: tests/kernels/sources/test_additive.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw
from peelsim.kernels.draws.streams import NOISE, TOKENS
from peelsim.kernels.sources.additive import add_normals, scatter

_ONE, _63 = np.uint64(1), np.uint64(63)


@kernel
def write_tokens(stream, text):
    """Fill text.tokens: signs of single bits of the draws, or normal numbers."""
    tokens = text.tokens
    if text.bits:
        for t in range(tokens.size):
            word = draw(stream, t >> 6)
            tokens[t] = 1.0 if (word >> (np.uint64(t) & _63)) & _ONE else -1.0
    else:
        tokens[:] = 0.0
        add_normals(stream, tokens, text.room)


@kernel
def learn_from_text(stream, source, text, gains, risks, control):
    """Write a text channel by channel and take its covariances; returns False if told to stop.

    stream: uint64. source: Additive, that has no lags but these. text: Text, scratch. gains, risks: float64[lags],
    filled; see ``additive.best_horizon``.
    """
    lags, samples = source.weight.size, text.said.size
    gains[:] = 0.0
    risks[:] = 0.0
    for channel in range(source.signal.size):
        write_tokens(draw(draw(stream, TOKENS), channel), text)
        text.said[:] = 0.0
        add_normals(draw(draw(stream, NOISE), channel), text.said, text.room)
        first = np.searchsorted(source.channels, channel, side="right")  # the first lag that has this channel
        for lag in range(first, lags):
            if control[0] != 0:
                return False
            begin, weight = lags - 1 - lag, source.weight[lag]
            for t in range(samples):
                text.said[t] += weight * text.tokens[begin + t]
        for lag in range(first, lags):
            if control[0] != 0:
                return False
            begin, weight, total = lags - 1 - lag, source.weight[lag], 0.0
            for t in range(samples):
                total += text.said[t] * text.tokens[begin + t]
            covariance = total / samples
            gains[lag] += covariance * covariance - 2.0 * scatter(source, lag, channel)
            risks[lag] += 0.5 * ((covariance - weight) * (covariance - weight) - weight * weight)
        control[1] += 2 * samples * (lags - first)
    return True
