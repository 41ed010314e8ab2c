"""Peeling as decoding over the erasure channel (Nayak and Varshney 2024, App. C.2, eqs 8-23).

The R concepts are the erased symbols of a code with R/epsilon symbols; the others, R/epsilon - R dummy nodes, are
known. Every symbol is in every text with probability p = d/R. From the edges' side, symbols and texts have degrees
of generating function

    lambda(z) = (1 - p + p z)^(T-1),      rho(z) = (1 - p + p z)^(R/epsilon - 1),

and the symbols, from their own side, L(z) = (1 - p + p z)^T. epsilon is the authors' free choice, 0.5; what is
computed by the construction depends on it. Everything here is computed elementwise, on arrays of one shape.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.theory.arrays import Numbers, first, numbers

__all__ = [
    "AUTHORS_ERASURE",
    "AlphaTerms",
    "CriticalPoint",
    "DummyNodeCode",
    "alpha_terms",
    "critical_point",
    "dummy_node_code",
]

AUTHORS_ERASURE = 0.5  # epsilon, chosen arbitrarily (App. C)
_STEPS = 100  # of Newton's method; 5 to 10 are enough but where two roots merge, and there it halves the distance


@dataclass(frozen=True)
class DummyNodeCode:
    """The code. Functions take the missing part 1 - z, and log1p, so that R = 1e12 loses no digit."""

    concepts: Numbers  # R
    texts: Numbers  # T; both may be real
    mean_text_degree: Numbers  # d
    erasure: Numbers  # epsilon

    def __post_init__(self) -> None:
        bad = ~((self.mean_text_degree > 0) & (self.mean_text_degree <= self.concepts))
        if bad.any():
            raise ValueError(f"{self.describe(bad)}: mean_text_degree must be positive and at most concepts")
        bad = ~((self.concepts >= 1) & (self.texts >= 0) & (self.erasure > 0) & (self.erasure < 1))
        if bad.any():
            raise ValueError(
                f"no such code: {self.describe(bad)}; wanted are concepts >= 1, texts >= 0 and 0 < erasure < 1"
            )

    def describe(self, where: npt.NDArray[np.bool_]) -> str:
        """In words, the first code of those ``where`` it holds."""
        return first(
            where,
            concepts=self.concepts,
            texts=self.texts,
            mean_text_degree=self.mean_text_degree,
            erasure=self.erasure,
        )

    @property
    def p(self) -> Numbers:
        """Probability of an edge."""
        return self.mean_text_degree / self.concepts

    @property
    def others(self) -> Numbers:
        """Symbols beside the one at hand, R/epsilon - 1."""
        return self.concepts / self.erasure - 1

    def _power(self, exponent: Numbers, missing: Numbers) -> Numbers:
        from scipy.special import xlog1py  # loads slowly

        return np.asarray(np.exp(xlog1py(exponent, -self.p * missing)))

    def rho(self, missing: Numbers) -> Numbers:
        """rho(1 - missing)."""
        return self._power(self.others, missing)

    def rho_slope(self, missing: Numbers) -> Numbers:
        """rho'(1 - missing)."""
        return self.others * self.p * self._power(self.others - 1, missing)

    def symbol(self, missing: Numbers) -> Numbers:
        """L(1 - missing)."""
        return self._power(self.texts, missing)

    def lambda_(self, missing: Numbers) -> Numbers:
        """lambda(1 - missing)."""
        return self._power(self.texts - 1, missing)

    def lambda_slope(self, missing: Numbers) -> Numbers:
        """lambda'(1 - missing)."""
        return (self.texts - 1) * self.p * self._power(self.texts - 2, missing)


def dummy_node_code(
    concepts: npt.ArrayLike, texts: npt.ArrayLike, mean_text_degree: npt.ArrayLike, erasure: npt.ArrayLike
) -> DummyNodeCode:
    """The code of plain numbers, broadcast."""
    return DummyNodeCode(*numbers(concepts, texts, mean_text_degree, erasure))


@dataclass(frozen=True)
class CriticalPoint:
    """Where decoding gets stuck at the code's own threshold."""

    erasure: Numbers  # epsilon*; NaN where there is none, infinite where every channel is decoded
    message: Numbers  # x*
    known: Numbers  # 1 - y* = rho(1 - x*), kept because it may be tiny


def critical_point(code: DummyNodeCode) -> CriticalPoint:
    """The epsilon* meant in eq. 20: the local minimum of epsilon(x) = x / lambda(1 - rho(1 - x)) above its maximum.

    Printed is the infimum over 0 < x <= 1, which is 0: lambda(0) = P(a symbol is in no other text) > 0, so small
    x are fixed points of small epsilon. With the edge's silence q = p rho(1 - x), epsilon(x) falls where

        x rho'(1 - x) (T - 1) p / (1 - q)  >  1.

    In w = -n ln(1 - p x), n = R/epsilon - 1, so that rho(1 - x) = e^-w, the logarithm of the left side is concave
    (if n > 1; n sinh(w/2n) <= sinh(w/2)). epsilon* is where it falls through 0, and Newton's method gets there from
    any w at which it falls: it steps beyond the root, and then down to it.

    There is none where the left side stays below 1 (for large R: wherever d T/R <= e): epsilon* is NaN. Where no
    epsilon in [0, 1] has the fixed point (d = 6, epsilon = 0.5, large R: T/R > 869), epsilon* is infinite.
    """
    from scipy.special import xlog1py  # loads slowly

    n, p = code.others, code.p
    with np.errstate(all="ignore"):  # what has no root runs into logarithms of 0; it is masked at the end
        strength = np.log(np.maximum(code.texts - 1, 0) * p)
        end = np.minimum(-xlog1py(n, -p), 40 * n)  # x = 1, to the last digit if p = 1

        def excess(w: Numbers) -> Numbers:
            return np.asarray(np.log(-n * np.expm1(-w / n)) + strength - w * (n - 1) / n - np.log1p(-p * np.exp(-w)))

        def slope(w: Numbers) -> Numbers:
            return np.asarray(1 / (n * np.expm1(w / n)) - (n - 1) / n - p / (np.exp(w) - p))

        falls = n > 1
        w = np.where(falls, np.minimum(end, np.maximum(2 * np.maximum(strength, 0) + 4, 2 * n / (n - 1))), end)
        beyond = (w == end) & (excess(w) >= 0)
        exists = falls & np.isfinite(strength) & ~beyond
        for _ in range(_STEPS):
            fall = slope(w)
            exists &= fall < 0  # a step over the top: the root is not there
            step = np.where(exists, excess(w) / fall, 0.0)
            w = np.where(exists, np.minimum(w - step, end), w)
            if not np.any(np.abs(step) > 4e-16 * w):
                break
        exists &= np.abs(excess(w)) < 1e-6
        message, known = -np.expm1(-w / n) / p, np.exp(-w)
        erasure = message / code.lambda_(known)
        beyond |= exists & (erasure > 1)
    nan, inf = np.nan, np.inf
    return CriticalPoint(
        erasure=np.where(beyond, inf, np.where(exists, erasure, nan)),
        message=np.where(exists & ~beyond, message, nan),
        known=np.where(exists & ~beyond, known, nan),
    )


@dataclass(frozen=True)
class AlphaTerms:
    """The terms of eqs 22-23, in printed order and without their signs, each over its half's denominator."""

    rho_squared: Numbers
    rho_of_square: Numbers
    rho_slope: Numbers
    rho_slope_of_square: Numbers
    lambda_squared: Numbers
    lambda_of_square: Numbers
    lambda_slope_of_square: Numbers


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
