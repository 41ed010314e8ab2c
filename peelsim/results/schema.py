"""The names and number formats of a result file, as FORMAT.md has them. Changing them takes a new FORMAT_VERSION.

Tests: tests/results/test_refusals.py
"""

import numpy as np
import numpy.typing as npt

FILETYPE = "peelsim-results"
FORMAT_VERSION = 3
READABLE = (1, 2, 3)  # format_1 says what the first does not; the second lacks sums of cubes
PARAMETER = "model."  # prefix of the root attributes that hold a parameter
SIZE = "size of the system"  # attribute role of the variable that measures it
OWN_LAWS = "laws"  # attribute of /predictions: the laws that the sweep has written; others are of others
HEADER = ("filetype", "format_version", "name", "config_toml")  # root attributes; the others are the identity
LIMB_BITS = (0, 62, 124)  # an exact sum is limb[0] + limb[1] 2^62 + limb[2] 2^124, each limb but the last below 2^62

MOST = 1 << 187  # an exact sum is below

_MASK = (1 << 62) - 1


def to_limbs(numbers: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """Python integers of -MOST .. MOST - 1 as int64[..., 3]. Raises OverflowError beyond."""
    limbs = (numbers & _MASK, (numbers >> LIMB_BITS[1]) & _MASK, numbers >> LIMB_BITS[2])
    return np.stack([np.asarray(limb).astype(np.int64) for limb in limbs], axis=-1)


def from_limbs(limbs: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """The Python integers of ``to_limbs``."""
    numbers = limbs[..., 0].astype(object)
    for i in range(1, len(LIMB_BITS)):
        if limbs[..., i].any():  # rarely: one limb holds sums up to 4e18
            numbers = numbers + (limbs[..., i].astype(object) << LIMB_BITS[i])
    return np.asarray(numbers, dtype=object)
