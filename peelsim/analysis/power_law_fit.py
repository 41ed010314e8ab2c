"""A power law with a floor through a falling loss: L = floor + A x^-e, the form fitted to losses of language models.

The floor is free, as it is not known what is left when x grows without end: of a finite number of quanta it lies below
the loss of all learnt, as those beyond the last one are missing.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from peelsim.analysis.probit import TWO_SIDED

__all__ = ["Floats", "PowerLaw", "local_slopes", "power_law"]

Floats = npt.NDArray[np.float64]

_EXPONENTS = 1e-3, 5.0  # between which e is looked for


@dataclass(frozen=True)
class PowerLaw:
    """The fit, with the 95 % interval of its exponent."""

    exponent: float
    low: float
    high: float
    coefficient: float  # A
    floor: float

    def at(self, x: npt.ArrayLike) -> Floats:
        """L there."""
        return self.floor + self.coefficient * np.asarray(x, dtype=float) ** -self.exponent


def power_law(x: npt.ArrayLike, *, loss: npt.ArrayLike, error: npt.ArrayLike) -> PowerLaw | None:
    """Weighted least squares over e; floor and A are linear. Errors of different points are independent.

    The interval is that of the linearised fit, wider where the points scatter about it more than their errors explain.

    Parameters
    ----------
    x, loss, error : [points] in any order; error is the standard error of each loss, above 0.

    Returns
    -------
    None for fewer than four different x, or if no e within (0.001, 5) fits best.
    """
    at, seen, sigma = (np.asarray(each, dtype=float) for each in (x, loss, error))
    if len(np.unique(at)) < 4:
        return None
    ratio = np.log(at / np.exp(np.log(at).mean()))

    def solved(exponent: float) -> tuple[Floats, Floats]:
        """Floor and A (of x over its mean), and the residuals in standard errors."""
        design = np.stack([np.ones_like(at), np.exp(-exponent * ratio)], axis=1) / sigma[:, None]
        linear = np.linalg.lstsq(design, seen / sigma)[0]
        return linear, seen / sigma - design @ linear

    found = minimize_scalar(
        lambda t: float(np.sum(solved(np.exp(t))[1] ** 2)),
        bounds=np.log(_EXPONENTS),
        method="bounded",
        options={"xatol": 1e-9},
    )
    e = float(np.exp(found.x))
    (floor, scale), residual = solved(e)
    if not _EXPONENTS[0] * 1.01 < e < _EXPONENTS[1] / 1.01 or scale <= 0:
        return None
    power = np.exp(-e * ratio)
    slopes = np.stack([np.ones_like(at), power, -scale * ratio * power], axis=1) / sigma[:, None]
    scatter = max(1.0, float(residual @ residual) / (len(at) - 3))
    half = TWO_SIDED * float(np.sqrt(scatter * np.linalg.inv(slopes.T @ slopes)[2, 2]))
    coefficient = float(scale * np.exp(e * np.log(at).mean()))
    return PowerLaw(exponent=e, low=e - half, high=e + half, coefficient=coefficient, floor=float(floor))


def local_slopes(x: npt.ArrayLike, *, loss: npt.ArrayLike, error: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """-d ln L / d ln x between neighbours: geometric means of x, slopes, and their standard errors; x ascending."""
    at, seen, sigma = (np.asarray(each, dtype=float) for each in (x, loss, error))
    steps = np.diff(np.log(at))
    relative = sigma / seen
    return np.sqrt(at[1:] * at[:-1]), -np.diff(np.log(seen)) / steps, np.hypot(relative[1:], relative[:-1]) / steps
