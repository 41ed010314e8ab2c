"""A softmax student with weights b (U - mean of U) of a teacher that names the largest of V normal numbers.

U holds one row per class, orthonormal, so the score of class k is b z_k with independent standard normal z_k. What the
student loses on average is L(b) = E ln sum_k exp(b (z_k - z_max)), between ln V at b = 0 and pi^2 rho / (12 b) for
large b, where only samples whose two largest scores are within some 1/b of each other count, and rho is how dense
these are (setting of Liu, Liu, Pehlevan and Gore 2026; constants derived).
"""

from functools import cache
from math import exp, log, pi, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.polynomial import Chebyshev
from numpy.polynomial.legendre import leggauss
from scipy.special import log_ndtr, ndtr, ndtri

from peelsim.theory.arrays import Numbers, numbers, plain

__all__ = [
    "LARGEST",
    "around_the_largest",
    "boundary_integral",
    "by_quadrature",
    "gap_density",
    "large_alignment_loss",
    "mean_loss",
    "pull",
]

FEWEST, MOST = 2, 10**6  # classes
LARGEST = 1e4  # b up to which losses are interpolated, beyond it they are those of large b
_SMALLEST = 1e-3
_NEGLIGIBLE = 1e-14
_STEP = 0.4  # of ln t: the trapezoidal rule, off by exp(-pi^2 / step)
_DEGREE = 120  # of polynomials in ln b
_NODES = 128  # in z


@cache
def gap_density(classes: int) -> float:
    """rho, density at zero of the gap between the two largest of V standard normal numbers.

    V (V - 1) times the integral of phi^2 Phi^(V - 2), which by parts is the mean of the largest (Stein 1981).

    Parameters
    ----------
    classes : V, 2 to 10^6.

    Examples
    --------
    >>> round(gap_density(2), 8)  # 1 / sqrt(pi)
    0.56418958
    """
    z, weight = around_the_largest(classes)
    density = np.exp(-z * z) / (2 * pi) * np.exp((classes - 2) * log_ndtr(z))
    return float(classes * (classes - 1) * np.sum(weight * density))


def large_alignment_loss(alignment: npt.ArrayLike, *, classes: int, residual: npt.ArrayLike = 0.0) -> Any:
    """L for large b: rho G / b, G = pi^2/12 + residual/2 (``boundary_integral``)."""
    b, left = numbers(alignment, residual)
    return plain(gap_density(classes) * boundary_integral(left) / b)


def boundary_integral(residual: npt.ArrayLike) -> Any:
    """G, the integral of u sigma(-u - s xi) over u > 0 averaged over normal xi, s^2 = 2 residual: pi^2/12 + residual/2.

    What samples near a boundary lose, of a student whose scores are off by normal numbers of this variance each
    (derived: the second moment of a logistic number plus s xi, over 2 and by half, as its sign is even).
    """
    (left,) = numbers(residual)
    return plain(pi**2 / 12 + left / 2)


def mean_loss(alignment: npt.ArrayLike, *, classes: int) -> Any:
    """L(b) in nats for b >= 0, to 1e-8 of itself up to b = 10^4, and then as for large b.

    Examples
    --------
    >>> print(f"{mean_loss(8.0, classes=16):.8f}")
    0.19595568
    """
    (b,) = numbers(alignment)
    early = log(classes) - gap_density(classes) * b + (1 - 1 / classes) * b * b / 2
    late = large_alignment_loss(np.maximum(b, _SMALLEST), classes=classes)
    return plain(_by_alignment(b, early, _interpolated(classes)[0], late))


def pull(alignment: npt.ArrayLike, *, classes: int) -> Any:
    """-L'(b), as ``mean_loss``: rho at b = 0, pi^2 rho / (12 b^2) for large b."""
    (b,) = numbers(alignment)
    early = gap_density(classes) - (1 - 1 / classes) * b
    late = gap_density(classes) * pi**2 / 12 / np.maximum(b, _SMALLEST) ** 2
    return plain(_by_alignment(b, early, _interpolated(classes)[1], late))


def _by_alignment(b: Numbers, early: Numbers, log_of: Chebyshev, late: Numbers) -> Numbers:
    """Early: the series in b, whose next term is of order b^3 or b^4."""
    inside = np.exp(log_of(np.log(np.clip(b, _SMALLEST, LARGEST))))
    return np.where(b < _SMALLEST, early, np.where(b > LARGEST, late, inside))


@cache
def _interpolated(classes: int) -> tuple[Chebyshev, Chebyshev]:
    """Logs of L and -L' as polynomials in ln b."""
    domain = [log(_SMALLEST), log(LARGEST)]

    def value(x: Numbers, which: int) -> Numbers:
        return np.log([by_quadrature(exp(at), classes=classes)[which] for at in x])

    loss, slope = (Chebyshev.interpolate(value, _DEGREE, domain=domain, args=(i,)) for i in (0, 1))
    return loss, slope


@cache
def by_quadrature(alignment: float, *, classes: int) -> tuple[float, float]:
    """L(b) and -L'(b) for b > 0, to 1e-9 of themselves, without cancellation.

    Given the largest score m the others are normal below m, and with M(t) = E exp(-t e^(-b (m - z))) for one of them

        L = E_m of the integral of e^-t (1 - M^(V - 1)) / t over t > 0,

    as ln(1 + S) is that integral of e^-t (1 - e^(-t S)). The slope is taken under the integrals.
    """
    m, share = around_the_largest(classes)
    share = share * classes * np.exp(-m * m / 2) / np.sqrt(2 * pi) * np.exp((classes - 1) * log_ndtr(m))
    t = np.exp(np.arange(-24.0 - log(classes), 4.0, _STEP))
    x, weight = _gauss()
    reach = min(alignment * (m[-1] + 10), 60.0)
    u = reach * ((x + 1) / 2) ** 3  # b (m - z), dense where the others are close to m
    weight = weight * reach * 1.5 * ((x + 1) / 2) ** 2 / alignment
    z = m - u[:, None] / alignment
    density = weight[:, None] * np.exp(-z * z / 2) / np.sqrt(2 * pi) / ndtr(m)
    faded = t[:, None] * np.exp(-u)
    lost = np.minimum(_product(-np.expm1(-faded), density), 1 - 1e-16)  # 1 - M, [t, m]
    change = _product(np.exp(-faded) * faded * (u / alignment), density)  # of M with b
    kept = np.log1p(-lost)
    weight = _STEP * np.exp(-t)[:, None] * share
    loss = -np.sum(weight * np.expm1((classes - 1) * kept))
    slope = np.sum(weight * (classes - 1) * np.exp((classes - 2) * kept) * change)
    return float(loss), float(slope)


@cache
def _gauss() -> tuple[Numbers, Numbers]:
    x, weight = leggauss(_NODES)
    return x, weight


def _product(a: Numbers, b: Numbers) -> Numbers:
    """a @ b in this thread: small products lose more to the threads of a BLAS than they gain."""
    return np.asarray(np.einsum("ij,jk->ik", a, b))


def around_the_largest(classes: int) -> tuple[Numbers, Numbers]:
    """The trapezoidal rule where the largest of V normal numbers may be, all but 1e-14 of the chance.

    It converges exponentially for an analytic integrand that falls off at both ends; what is drawn from falls off the
    faster the more classes there are.
    """
    if not FEWEST <= classes <= MOST:
        raise ValueError(f"no law for {classes} classes: there must be {FEWEST} to {MOST:,} of them")
    low = float(ndtri(_NEGLIGIBLE ** (1 / classes)))
    high = -float(ndtri(_NEGLIGIBLE / classes))
    nodes = np.linspace(low, high, 2 + int((high - low) * 2.5 * (1 + sqrt(2 * log(classes)))))
    return nodes, np.full(len(nodes), nodes[1] - nodes[0])
