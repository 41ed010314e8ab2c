"""What each theory says a loss curve looks like: L = floor + amplitude g(x), g with at most two shape parameters.

Tests: tests/fits/test_explanation.py
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from peelsim.theory.quanta import endless
from peelsim.theory.quanta.quantization import exponent_in_data
from peelsim.theory.sources import exponents

__all__ = [
    "ONE_THIRD",
    "POWER_LAW",
    "QUANTA",
    "THEORIES",
    "THRESHOLD",
    "Floats",
    "Parameter",
    "Shape",
    "Theory",
    "horizon",
]

Floats = npt.NDArray[np.float64]
Shape = tuple[float, ...]


class Parameter(NamedTuple):
    """A shape parameter, looked for on a scale of ratios."""

    name: str
    low: float
    high: float
    of_x: bool = False  # a place along x: low and high are times the least and the largest x


@dataclass(frozen=True)
class Theory:
    """A theory of loss curves.

    Parameters
    ----------
    name : by which it is asked for.
    says : what it is, with its source.
    falls : g(x), from 1 or a power of x down to 0, for the shape parameters given.
    shape : its shape parameters.
    exponent : of x in the limit of large x, from the shape parameters; None if the fall is no power.
    like : the theory with the same curves, of whose parameters nothing is known here; None if there is none.
    """

    name: str
    says: str
    falls: Callable[[Floats, Shape], Floats]
    shape: tuple[Parameter, ...] = ()
    exponent: Callable[[Shape], float] | None = None
    like: str | None = None
    parameters: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", 2 + len(self.shape))


def _power(x: Floats, shape: Shape) -> Floats:
    return np.asarray(x ** -shape[0])


def _threshold(x: Floats, shape: Shape) -> Floats:
    place, width = shape
    return np.asarray(ndtr(np.log(place / x) / width))


def _quanta(x: Floats, shape: Shape) -> Floats:
    alpha, scale = shape
    return np.asarray(endless.unlearnt(x / scale, exponent=alpha))


_FREE = Parameter("exponent", 0.01, 5.0)

POWER_LAW = Theory(
    "power_law", "floor + A x^-alpha (Hestness et al. 2017)", _power, (_FREE,), exponent=lambda shape: shape[0]
)
QUANTA = Theory(
    "quanta",
    "quanta learnt once seen, used by Zipf's law of exponent alpha + 1 (Michaud et al. 2023)",
    _quanta,
    (Parameter("alpha", 0.02, 8.0), Parameter("scale", 1e-6, 1.0, of_x=True)),
    exponent=lambda shape: exponent_in_data(shape[0]),
)
ONE_THIRD = Theory(
    "one_third",
    "floor + A x^(-1/3), x training time (Liu et al. 2026, arXiv:2602.03685)",
    lambda x, _: np.asarray(x ** (-1 / 3)),
    exponent=lambda _: 1 / 3,
)
THRESHOLD = Theory(
    "threshold",
    "stuck below a threshold: a normal law in ln x, as P(stuck) has (Nayak and Varshney 2024; theory.finite_length)",
    _threshold,
    (Parameter("place", 0.5, 2.0, of_x=True), Parameter("width", 1e-3, 3.0)),
)


def horizon(entropy_exponent: float | None = None, correlation_exponent: float | None = None) -> Theory:
    """The horizon of learnable lags, exponent gamma / (2 beta) (Cagnetta et al. 2026).

    With gamma and beta of the corpus, which ``peelsim text`` measures, the exponent is fixed; without them any
    exponent up to 1 will do, and the curves are those of a power law.

    Examples
    --------
    >>> horizon(0.325, 0.88).shape
    ()
    """
    said = f"horizon of learnable lags, exponent gamma / (2 beta) ({exponents.PAPER})"
    if entropy_exponent is None or correlation_exponent is None:
        free = Parameter("exponent", 0.01, 1.0)
        return Theory("horizon", said, _power, (free,), exponent=lambda shape: shape[0], like="power_law")
    fixed = exponents.published(entropy_exponent=entropy_exponent, correlation_exponent=correlation_exponent)
    return Theory("horizon", said, lambda x, _: np.asarray(x**-fixed), exponent=lambda _: fixed)


THEORIES: Mapping[str, Theory] = {
    theory.name: theory for theory in (POWER_LAW, horizon(), QUANTA, ONE_THIRD, THRESHOLD)
}
