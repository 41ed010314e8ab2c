"""Gradient flow of a softmax student towards a teacher that names the largest of V normal numbers: batches without end.

Started from nothing the student keeps W = b (U - mean of U), by symmetry, and db/dtau = -L'(b)/(V - 1) (derived; tau
is the sum of the rates). With the pull pi^2 rho / (12 b^2) of large b that gives the one third of Liu, Liu, Pehlevan
and Gore (2026), b ~ tau^(1/3) and L ~ tau^(-1/3); before that L falls faster, the longer so the more classes there are.
"""

from dataclasses import dataclass
from functools import cache
from math import pi

import numpy as np
import numpy.typing as npt

from peelsim.theory.arrays import Numbers, numbers
from peelsim.theory.descent.peaked import LARGEST, gap_density, mean_loss, pull

__all__ = ["Flow", "descent", "flow", "late"]

_EARLIEST = 1e-3  # b up to which the pull is that at 0 but for a share of b
_PLACES = 4001  # of ln b


@dataclass(frozen=True)
class Flow:
    """A student at some times; NaN before time 0 and beyond b = 10^4."""

    alignment: Numbers  # b
    loss: Numbers  # nats


def flow(times: npt.ArrayLike, *, classes: int) -> Flow:
    """The student after times tau, to 1e-7 of b.

    Examples
    --------
    >>> late = flow(1000.0, classes=16)
    >>> print(f"{late.alignment:.6f} {late.loss:.6f}")
    6.995572 0.226199
    """
    from scipy.interpolate import PchipInterpolator

    (tau,) = numbers(times)
    log_time, log_alignment = _grid(classes)
    inverse = PchipInterpolator(log_time, log_alignment, extrapolate=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        b = np.exp(inverse(np.log(tau)))
    early = tau < np.exp(log_time[0])
    b = np.where(early, np.where(tau >= 0, tau * gap_density(classes) / (classes - 1), np.nan), b)
    known = np.isfinite(b)
    loss = np.where(known, mean_loss(np.where(known, b, 1.0), classes=classes), np.nan)
    return Flow(alignment=np.asarray(b), loss=np.asarray(loss))


def descent(steps: int, *, classes: int, rate: float) -> Flow:
    """The student after each step of gradient descent, b <- b - rate L'(b)/(V - 1), of exact gradients."""
    b = np.zeros(steps + 1)
    for t in range(steps):
        b[t + 1] = b[t] + rate * float(pull(b[t], classes=classes)) / (classes - 1)
    return Flow(alignment=b, loss=np.asarray(mean_loss(b, classes=classes)))


def late(times: npt.ArrayLike, *, classes: int) -> Flow:
    """The limit of large b: b = [pi^2 rho tau / (4 (V - 1))]^(1/3), L = [pi^4 rho^2 (V - 1) / (432 tau)]^(1/3)."""
    (tau,) = numbers(times)
    b = np.cbrt(pi**2 * gap_density(classes) * tau / (4 * (classes - 1)))
    with np.errstate(divide="ignore"):
        return Flow(alignment=b, loss=pi**2 * gap_density(classes) / 12 / b)


@cache
def _grid(classes: int) -> tuple[Numbers, Numbers]:
    """Logs of tau and of b on the way: tau(b) is the integral of (V - 1)/-L'."""
    from scipy.integrate import cumulative_simpson

    log_b = np.linspace(np.log(_EARLIEST), np.log(LARGEST), _PLACES)
    b = np.exp(log_b)
    density = (classes - 1) * b / pull(b, classes=classes)  # of tau in ln b
    first = density[0] * (1 - 0.5 * b[0] * (1 - 1 / classes) / gap_density(classes))  # from b = 0, to b^2 of itself
    return np.log(first + cumulative_simpson(density, x=log_b, initial=0)), log_b
