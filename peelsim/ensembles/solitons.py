"""Soliton distributions of degrees, those of LT codes (Luby 2002)."""

from functools import cached_property
from math import log, sqrt
from typing import Annotated, Literal

import numpy as np
from pydantic import Field
from pydantic.dataclasses import dataclass

from peelsim.ensembles.listed import STRICT, Degrees, Polynomial, Shares, normalised
from peelsim.fields import Real, Whole
from peelsim.records import in_plain_words

Size = Annotated[Whole, Field(ge=1, le=100_000, title="number of concepts")]
Probability = Annotated[Real, Field(gt=0, lt=1, title="probability")]


@in_plain_words
@dataclass(frozen=True, config=STRICT)
class IdealSoliton(Polynomial):
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
        return normalised(degrees, _ideal_soliton(degrees, self.size))


@in_plain_words
@dataclass(frozen=True, config=STRICT)
class RobustSoliton(Polynomial):
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
        return normalised(degrees, _ideal_soliton(degrees, self.size) + extra)


def _ideal_soliton(degrees: Degrees, size: int) -> Shares:
    return np.where(degrees == 1, 1 / size, 1 / (degrees * np.maximum(degrees - 1.0, 1.0)))
