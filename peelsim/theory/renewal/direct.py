"""The renewal equation, j by j.

Let h_j = P(N(i) > i for all i < j | N(j) = j), so that P(learnt = j) = P(N(j) = j) h_j. Splitting at the first i with
N(i) = i,

    sum over n = 0..j of P(N(j - n) = j - n | N(j) = j) h_(j-n) = 1   for every j,      h_0 = 1

(derived; exact for a Poisson number of texts). h_j is what the terms with n > 0 leave of 1.

Tests: tests/theory/renewal/test_renewal_law.py
"""

import numpy as np

from peelsim.jit import kernel
from peelsim.theory.arrays import Numbers
from peelsim.theory.renewal.counts import Complexes, starts, transitions
from peelsim.theory.renewal.texts import Texts

__all__ = ["passage"]


@kernel
def passage(texts: Texts, thetas: Complexes, nodes: Numbers) -> Complexes:
    """h at each theta and node; complex128[thetas, nodes].

    nodes: 0, 1, 2, ... ascending; those may be left out at which hardly any trial stops.
    """
    h = np.ones((thetas.size, nodes.size), np.complex128)
    chance = np.empty(thetas.size, np.complex128)
    for k in range(1, nodes.size):
        starts(texts, thetas, nodes[k], chance)
        for a in range(thetas.size):
            h[a, k] -= chance[a]
        for i in range(1, k):
            transitions(texts, thetas, nodes[k], nodes[k] - nodes[i], chance)
            for a in range(thetas.size):
                h[a, k] -= chance[a] * h[a, i]
    return h
