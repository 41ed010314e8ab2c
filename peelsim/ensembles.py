"""Degree distributions of texts: how many concepts a text holds.

Plain values, validated on construction; kernels sample them and theory takes their generating function

    Omega(z) = sum_k Omega_k z^k,   Omega_k = P(a text holds k concepts),

in the limit of many concepts. Theory wants it near z = 1, so the functions here take x = 1 - z, the share
of concepts still unlearnt, and lose no digits where x is small.
"""

from math import exp
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, config=_STRICT)
class Binomial:
    """Every concept is in a text with probability mean / concepts, independently (Nayak and Varshney 2024, sec. 2.2).

    In the limit of many concepts a text's degree is Poisson and Omega(z) = exp(-mean (1 - z)).
    """

    mean: Annotated[float, Field(gt=0, strict=True, title="mean number of concepts a text")]
    kind: Literal["binomial"] = "binomial"

    def derivative(self, order: int, x: float) -> float:
        """Omega^(order)(1 - x)."""
        return float(self.mean**order * exp(-self.mean * x))


TextDegree = Binomial


def as_text_degree(text_degree: "TextDegree | float") -> TextDegree:
    """A number stands for the binomial ensemble of that mean."""
    return Binomial(mean=text_degree) if isinstance(text_degree, int | float) else text_degree
