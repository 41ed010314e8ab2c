"""Degree distributions of texts: how many concepts a text holds.

Plain values, validated on construction; kernels sample them, and theory takes their generating function

    Omega(z) = sum_k Omega_k z^k,   Omega_k = P(a text holds k concepts),

in the limit of many concepts. Theory wants it near z = 1, so the functions here take x = 1 - z, the share
of concepts still unlearnt, and lose no digits where x is small.
"""

from functools import cached_property
from math import exp, lgamma, log, sqrt
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from peelsim.fields import Real, Whole
from peelsim.mistakes import in_full, shown
from peelsim.records import Record, in_plain_words

__all__ = [
    "Binomial",
    "Degrees",
    "Explicit",
    "IdealSoliton",
    "Listed",
    "Mean",
    "Poisson",
    "Probability",
    "Regular",
    "RobustSoliton",
    "Shares",
    "Size",
    "TextDegree",
    "as_text_degree",
]

Degrees = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

Mean = Annotated[Real, Field(gt=0, le=1e6, title="mean number of concepts per text")]
Size = Annotated[Whole, Field(ge=1, le=100_000, title="number of concepts")]
Probability = Annotated[Real, Field(gt=0, lt=1, title="probability")]

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Binomial(Record):
    """Every concept is in a text with probability mean / concepts, independently (Nayak and Varshney 2024, sec. 2.2).

    In the limit of many concepts a text's degree is Poisson and Omega(z) = exp(-mean (1 - z)).

    Parameters
    ----------
    mean : mean number of concepts per text.

    Raises
    ------
    ValueError : if the mean is below 0 or above what degrees may be.

    Examples
    --------
    >>> Binomial(mean=6).derivative(1, 0.0)
    6.0
    """

    mean: Mean
    kind: Literal["binomial"] = "binomial"

    @property
    def least_concepts(self) -> float:
        """Concepts there must be at least."""
        return self.mean

    def derivative(self, order: int, x: float) -> float:
        """Omega^(order)(1 - x)."""
        return float(self.mean**order * exp(-self.mean * x))


class Listed(Record):
    """A text of degree k is a uniform set of k concepts; the degrees that occur are listed, with their shares."""

    @cached_property
    def law(self) -> tuple[Degrees, Shares]:
        """Degrees, ascending, and their probabilities, all positive."""
        raise NotImplementedError

    def law_among(self, concepts: int) -> tuple[Degrees, Shares]:
        """The law when there are only so many concepts, at least ``least_concepts``."""
        return self.law


class _Polynomial(Listed):
    """Listed degrees whose generating function is their polynomial."""

    @property
    def mean(self) -> float:
        """Mean number of concepts per text."""
        return float(self.law[0] @ self.law[1])

    @property
    def least_concepts(self) -> float:
        """Concepts there must be at least."""
        return float(self.law[0][-1])

    def derivative(self, order: int, x: float) -> float:
        """Omega^(order)(1 - x); powers by log1p, so that high ones keep their digits for small x."""
        degrees, shares = self.law
        degrees, shares = degrees[degrees >= order], shares[degrees >= order]
        falling = np.ones(len(degrees))
        for i in range(order):
            falling *= degrees - i
        if x >= 1.0:
            return float((shares * falling)[degrees == order].sum())
        return float((shares * falling) @ np.exp((degrees - order) * np.log1p(-x)))


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Explicit(_Polynomial):
    """Any distribution of the number of concepts per text.

    Parameters
    ----------
    probabilities : degree -> probability; they sum to 1.

    Raises
    ------
    ValueError : if they do not, or a degree is no whole number from 0 to 100 000.

    Examples
    --------
    >>> Explicit({0: 0.02, 1: 0.12, 4: 0.86}).mean
    3.56
    """

    probabilities: dict[
        Annotated[int, Field(ge=0, le=100_000, title="degree")],
        Annotated[Real, Field(ge=0, le=1, title="probability")],
    ]
    kind: Literal["explicit"] = "explicit"

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.probabilities.items())))

    def __post_init__(self) -> None:
        total = sum(self.probabilities.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the probabilities of the degrees sum to {total:.12g}; they must sum to 1")

    @cached_property
    def law(self) -> tuple[Degrees, Shares]:
        degrees = np.array(sorted(k for k, share in self.probabilities.items() if share > 0))
        return _normalised(degrees, np.array([self.probabilities[int(k)] for k in degrees]))


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Regular(_Polynomial):
    """Every text holds the same number of concepts.

    Parameters
    ----------
    degree : that number.

    Raises
    ------
    ValueError : if it is no whole number from 0 to 100 000.

    Examples
    --------
    >>> Regular(degree=3).mean
    3.0
    """

    degree: Annotated[Whole, Field(ge=0, le=100_000, title="degree")]
    kind: Literal["regular"] = "regular"

    @cached_property
    def law(self) -> tuple[Degrees, Shares]:
        return np.array([self.degree]), np.ones(1)


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class Poisson(Listed):
    """A Poisson number of concepts per text; given that it is at most their number, where there are few concepts.

    Omega(z) = exp(-mean (1 - z)), as the binomial ensemble has it in the limit of many concepts.

    Parameters
    ----------
    mean : mean number of concepts per text.

    Raises
    ------
    ValueError : if the mean is below 0 or above what degrees may be.

    Examples
    --------
    >>> degrees, shares = Poisson(mean=2.0).law_among(3)
    >>> degrees.tolist(), round(float(shares.sum()), 12)
    ([0, 1, 2, 3], 1.0)
    """

    mean: Mean
    kind: Literal["poisson"] = "poisson"

    @property
    def least_concepts(self) -> float:
        """Concepts there must be at least: none, a text can be empty."""
        return 0.0

    @cached_property
    def law(self) -> tuple[Degrees, Shares]:
        """All degrees of probability above 1e-30 of the likeliest."""
        reach = 12 * sqrt(self.mean) + 80
        degrees = np.arange(max(0, int(self.mean - reach)), int(self.mean + reach) + 1)
        logs = degrees * log(self.mean) - np.array([lgamma(k + 1.0) for k in degrees])
        shares = np.exp(logs - logs.max())
        return _normalised(degrees[shares > 1e-30], shares[shares > 1e-30])

    def law_among(self, concepts: int) -> tuple[Degrees, Shares]:
        degrees, shares = self.law
        if degrees[0] > concepts:
            raise ValueError(
                f"texts of mean degree {in_full(self.mean)} hardly ever hold as few as {concepts} concepts"
            )
        return _normalised(degrees[degrees <= concepts], shares[degrees <= concepts])

    def derivative(self, order: int, x: float) -> float:
        """Omega^(order)(1 - x)."""
        return float(self.mean**order * exp(-self.mean * x))


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class IdealSoliton(_Polynomial):
    """Degree 1 with probability 1 / size, k = 2 .. size with probability 1 / (k (k - 1)) (Luby 2002).

    Parameters
    ----------
    size : largest degree.

    Raises
    ------
    ValueError : if size is no whole number from 1 on.

    Examples
    --------
    >>> IdealSoliton(size=4).law[1].round(4).tolist()
    [0.25, 0.5, 0.1667, 0.0833]
    """

    size: Size
    kind: Literal["ideal-soliton"] = "ideal-soliton"

    @cached_property
    def law(self) -> tuple[Degrees, Shares]:
        degrees = np.arange(1, self.size + 1)
        return _normalised(degrees, _ideal_soliton(degrees, self.size))


@in_plain_words
@dataclass(frozen=True, config=_STRICT)
class RobustSoliton(_Polynomial):
    """The ideal soliton with more texts of low degree and a spike (Luby 2002, definition 11).

    With s = c ln(size / delta) sqrt(size), tau(k) = s / (k size) is added for k < size / s, and
    s ln(s / delta) / size at k = size / s, rounded down; the sum is normalised.

    Parameters
    ----------
    size : largest degree.
    c : constant by which s is scaled.
    delta : bound on the probability of failure that the distribution is made for.

    Raises
    ------
    ValueError : if size is no whole number from 1 on, c is not positive or delta no probability.

    Examples
    --------
    >>> round(RobustSoliton(size=100, c=0.1, delta=0.5).mean, 2)
    6.38
    """

    size: Size
    c: Annotated[Real, Field(gt=0, le=1e6, title="constant")]
    delta: Probability
    kind: Literal["robust-soliton"] = "robust-soliton"

    @cached_property
    def law(self) -> tuple[Degrees, Shares]:
        s = self.c * log(self.size / self.delta) * sqrt(self.size)
        spike = min(self.size, max(1, int(self.size / s)))
        degrees = np.arange(1, self.size + 1)
        extra = np.where(degrees < spike, s / (degrees * self.size), 0.0)
        extra[spike - 1] = s * max(0.0, log(s / self.delta)) / self.size
        return _normalised(degrees, _ideal_soliton(degrees, self.size) + extra)


def _ideal_soliton(degrees: Degrees, size: int) -> Shares:
    return np.where(degrees == 1, 1 / size, 1 / (degrees * np.maximum(degrees - 1.0, 1.0)))


def _normalised(degrees: Degrees, shares: Shares) -> tuple[Degrees, Shares]:
    return degrees, shares / shares.sum()


TextDegree = Binomial | Explicit | Regular | Poisson | IdealSoliton | RobustSoliton


def as_text_degree(text_degree: TextDegree | float) -> TextDegree:
    """A number stands for the binomial ensemble of that mean. ValueError for what is no degrees at all."""
    if isinstance(text_degree, int | float | np.number):
        return Binomial(mean=float(text_degree))
    if not callable(getattr(text_degree, "derivative", None)):  # any generating function will do
        cure = "give a number, the mean of binomial ones, or a distribution such as peelsim.Regular(degree=4)"
        raise ValueError(f"{shown(text_degree)} is no text degree; {cure}")
    return text_degree
