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
from pydantic import Field
from pydantic.dataclasses import dataclass

from peelsim.arguments import number_of
from peelsim.ensembles.listed import STRICT, Degrees, Listed, Polynomial, Shares, normalised
from peelsim.ensembles.solitons import IdealSoliton, RobustSoliton
from peelsim.fields import Real, Whole
from peelsim.mistakes import in_full
from peelsim.quoting import shown
from peelsim.records import Record, in_plain_words

Mean = Annotated[Real, Field(gt=0, le=1e6, title="mean number of concepts per text")]


class _Exponential:
    """Omega(z) = exp(-mean (1 - z)): degrees are Poisson, of the binomial ensemble in the limit."""

    mean: float

    def derivative(self, order: int, x: float) -> float:
        """Omega^(order)(1 - x)."""
        return float(self.mean**order * exp(-self.mean * x))


@in_plain_words
@dataclass(frozen=True, config=STRICT)
class Binomial(_Exponential, Record):
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


@in_plain_words
@dataclass(frozen=True, config=STRICT)
class Explicit(Polynomial):
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
        return normalised(degrees, np.array([self.probabilities[int(k)] for k in degrees]))


@in_plain_words
@dataclass(frozen=True, config=STRICT)
class Regular(Polynomial):
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
@dataclass(frozen=True, config=STRICT)
class Poisson(_Exponential, Listed):
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
        return normalised(degrees[shares > 1e-30], shares[shares > 1e-30])

    def law_among(self, concepts: int) -> tuple[Degrees, Shares]:
        degrees, shares = self.law
        if degrees[0] > concepts:
            raise ValueError(
                f"texts of mean degree {in_full(self.mean)} hardly ever hold as few as {concepts} concepts"
            )
        return normalised(degrees[degrees <= concepts], shares[degrees <= concepts])


TextDegree = Binomial | Explicit | Regular | Poisson | IdealSoliton | RobustSoliton


def as_text_degree(text_degree: TextDegree | float) -> TextDegree:
    """A number stands for the binomial ensemble of that mean. ValueError for what is no degrees at all."""
    if isinstance(text_degree, int | float | np.number):
        return Binomial(mean=number_of(text_degree))
    if not callable(getattr(text_degree, "derivative", None)):  # any generating function will do
        cure = "give a number, the mean of binomial ones, or a distribution such as peelsim.Regular(degree=4)"
        raise ValueError(f"{shown(text_degree)} is no text degree; {cure}")
    return text_degree
