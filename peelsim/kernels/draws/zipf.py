"""Ranks of Zipf's law: P(k) in proportion to k^-s for k = low .. high, s > 1, without a table.

Rejection-inversion (Hoermann and Derflinger 1996): a real number of density x^-s between low - 1/2 and high + 1/2 is
rounded, and kept with the ratio of k^-s to the integral around k. That ratio is at most 1, as x^-s is convex, and
nearly 1 for large k: some 1.0 draws of two words, a power each, whatever the number of ranks.
"""

from math import floor

from peelsim.jit import kernel
from peelsim.kernels.draws.random import draw, unit

_SINGLY = 1 << 12  # terms of a sum taken one by one


@kernel
def power_sum(s, low, high):
    """Sum of k^-s over k = low .. high, to 1e-12 of it; 0 if there is none. s > 1.

    The first terms one by one, the rest as the integral of f(x) = x^-s from half a rank before to half a rank after.
    What that misses is -f' / 24 between its ends (Euler and Maclaurin), and then some k^-4 of it.
    """
    total, first = 0.0, min(high + 1, low + _SINGLY)
    for k in range(first - 1, low - 1, -1):  # the small ones first
        total += float(k) ** -s
    if first > high:
        return total
    ends = zipf_ends(s, first, high)
    slopes = s * ((first - 0.5) ** (-s - 1.0) - (high + 0.5) ** (-s - 1.0))
    return total + (ends[0] - ends[1]) / (s - 1.0) - slopes / 24.0


@kernel
def zipf_ends(s, low, high):
    """Integrals of x^-s from low - 1/2 and from high + 1/2 on, times s - 1: between them ``zipf_rank`` draws."""
    return (low - 0.5) ** (1.0 - s), (high + 0.5) ** (1.0 - s)


@kernel
def zipf_rank(stream, drawn, s, ends):
    """The next rank of a stream, and how many draws it has used up now; ``drawn``: how many before.

    The squeeze holds for k >= s + 3: the integral around k is k^-s (1 + t + ...), t = s (s + 1) / (24 k^2), where the
    terms after t add up to less than t / 20 (derived: they fall by a factor of 80, then of 4).
    """
    alpha = s - 1.0
    while True:
        x = (ends[1] + unit(draw(stream, drawn)) * (ends[0] - ends[1])) ** (-1.0 / alpha)
        k = floor(x + 0.5)
        v = unit(draw(stream, drawn + 1))
        drawn += 2
        if k >= s + 3.0 and v <= 1.0 - s * (s + 1.0) / (22.0 * k * k):
            return int(k), drawn
        if v * ((k - 0.5) ** -alpha - (k + 0.5) ** -alpha) <= alpha * k**-s:
            return int(k), drawn
