"""Training error: the chance that a text holds two or more unlearnt concepts (Nayak and Varshney 2024, App. D).

P_b is the fraction of concepts unlearnt (P_b/epsilon in section 3 of the paper) and u = d P_b the mean number of them
in a text. Binomial ensemble; density_evolution.training_error has the limit for other text degrees. ``published_*``
are kept as printed, to be compared: of eqs 3, 26 and 27 none is right. Every argument may be an array.
"""

import numpy as np
import numpy.typing as npt

from peelsim.theory.arrays import Numbers, Real, first, numbers, plain

__all__ = ["bimodal", "exact", "limit", "published", "published_approximation", "published_sum", "small"]


def exact(concepts: Real | float, *, unlearnt: Real | float, mean_text_degree: Real | float) -> Real:
    """P_e = 1 - (1 - u/R)^R - u (1 - u/R)^(R-1): two or more of Binomial(R, u/R); what eq. 25 comes to.

    Exact if each concept is unlearnt with probability P_b independently of the others and of the text. Peeling
    leaves, rather, a number of its own: see ``bimodal``. Nothing cancels for small u.
    """
    from scipy.special import betainc  # loads slowly

    size, q = _share(concepts, unlearnt, mean_text_degree)
    several = size > 1
    error: Real = plain(np.where(several, betainc(2, np.where(several, size - 1, 1), q), 0.0))
    return error


def limit(unlearnt: Real | float, *, mean_text_degree: Real | float) -> Real:
    """1 - e^-u (1 + u), ``exact`` for R -> infinity."""
    from scipy.special import gammainc  # loads slowly

    error: Real = plain(gammainc(2, _unlearnt_in_a_text(unlearnt, mean_text_degree)))
    return error


def small(unlearnt: Real | float, *, mean_text_degree: Real | float) -> Real:
    """u^2/2 = d^2 P_b^2 / 2: ``limit`` for small u, above it by a factor of about 1 + 2u/3."""
    error: Real = plain(_unlearnt_in_a_text(unlearnt, mean_text_degree) ** 2 / 2)
    return error


def bimodal(
    stuck_probability: Real | float, *, unlearnt_if_stuck: Real | float, mean_text_degree: Real | float
) -> Real:
    """E[P_e] = P(stuck) (1 - e^-v (1 + v)), v = d x_F: linear in P(stuck), as graphs are stuck at x_F or learn all.

    The mean of x is P(stuck) x_F, and ``limit`` at that mean is quadratic in it: far too small in the waterfall.
    """
    from scipy.special import gammainc  # loads slowly

    stuck = _fraction(stuck_probability, "stuck_probability")
    u = _unlearnt_in_a_text(unlearnt_if_stuck, mean_text_degree, "unlearnt_if_stuck")
    error: Real = plain(stuck * gammainc(2, u))
    return error


def published_sum(concepts: Real | float, *, unlearnt: Real | float, mean_text_degree: Real | float) -> Real:
    """Eq. 26 as printed, with k R (1 - P_b)^(k-1) where k P_b (1 - P_b)^(k-1) is meant; summed up.

    sum over k >= 2 of C(R,k) p^k (1-p)^(R-k) (1 - (1 - P_b)^k - k R (1 - P_b)^(k-1)). For large R it is about
    -d R (e^-u - e^-d), no probability. With P_b for that R it is ``exact``.
    """
    from scipy.special import xlog1py  # loads slowly

    size, q = _share(concepts, unlearnt, mean_text_degree)
    x, d = numbers(unlearnt, mean_text_degree)
    p = d / size
    over_all = -np.expm1(xlog1py(size, -q)) - size * d * np.exp(xlog1py(size - 1, -q))
    total: Real = plain(over_all - d * np.exp(xlog1py(size - 1, -p)) * (x - size))  # without k = 1; k = 0 is 0
    return total


def published(concepts: Real | float, *, unlearnt: Real | float, mean_text_degree: Real | float) -> Real:
    """Eq. 27 as printed: ``exact`` but for an exponent R-1 in place of R in the first power.

    So it is too small by (1 - u/R)^(R-1) u/R, and negative for u below about 2/R.
    """
    from scipy.special import xlog1py  # loads slowly

    size, q = _share(concepts, unlearnt, mean_text_degree)
    error: Real = plain(-np.expm1(xlog1py(size - 1, -q) + np.log1p(size * q)))
    return error


def published_approximation(unlearnt: Real | float, *, mean_text_degree: Real | float) -> Real:
    """4 d^2 P_b^2 of eq. 3: eight times ``small``. With (1-y)^n = 1 - n y, as stated, eq. 27 would come to u^2."""
    error: Real = plain(4 * _unlearnt_in_a_text(unlearnt, mean_text_degree) ** 2)
    return error


def _fraction(value: npt.ArrayLike, name: str) -> Numbers:
    array = np.asarray(value, dtype=float)
    bad = ~((array >= 0) & (array <= 1))
    if bad.any():
        raise ValueError(f"{first(bad, **{name: array})} is not between 0 and 1")
    return array


def _unlearnt_in_a_text(unlearnt: npt.ArrayLike, mean_text_degree: npt.ArrayLike, name: str = "unlearnt") -> Numbers:
    """u = d P_b."""
    d = np.asarray(mean_text_degree, dtype=float)
    bad = ~((d > 0) & np.isfinite(d))
    if bad.any():
        raise ValueError(f"{first(bad, mean_text_degree=d)} is not positive and finite")
    return np.asarray(d * _fraction(unlearnt, name))


def _share(
    concepts: npt.ArrayLike, unlearnt: npt.ArrayLike, mean_text_degree: npt.ArrayLike
) -> tuple[Numbers, Numbers]:
    """R, and the chance u/R that a text holds a given concept and that is unlearnt."""
    size, d, u = numbers(concepts, mean_text_degree, _unlearnt_in_a_text(unlearnt, mean_text_degree))
    bad = ~((size >= 1) & (size >= d))
    if bad.any():
        raise ValueError(
            f"{first(bad, concepts=size, mean_text_degree=d)}: concepts must be 1 or more, and mean_text_degree or more"
        )
    return size, u / size
