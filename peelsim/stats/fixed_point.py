"""The small units in which real numbers are counted, so that sums over trials are exact in any order.

All are powers of two. The resolution of a stored mean is half a unit, far below its sampling error. Counts stay below
2^50, see ``stats.tally``: a unit is as small as the range of what it counts allows.
"""

FRACTION = 2.0**40  # per 1: shares, accuracies, losses up to 500
WEIGHT = 2.0**44  # per 1: sums of probabilities of single things, which are much smaller than 1
ENTROPY = 2.0**50  # per nat: at most one half
SQUARES = 2.0**20  # per 1: sums of squared sizes over n, at most n
