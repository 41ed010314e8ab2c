"""Peeling as decoding over the erasure channel (Nayak and Varshney 2024, App. C.2, eqs 8-23).

The R concepts are the erased symbols of a code with R/epsilon symbols; the others, R/epsilon - R dummy nodes, are
known. Every symbol is in every text with probability p = d/R. From the edges' side, symbols and texts have degrees
of generating function

    lambda(z) = (1 - p + p z)^(T-1),      rho(z) = (1 - p + p z)^(R/epsilon - 1),

and the symbols, from their own side, L(z) = (1 - p + p z)^T. epsilon is the authors' free choice, 0.5; what is
computed by the construction depends on it.
"""

from dataclasses import dataclass
from math import exp, expm1, log

from scipy.optimize import brentq
from scipy.special import xlog1py


@dataclass(frozen=True)
class DummyNodeCode:
    """The code. Functions take the missing part 1 - z, and log1p, so that R = 1e12 loses no digit."""

    concepts: float  # R
    texts: float  # T; both may be real
    mean_text_degree: float  # d
    erasure: float  # epsilon

    def __post_init__(self) -> None:
        if not 0 < self.mean_text_degree <= self.concepts:
            raise ValueError(f"mean_text_degree = {self.mean_text_degree} must be positive and at most {self.concepts}")
        if self.concepts < 1 or self.texts < 0 or not 0 < self.erasure < 1:
            raise ValueError(f"no such code: {self}; wanted are concepts >= 1, texts >= 0 and 0 < erasure < 1")

    @property
    def p(self) -> float:
        """Probability of an edge."""
        return self.mean_text_degree / self.concepts

    @property
    def others(self) -> float:
        """Symbols beside the one at hand, R/epsilon - 1."""
        return self.concepts / self.erasure - 1

    def _power(self, exponent: float, missing: float) -> float:
        return exp(xlog1py(exponent, -self.p * missing))

    def rho(self, missing: float) -> float:
        """rho(1 - missing)."""
        return self._power(self.others, missing)

    def rho_slope(self, missing: float) -> float:
        """rho'(1 - missing)."""
        return self.others * self.p * self._power(self.others - 1, missing)

    def symbol(self, missing: float) -> float:
        """L(1 - missing)."""
        return self._power(self.texts, missing)

    def lambda_(self, missing: float) -> float:
        """lambda(1 - missing)."""
        return self._power(self.texts - 1, missing)

    def lambda_slope(self, missing: float) -> float:
        """lambda'(1 - missing)."""
        return (self.texts - 1) * self.p * self._power(self.texts - 2, missing)


@dataclass(frozen=True)
class CriticalPoint:
    """Where decoding gets stuck at the code's own threshold."""

    erasure: float  # epsilon*
    message: float  # x*
    known: float  # 1 - y* = rho(1 - x*), kept because it may be tiny


def critical_point(code: DummyNodeCode) -> CriticalPoint:
    """The epsilon* meant in eq. 20: the local minimum of epsilon(x) = x / lambda(1 - rho(1 - x)) above its maximum.

    Printed is the infimum over 0 < x <= 1, which is 0: lambda(0) = P(a symbol is in no other text) > 0, so small
    x are fixed points of small epsilon. With the edge's silence q = p rho(1 - x), epsilon(x) falls where

        x rho'(1 - x) (T - 1) p / (1 - q)  >  1.

    The left side has a single maximum (at x = 0 if p = 1), and epsilon* is where it falls through 1 behind it.

    Raises
    ------
    ValueError : if the left side stays below 1 (for large R: wherever d T/R <= e), and if no epsilon in [0, 1] has
        the fixed point, so that every channel is decoded (d = 6, epsilon = 0.5, large R: T/R > 869).
    """

    def still_known(x: float) -> float:  # 1 - q, without cancellation for p = 1 and small x
        return -expm1(log(code.p) + xlog1py(code.others, -code.p * x))

    def excess(x: float) -> float:
        return x * code.rho_slope(x) * (code.texts - 1) * code.p / still_known(x) - 1

    def rising(x: float) -> float:  # sign of the derivative of excess
        pairs = code.p * x / (1 - code.p * x)
        return 1 - pairs * (code.others - 1 + code.others * code.p * code.rho(x) / still_known(x))

    lowest, highest = 1e-9 / (code.p * (code.others + 1)), 1 - 1e-12
    if rising(lowest) <= 0:
        top = lowest
    elif rising(highest) >= 0:
        top = highest
    else:
        top = float(brentq(rising, lowest, highest, xtol=1e-15))
    if excess(top) <= 0:
        raise ValueError(f"no critical point: too few texts, or too few concepts in each, for a threshold ({code})")
    beyond = f"no critical point: so many texts that every erasure probability is decoded ({code})"
    if excess(highest) >= 0:
        raise ValueError(beyond)
    x = float(brentq(excess, top, highest, xtol=1e-15))
    known = code.rho(x)
    erasure = x / code.lambda_(known)
    if erasure > 1:
        raise ValueError(beyond)
    return CriticalPoint(erasure=erasure, message=x, known=known)


@dataclass(frozen=True)
class AlphaTerms:
    """The terms of eqs 22-23, in printed order and without their signs, each over its half's denominator."""

    rho_squared: float
    rho_of_square: float
    rho_slope: float
    rho_slope_of_square: float
    lambda_squared: float
    lambda_of_square: float
    lambda_slope_of_square: float


def alpha_terms(code: DummyNodeCode, at: CriticalPoint) -> AlphaTerms:
    """The terms of alpha^2 at the critical point; 1 - (1 - a)^2 = a (2 - a) is the missing part of a square."""
    x, known = at.message, at.known
    second = code.texts * code.p * code.lambda_(known) ** 2  # L'(1) = T p
    first = second * code.rho_slope(x) ** 2
    return AlphaTerms(
        rho_squared=code.rho(x) ** 2 / first,
        rho_of_square=code.rho(x * (2 - x)) / first,
        rho_slope=code.rho_slope(x) * (1 - 2 * x * code.rho(x)) / first,
        rho_slope_of_square=(1 - x) ** 2 * code.rho_slope(x * (2 - x)) / first,
        lambda_squared=at.erasure**2 * code.lambda_(known) ** 2 / second,
        lambda_of_square=at.erasure**2 * code.lambda_(known * (2 - known)) / second,
        lambda_slope_of_square=(1 - known) ** 2 * at.erasure**2 * code.lambda_slope(known * (2 - known)) / second,
    )
