"""Exponents of late training, fitted to one trial at a time: points of one trial are not independent, trials are."""

from math import log, sqrt

import numpy as np
import numpy.typing as npt

FEWEST = 3  # times that a fit takes
_WELL = 5.0

Numbers = npt.NDArray[np.float64]


def least_alignment(classes: int) -> float:
    """Alignments above 5 sqrt(2 ln V) are late."""
    return _WELL * sqrt(2 * log(classes))


def exponents(times: Numbers, alignment: Numbers, values: Numbers, *, classes: int) -> Numbers:
    """Slope of ln values in ln times where the student is late, or at the last three times if it is at fewer; [trials].

    times: [times], three or more. alignment, values: [trials, times]; values of 0 count as 1e-12.
    """
    late = alignment >= least_alignment(classes)
    late[:, -FEWEST:] |= late.sum(axis=1, keepdims=True) < FEWEST
    x, y = np.broadcast_to(np.log(times), values.shape), np.log(np.maximum(values, 1e-12))
    weight = late / late.sum(axis=1, keepdims=True)
    x = x - np.sum(weight * x, axis=1, keepdims=True)
    slope: Numbers = np.sum(weight * x * y, axis=1) / np.sum(weight * x * x, axis=1)
    return slope
