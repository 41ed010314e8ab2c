"""Training of a softmax student towards a teacher that is a softmax too, of inverse temperature beta*.

To leading order in 1/b, and without noise, db/dtau = pi^2 rho / (12 (V - 1)) (1/b^2 - 1/beta*^2): one third as long as
b << beta*, then exponential (derived, in the setting of Liu, Liu, Pehlevan and Gore 2026).

Tests: tests/theory/descent/test_late_training.py
"""

from dataclasses import dataclass
from math import pi

import numpy as np
import numpy.typing as npt

from peelsim.theory.arrays import Numbers, numbers
from peelsim.theory.descent.peaked import gap_density

__all__ = ["Late", "late"]


@dataclass(frozen=True)
class Late:
    """A student at some times, late."""

    alignment: Numbers  # b
    loss: Numbers  # nats above the teacher's own entropy


def late(times: npt.ArrayLike, *, classes: int, sharpness: float) -> Late:
    """The student after times tau = (12 (V - 1) / (pi^2 rho)) beta*^2 [beta* artanh(b/beta*) - b].

    Its loss is (pi^2 rho / 12) (beta* - b)^2 / (b beta*^2).

    Parameters
    ----------
    times : tau, sums of rates.
    classes : V.
    sharpness : beta*, well above sqrt(2 ln V).
    """
    (tau,) = numbers(times)
    front = pi**2 * gap_density(classes) / 12
    reduced = np.ravel(tau) * front / (classes - 1) / sharpness**3  # artanh x - x, x = b/beta*
    x = np.array([_share(float(one)) for one in reduced]).reshape(tau.shape)
    with np.errstate(divide="ignore"):
        return Late(alignment=sharpness * x, loss=front * (1 - x) ** 2 / (x * sharpness))


def _share(reduced: float) -> float:
    """x with artanh x - x = reduced: in y = artanh x, of which x is 1 but for rounding beyond 20."""
    from scipy.optimize import brentq

    if reduced > 20:
        return 1.0
    y = brentq(lambda y: y - np.tanh(y) - reduced, 0, reduced + 1, xtol=1e-16, rtol=1e-14)
    return float(np.tanh(y))
