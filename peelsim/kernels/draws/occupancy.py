"""How many of m bins are hit by n balls thrown uniformly: exactly, in a few binomial draws for any n and m.

Poisson numbers of balls, one per bin with mean lam, are uniform balls given their total N. If lam is a little under
n / m, N is nearly always at most n (else they are thrown again, which keeps them uniform given N), and how many bins
hold 1, 2, ... or more of them is a chain of binomial draws. The n - N balls left fall into the empty bins or not,
and those that do are the same problem on a smaller scale.
"""

from math import exp, log, log1p, sqrt

import numpy as np

from peelsim.jit import kernel
from peelsim.kernels.draws.binomial import binomial
from peelsim.kernels.draws.random import draw, unit

_FEW = 48  # balls that are quicker thrown one by one
_RARE = 16.0  # expected collisions that are quicker drawn one by one
_LARGEST_MEAN = 30.0  # balls a bin; the balls beyond it find hardly an empty bin, which has probability 1e-13
TAILS = 160  # Poisson tails at hand; the chain for _LARGEST_MEAN ends sooner


_RECIPROCAL = 1.0 / np.arange(1, TAILS + 2)


@kernel
def poisson_tails(mean, tails):
    """P(X > j) / P(X = j) for X ~ Poisson(mean) into tails[j], j = 1, 2, ...; returns the last j.

    They obey t_(j-1) = (1 + t_j) mean / j, a sum of positive terms: no digit is lost for the smallest mean.
    """
    last = min(TAILS - 1, np.int64(mean + 12.0 * sqrt(mean)) + 14)
    tail = 0.0
    for j in range(last, 0, -1):
        tail = (1.0 + tail) * (mean * _RECIPROCAL[j])
        tails[j] = tail
    return last


@kernel
def hit_one_by_one(stream, balls, bins):
    """Bins hit, ball by ball."""
    hit = 0
    for i in range(balls):
        hit += np.int64(unit(draw(stream, i)) * bins >= hit)
    return hit


@kernel
def hit_with_rare_collisions(stream, balls, bins):
    """Bins hit when few of the balls, fewer than the bins, can fall into a bin that was hit before.

    A ball does so with probability hit / bins, at most balls / bins. Candidates for it are drawn at that larger rate by
    geometric skips, and kept with probability hit / balls: about balls^2 / bins draws in all.
    """
    log_miss = log1p(-balls / bins)
    ball, collisions, i = 0, 0, 0
    while True:
        skip = log(unit(draw(stream, i))) / log_miss
        if skip >= balls - ball:
            return balls - collisions
        ball += np.int64(skip)
        collisions += np.int64(unit(draw(stream, i + 1)) * balls < ball - collisions)
        ball += 1
        i += 2


@kernel
def poisson_balls(stream, bins, mean, most, tails):
    """Bins hit and balls thrown, (hit, N), by Poisson(mean) balls a bin; void if N > most.

    Of the bins with j balls or more, each has another with probability P(X > j | X >= j).
    """
    last = poisson_tails(mean, tails)
    hit = bins - binomial(draw(stream, 0), bins, exp(-mean))  # the few empty bins keep their digits
    balls, holding, j = hit, hit, 1
    while holding > 0 and j <= last and balls <= most:
        holding = binomial(draw(stream, j), holding, tails[j] / (1.0 + tails[j]))
        balls += holding
        j += 1
    return hit, balls


@kernel
def occupancy(stream, balls, bins, tails):
    """Bins hit by uniform balls. stream: uint64; balls, bins: int64 up to 1e15; tails: float64[TAILS], scratch."""
    total, i = 0, 0
    while balls > _FEW and bins > 0:
        if balls * float(balls) <= _RARE * bins:
            return total + hit_with_rare_collisions(draw(stream, i), balls, bins)
        mean = min((balls - 3.0 * sqrt(balls)) / bins, _LARGEST_MEAN)
        hit, thrown = poisson_balls(draw(stream, i), bins, mean, balls, tails)
        i += 1
        if thrown > balls:
            continue
        total += hit
        balls = binomial(draw(stream, i), balls - thrown, (bins - hit) / bins)
        i += 1
        bins -= hit
    if bins > 0:
        total += hit_one_by_one(draw(stream, i), balls, bins)
    return total
