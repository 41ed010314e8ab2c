"""The process N: how many concepts some text teaches once j are learnt.

With a Poisson number of texts of mean theta each concept is taught at j with chance F_j = 1 - exp(-theta t_j),
independently of the others, and stays taught. So N(j) ~ Bin(R, F_j), and given N(j) = j, N(i) ~ Bin(j, F_i/F_j) for
i < j. Peeling ends at the first j with N(j) = j. theta may be complex: all of it is analytic.

Tests: tests/theory/renewal/test_renewal_law.py
"""

import numpy as np
import numpy.typing as npt

from peelsim.jit import inner_kernel, kernel
from peelsim.theory.arrays import Numbers
from peelsim.theory.renewal.binomial_density import entropy_part, excess, exponential, exponential_less_one, smooth_part
from peelsim.theory.renewal.texts import Texts, rise, teaching

__all__ = ["Complexes", "log_reach", "log_reach_at", "reached", "starts", "transitions"]

Complexes = npt.NDArray[np.complex128]


@inner_kernel
def _lost(gain: complex, hazard: complex) -> complex:
    """1 - F_i/F_j from theta (t_j - t_i) and theta t_j."""
    part: complex = exponential(gain - hazard) * exponential_less_one(-gain) / exponential_less_one(-hazard)
    return part


@inner_kernel
def transitions(texts: Texts, thetas: Complexes, j: float, n: float, found: Complexes) -> None:
    """P(N(j - n) = j - n | N(j) = j) at each theta, for 0 < n < j. found: complex128[thetas], filled."""
    t, gained = rise(texts, j, n)
    smooth = smooth_part(n, j)
    for a in range(thetas.size):
        gain, hazard = thetas[a] * gained, thetas[a] * t
        back = _lost(gain, hazard)
        found[a] = exponential(smooth - entropy_part(n, j, j * back - n))


@inner_kernel
def starts(texts: Texts, thetas: Complexes, j: float, found: Complexes) -> None:
    """P(N(0) = 0 | N(j) = j) at each theta, for j > 0. found: complex128[thetas], filled."""
    t, gained = rise(texts, j, j)
    for a in range(thetas.size):
        gain, hazard = thetas[a] * gained, thetas[a] * t
        found[a] = _lost(gain, hazard) ** j


@inner_kernel
def log_reach(texts: Texts, theta: complex, j: float) -> complex:
    """log p_j = log P(N(j) = j)."""
    size, t = texts.concepts, teaching(texts, j)[0]
    if j <= 0.0:
        return complex(-size * theta * t)
    taught, rest = -exponential_less_one(-theta * t), size - j
    if rest <= 0.0:
        return complex(size * np.log(taught))
    up, down = (size * taught - j) / j, size * exponential(-theta * t) / rest  # may be 1e-20: as 1 - surplus/rest, lost
    return complex(smooth_part(j, size) - j * excess(up, 1 + up) - rest * excess(down - 1, down))


@kernel
def reached(texts: Texts, thetas: Complexes, j: Numbers, top: float) -> Complexes:
    """p_j / exp(top) at each theta and j; complex128[thetas, j]."""
    found = np.empty((thetas.size, j.size), np.complex128)
    for a in range(thetas.size):
        for i in range(j.size):
            found[a, i] = exponential(log_reach(texts, thetas[a], j[i]) - top)
    return found


@kernel
def log_reach_at(texts: Texts, theta: float, j: Numbers) -> Numbers:
    """log p_j at each j, for real theta."""
    found = np.empty(j.size)
    for i in range(j.size):
        found[i] = log_reach(texts, complex(theta, 0.0), j[i]).real
    return found
