"""What files of format 1 do not say, and what is taken in its place.

Tests: tests/results/test_stored.py
"""

import numpy as np

from peelsim.results.layout import Floats
from peelsim.stats.law import LawKind

SIZES = ("concepts", "nodes", "skills", "fine_skills")  # the variable that measures the system is one of these
KIND: LawKind = "limit"  # of every law: it had to hold from some size on
JUMPS = True  # whether a rare event may stand behind a number


def highest(one: Floats, mean: Floats) -> float:
    """What no trial exceeds: 1 if counts are divided by their whole, as every scaled observable is that never passed 1.

    Parameters
    ----------
    one : what a count of one is worth, NaN where nothing was counted.
    mean : of the trials, NaN where there are none.
    """
    scaled, seen = one[np.isfinite(one)], mean[np.isfinite(mean)]
    return 1.0 if (scaled < 1 - 1e-9).any() and (seen <= 1).all() else np.inf
