"""The small units in which real numbers are counted, so that sums over trials are exact in any order.

All are powers of two. The resolution of a stored mean is half a unit, far below its sampling error. Counts stay below
2^50, see ``stats.tally``: a unit is as small as the range of what it counts allows.

Tests: tests/models/test_weighted_concepts.py
"""

__all__ = ["ENTROPY", "FRACTION", "STEPS", "WEIGHT", "squares_unit"]

FRACTION = 2.0**40  # per 1: shares, accuracies, losses up to 500
WEIGHT = 2.0**44  # per 1: sums of probabilities of single things, which are much smaller than 1
ENTROPY = 2.0**50  # per nat: at most one half


def squares_unit(nodes: int) -> float:
    """Per 1, of sums of squared sizes of up to so many nodes, at most n^2 / 2; whole sums are exact below 2^24 nodes.

    Examples
    --------
    >>> squares_unit(10), squares_unit(10**6)
    (2199023255552.0, 512.0)
    """
    bits = nodes.bit_length()
    return 2.0 ** max(49 - 2 * bits, 20 - bits)


STEPS = 2.0**10  # per step: places between steps of a training, at most 10^12
