"""The giant component of the Erdos-Renyi graph G(n, c/n), n to infinity (Erdos and Renyi 1960)."""

import numpy as np
from scipy.special import lambertw

from peelsim.theory.arrays import Real, plain

_NEAR_CRITICAL = 1e-4  # of c - 1, where the series is good to 1e-16 and the Lambert form loses digits


def share(mean_degree: Real | float) -> Real:
    """Fraction of nodes in the giant component, the largest root of S = 1 - exp(-c S).

    S = 1 + W0(-c e^-c)/c above c = 1 and 0 up to there (Nayak and Varshney 2024, eq. 6). Near c = 1, where W0 has a
    branch point, with t = c - 1: S = 2 t - 8/3 t^2 + 28/9 t^3 - 464/135 t^4 + O(t^5) (derived: insert in the equation).

    Parameters
    ----------
    mean_degree : c >= 0, a number or an array; infinity gives 1.

    Raises
    ------
    ValueError : for a negative c or NaN.
    """
    c = np.asarray(mean_degree, dtype=float)
    if not np.all(c >= 0):
        raise ValueError(f"mean_degree = {mean_degree} is not a mean degree; it must be 0 or more")
    t = np.clip(c - 1, 0, _NEAR_CRITICAL)
    series = t * (2 + t * (-8 / 3 + t * (28 / 9 - 464 / 135 * t)))
    at = np.clip(c, 1, 800)  # beyond, e^-c is 0
    lambert = 1 + lambertw(-at * np.exp(-at)).real / at
    found: Real = plain(np.where(c - 1 < _NEAR_CRITICAL, series, lambert))
    return found
