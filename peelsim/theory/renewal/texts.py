"""What one text does while peeling goes on: t_j, the chance that it teaches a given concept once j are learnt.

A text teaches a concept if it holds that one and else only learnt ones. Binomial ensemble: t_j = p (1-p)^(R-1-j). Texts
of degree k, a uniform subset with probability Omega_k: t_j = sum of Omega_k C(j, k-1) / C(R, k), here as a sum of
products of ratios below 1, so that no degree is too high. j and R may be real.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from math import exp, expm1, log1p
from typing import NamedTuple

import numpy as np

from peelsim.ensembles import Binomial, TextDegree
from peelsim.jit import inner_kernel, kernel
from peelsim.theory.arrays import Numbers

__all__ = ["Texts", "rise", "rises_at", "several", "several_at", "teaching", "teaching_at", "texts_of"]


class Texts(NamedTuple):
    """The law of one text."""

    concepts: float  # R
    p: float  # binomial ensemble: the chance of each concept; 0 for listed degrees
    log_absent: float  # log(1 - p)
    omega: Numbers  # listed degrees: Omega_0, Omega_1, ...; empty for the binomial ensemble


def texts_of(concepts: float, text_degree: TextDegree) -> Texts:
    """The law of one text among ``concepts`` R, real."""
    if isinstance(text_degree, Binomial):
        p = text_degree.mean / concepts
        return Texts(concepts=concepts, p=p, log_absent=log1p(-p), omega=np.zeros(0))
    degrees, shares = text_degree.law_among(int(concepts))
    return Texts(concepts=concepts, p=0.0, log_absent=0.0, omega=np.bincount(degrees, shares).astype(float))


@inner_kernel
def teaching(texts: Texts, j: float) -> tuple[float, float, float]:
    """t_j and its first two derivatives in j, which may be complex."""
    size = texts.concepts
    if texts.omega.size == 0:
        t, rate = texts.p * np.exp((size - 1 - j) * texts.log_absent), -texts.log_absent
        return t, rate * t, rate * rate * t
    t, slope, bend = 0 * j, 0 * j, 0 * j
    product, first, second = 1 + 0 * j, 0 * j, 0 * j  # of (j - i + 1)/(R - i) over i < k, and its derivatives
    for k in range(1, texts.omega.size):
        share = k * texts.omega[k] / size
        t, slope, bend = t + share * product, slope + share * first, bend + share * second
        if k == size:
            break
        factor, per = (j - k + 1) / (size - k), 1 / (size - k)
        second, first = second * factor + 2 * first * per, first * factor + product * per
        product = product * factor
    return t, slope, bend


@inner_kernel
def rise(texts: Texts, j: float, n: float) -> tuple[float, float]:
    """t_j, and t_j - t_(j-n) without loss of digits."""
    size = texts.concepts
    if texts.omega.size == 0:
        t = texts.p * exp((size - 1 - j) * texts.log_absent)
        return t, -t * expm1(n * texts.log_absent)
    t, total = 0.0, 0.0
    product, lower, gap = 1.0, 1.0, 0.0  # of (j - i + 1)/(R - i) over i < k, the same at j - n, and their difference
    for k in range(1, texts.omega.size):
        share = k * texts.omega[k] / size
        t, total = t + share * product, total + share * gap
        if k == size:
            break
        factor = j - n - k + 1
        gap = (gap * factor + product * n) / (size - k)
        product *= (j - k + 1) / (size - k)
        lower *= factor / (size - k)
        if factor <= 0:  # from here on it is the sum above that cancels
            gap = product - lower
    return t, total


@kernel
def several(texts: Texts, unlearnt: float) -> tuple[float, float, float]:
    """P(a text holds two or more of ``unlearnt`` given concepts), and two derivatives; to rounding errors of 1."""
    size, u = texts.concepts, unlearnt
    t, slope, bend = teaching(texts, size - u)
    if texts.omega.size == 0:
        none = np.exp(u * texts.log_absent)
        none_slope, none_bend = texts.log_absent * none, texts.log_absent**2 * none
    else:
        none, none_slope, none_bend = texts.omega[0] + 0 * u, 0 * u, 0 * u
        product, first, second = 1 + 0 * u, 0 * u, 0 * u  # of (R - u - i)/(R - i) over i < k
        for k in range(1, texts.omega.size):
            factor, per = (size - u - k + 1) / (size - k + 1), -1 / (size - k + 1)
            second, first = second * factor + 2 * first * per, first * factor + product * per
            product = product * factor
            none += texts.omega[k] * product
            none_slope += texts.omega[k] * first
            none_bend += texts.omega[k] * second
    return 1 - none - u * t, -none_slope - t + u * slope, -none_bend + 2 * slope - u * bend


@kernel
def teaching_at(texts: Texts, j: Numbers) -> tuple[Numbers, Numbers]:
    """t_j and its derivative at each j."""
    t, slope = np.empty(j.size), np.empty(j.size)
    for i in range(j.size):
        t[i], slope[i], _ = teaching(texts, j[i])
    return t, slope


@kernel
def rises_at(texts: Texts, j: Numbers) -> Numbers:
    """t_(j+1) - t_j at each j: P(a text holds two given concepts and else only learnt ones, which are j)."""
    found = np.empty(j.size)
    for i in range(j.size):
        found[i] = rise(texts, j[i] + 1, 1.0)[1]
    return found


@kernel
def several_at(texts: Texts, unlearnt: Numbers) -> Numbers:
    """P(a text holds two or more of so many given concepts), for each number of them."""
    found = np.empty(unlearnt.size)
    for i in range(unlearnt.size):
        found[i] = several(texts, unlearnt[i])[0]
    return found
