"""A learner of the additive source: covariances of far tokens, lag by lag, and how far it is best to look.

Lag n has M_n channels, each with weight w_n. The learner estimates w_n in each by a covariance over the samples, which
scatters about it with the variance of ``scatter``; it keeps the lags up to a horizon and takes the others as 0. The
excess loss is half the squared errors of the kept weights and of those left out.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.kernels.draws.normal import Normals, normals


class Additive(NamedTuple):
    """The source and its learner."""

    weight: npt.NDArray[np.float64]  # [lags] w_n
    channels: npt.NDArray[np.int64]  # [lags] M_n, never falling
    signal: npt.NDArray[np.float64]  # [most channels] s_j^2, the variance of what a channel says without noise
    gap: float  # excess loss of horizon 0, lags beyond the last one included, nats
    kurtosis: float  # fourth moment of a token less 2: bits -1, normal numbers 1
    samples: float  # P
    horizon: int  # the horizon kept to; -1: the learner chooses it by what it sees


@inner_kernel
def scatter(source, lag, channel):
    """Variance of the covariance of a channel at a lag (index from 0)."""
    squared = source.weight[lag] * source.weight[lag]
    return (1.0 + source.signal[channel] + source.kurtosis * squared) / source.samples


@kernel
def best_horizon(gains, risks, source):
    """The horizon and the excess loss there.

    gains: float64[lags], how much each lag seems to gain, twice its unbiased estimate. risks: float64[lags], by how
    much using it changes the loss in truth. source: Additive.
    """
    seen, best, chosen = 0.0, 0.0, 0
    excess = at_best = source.gap
    for lag in range(gains.size):
        seen += gains[lag]
        excess += risks[lag]
        if lag + 1 == source.horizon or (source.horizon < 0 and seen > best):
            best, chosen, at_best = seen, lag + 1, excess
    return chosen, at_best


@kernel
def learn_from_moments(stream, source, room, gains, risks, control):
    """Draw the covariances of every lag from their law; returns False if told to stop.

    They are taken as independent, which they are but for correlations of the order of 1 / P. stream: uint64. source:
    Additive. room: Normals, scratch. gains, risks: float64[lags], filled; see ``best_horizon``.
    """
    drawn, left = 0, 0
    for lag in range(source.weight.size):
        weight, gain, risk = source.weight[lag], 0.0, 0.0
        for channel in range(source.channels[lag]):
            if left == 0:
                if control[0] != 0:
                    return False
                normals(stream, drawn, room)
                drawn += room.radius.size
                left = room.values.size
            variance = scatter(source, lag, channel)
            error = np.sqrt(variance) * room.values[room.values.size - left]
            left -= 1
            gain += (weight + error) * (weight + error) - 2.0 * variance
            risk += error * error - weight * weight
        gains[lag] = gain
        risks[lag] = 0.5 * risk
    control[1] += 2 * drawn
    return True


class Text(NamedTuple):
    """Scratch of one channel's tokens and what it says."""

    tokens: npt.NDArray[np.float64]  # [lags + samples]
    said: npt.NDArray[np.float64]  # [samples]
    room: Normals
    bits: bool  # False: tokens are normal numbers


@kernel
def add_normals(stream, numbers, room):
    """Add standard normal numbers to an array."""
    for first in range(0, numbers.size, room.values.size):
        normals(stream, first // 2, room)
        for i in range(first, min(first + room.values.size, numbers.size)):
            numbers[i] += room.values[i - first]
