"""The erasure probability at which half the trials are stuck, by law `corrected`.

In the construction of dummy_nodes, of 2R symbols a share e is erased, so that n = 2 e R concepts are to be learnt,
2 e d of them in a text. Peeling them is the concept-text model itself, of n concepts, T texts and mean text degree
2 e d, and by the law of finite_length it is stuck with probability 1/2 at z = 0 (derived):

    T / n = c*(2 e d) + beta(2 e d) n^(-2/3).

Fig. 4 right of Nayak and Varshney (2024) has epsilon* of eq. 20 instead, which knows no shift; see published.scaling.
"""

from itertools import pairwise
from math import e

import numpy as np
from scipy.optimize import brentq

from peelsim.theory.peeling.finite_length import window
from peelsim.theory.printed.dummy_nodes import AUTHORS_ERASURE

__all__ = ["erasure"]

_SCAN = 100  # points on which the sign of z is looked at


def erasure(concepts: float, *, texts: float, mean_text_degree: float, texts_fixed: bool = True) -> float:
    """e, NaN if no e < 1 leaves half the trials stuck.

    Parameters
    ----------
    concepts : R, half the symbols of the code, real.
    texts : T, real.
    mean_text_degree : d, concepts among R that a text holds.

    z falls as e grows, but for a little above the cusp 2 e d = 2.718..., where beta diverges: the largest root is the
    one meant.
    """

    def place(share: float) -> float:
        unknown, degree = concepts * share / AUTHORS_ERASURE, mean_text_degree * share / AUTHORS_ERASURE
        z = window(unknown, texts_per_concept=texts / unknown, text_degree=degree, texts_fixed=texts_fixed)
        return float(z)

    cusp = e * AUTHORS_ERASURE / mean_text_degree
    if cusp >= 1:
        return np.nan
    shares = np.linspace(1, cusp, _SCAN, endpoint=False)  # downwards; the cusp itself has no threshold
    if place(1.0) >= 0:
        return np.nan
    for high, low in pairwise(shares):
        if place(low) >= 0:
            return float(brentq(place, low, high, xtol=1e-12))
    return np.nan
