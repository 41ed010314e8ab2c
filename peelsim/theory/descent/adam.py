"""Late training of a softmax student by Adam, whose steps are gradients over their own size: two fifths, not one third.

A weight's mean gradient falls like 1/b^2 while the root mean square that Adam divides it by, set by the noise of
batches, falls like b^(-1/2) only. So db/dtau = c b^(-3/2), and b = (5 c tau / 2)^(2/5), loss = pi^2 rho / (12 b)
(derived; of batches so large that noise does not matter Adam moves at constant speed). It holds for b well above
sqrt(2 ln V), and for rates so small that the residual stays small.

Tests: tests/theory/descent/test_late_training.py
"""

from dataclasses import dataclass
from math import log, pi, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from peelsim.theory.arrays import Numbers, numbers
from peelsim.theory.descent.peaked import around_the_largest, gap_density, large_alignment_loss

__all__ = ["Late", "late", "noise", "second_moments", "speed"]

_NOISE = 2 * log(2) - 1  # A: integral of 2 sigma(-u)^2 over u > 0 is 2 ln 2 - 1


@dataclass(frozen=True)
class Late:
    """A student at some times, late."""

    alignment: Numbers  # b
    loss: Numbers  # nats


def second_moments(classes: int) -> tuple[float, float]:
    """q and r, where two scores tie for the largest: mean squares of a tied score, and of another class's coordinate.

    Ties have density phi^2 Phi^(V - 2) in the tied score z. r is over V - 1 coordinates: the other tied one, and V - 2
    that are normal below z, of mean square 1 - z phi(z)/Phi(z).
    """
    z, weight = around_the_largest(classes)
    density = weight * np.exp(-z * z + (classes - 2) * log_ndtr(z))
    density /= density.sum()
    below = 1 - z * np.exp(-z * z / 2 - log_ndtr(z)) / sqrt(2 * pi)
    q = float(np.sum(density * z * z))
    return q, (q + (classes - 2) * float(np.sum(density * below))) / (classes - 1)


def speed(*, classes: int, batch: int) -> float:
    """c = (pi^2/12) sqrt(rho B / (V A)) [q^(-1/2) + r^(-1/2)/(V - 1)], A = 2 ln 2 - 1, of batches of B.

    Examples
    --------
    >>> print(f"{speed(classes=4, batch=4):.5f}")
    2.20331
    """
    q, r = second_moments(classes)
    noise = sqrt(gap_density(classes) * batch / (classes * _NOISE))
    return float(pi**2 / 12 * noise * (q**-0.5 + r**-0.5 / (classes - 1)))


def noise(alignment: npt.ArrayLike, *, classes: int, batch: int, rate: float) -> Numbers:
    """kappa over N of the steps that Adam makes at these alignments: rate over the root mean square, over B.

    That root is sqrt(rho A q / (V b B)), of the weight of a class along its own coordinate.
    """
    (b,) = numbers(alignment)
    q, _ = second_moments(classes)
    root = np.sqrt(gap_density(classes) * _NOISE * q / (classes * np.maximum(b, 1e-9) * batch))
    return np.asarray(rate / root / batch)


def late(times: npt.ArrayLike, *, classes: int, batch: int) -> Late:
    """The student after times tau, sums of rates: b = (5 c tau/2)^(2/5)."""
    (tau,) = numbers(times)
    b = (2.5 * speed(classes=classes, batch=batch) * tau) ** 0.4
    with np.errstate(divide="ignore"):
        return Late(alignment=b, loss=np.asarray(large_alignment_loss(b, classes=classes)))
