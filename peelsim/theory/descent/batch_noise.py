"""Late training of a softmax student by batches: alignment b with the teacher, and a residual that noise keeps up.

A student of N >> V dimensions is W = b (U - mean of U) + noise; what noise does to scores is that each is off by an
independent normal number of variance D, the residual. Late, only samples within some 1/b of a boundary between two
classes count, of density rho u apart, and with s = sqrt(2 D), kappa = rate N / batch, G = pi^2/12 + D/2:

    db/dtau = rho G / ((V - 1) b^2) - lambda b,
    (V - 1) (b / rho) dD/dtau = -2 D + kappa (2 E ln 2cosh(sqrt(D/2) xi) - 1),  xi standard normal,

where lambda is the decay of weights. D settles, and loss = rho G / b, error = (rho / b) sqrt(D / pi). Derived, in the
setting of Liu, Liu, Pehlevan and Gore (2026); Kuehn, Thelge and Rosenow (2026) have the exponents. They hold for b
well above sqrt(2 ln V), N >> V, and kappa up to about 4.

Tests: tests/theory/descent/test_late_training.py
"""

from dataclasses import dataclass
from functools import cache
from math import inf, pi, sqrt

import numpy as np
import numpy.typing as npt
from numpy.polynomial.legendre import leggauss

from peelsim.theory.arrays import Numbers, numbers
from peelsim.theory.descent.peaked import boundary_integral, gap_density, large_alignment_loss

__all__ = ["Late", "drive", "late", "residual_of", "settled_alignment"]


@dataclass(frozen=True)
class Late:
    """A student at some times, late."""

    alignment: Numbers  # b
    residual: Numbers  # D
    loss: Numbers  # nats
    error: Numbers  # share of samples whose best class it does not see


def residual_of(noise: npt.ArrayLike) -> Numbers:
    """D*, where the residual settles: D = kappa (E ln 2cosh(sqrt(D/2) xi) - 1/2); kappa >= 0.

    About kappa (ln 2 - 1/2)/(1 - kappa/4) for small kappa.

    Examples
    --------
    >>> print(f"{float(residual_of(0.5)):.7f}")
    0.1099664
    """
    (kappa,) = numbers(noise)
    found = np.array([_settled(float(one)) for one in kappa.ravel()])
    return found.reshape(kappa.shape)


def late(
    times: npt.ArrayLike, *, classes: int, noise: npt.ArrayLike, decay: float = 0.0, driven: npt.ArrayLike | None = None
) -> Late:
    """The student after times tau, of constant noise or, for rates that change slowly, of the noise at these times.

    Without decay b = [3 rho G tau / (V - 1)]^(1/3); with it b^3 = rho G (1 - e^(-3 lambda tau)) / ((V - 1) lambda).

    Parameters
    ----------
    times : tau, sums of rates.
    classes : V.
    noise : kappa, at each time.
    decay : lambda; small, so that it leaves the residual alone.
    driven : integral of G over tau, where G is not the same at all times (``drive``); decay must be 0 then.
    """
    tau, kappa = numbers(times, noise)
    residual, rho = residual_of(kappa), gap_density(classes)
    if driven is None:
        spent = tau if decay == 0 else -np.expm1(-3 * decay * tau) / (3 * decay)
        driven = boundary_integral(residual) * spent
    b = np.cbrt(3 * rho * np.asarray(driven) / (classes - 1))
    with np.errstate(divide="ignore"):
        loss = large_alignment_loss(b, classes=classes, residual=residual)
        error = rho / b * np.sqrt(residual / pi)
    return Late(alignment=b, residual=residual, loss=np.asarray(loss), error=np.asarray(error))


def drive(rates: npt.ArrayLike, weights: npt.ArrayLike, *, noise_per_rate: float) -> float:
    """Sum of rate G over steps. weights: how many steps each of the rates stands for."""
    rate, weight = numbers(rates, weights)
    return float(np.sum(weight * rate * boundary_integral(residual_of(noise_per_rate * rate))))


def settled_alignment(*, classes: int, decay: float, noise: float = 0.0) -> float:
    """Where decay stops b: [rho G / ((V - 1) lambda)]^(1/3); infinite without decay."""
    if decay == 0:
        return inf
    g = boundary_integral(residual_of(noise))
    return float(np.cbrt(gap_density(classes) * g / ((classes - 1) * decay)))


@cache
def _settled(kappa: float) -> float:
    from scipy.optimize import brentq

    if kappa == 0:
        return 0.0
    highest = 4 * kappa * (1 + kappa)  # D/kappa < sqrt(D/pi) + ln 2 - 1/2
    return float(brentq(lambda d: d - kappa * (_log_cosh(sqrt(d / 2)) - 0.5), 0, highest, xtol=1e-15, rtol=1e-14))


@cache
def _gauss() -> tuple[Numbers, Numbers]:
    x, weight = leggauss(80)
    return x, weight


def _log_cosh(scale: float) -> float:
    """E ln 2cosh(scale xi) = scale sqrt(2/pi) + E ln(1 + e^(-2 scale |xi|))."""
    reach = min(10.0, 20.0 / scale) if scale > 0 else 10.0
    x, weight = _gauss()
    xi = reach * (x + 1) / 2
    rest = np.log1p(np.exp(-2 * scale * xi)) * np.exp(-xi * xi / 2)
    return scale * sqrt(2 / pi) + reach * sqrt(2 / pi) / 2 * float(np.sum(weight * rest))
