"""The waterfall of eqs 2 and 21 of Nayak and Varshney (2024), given the constants of the code of dummy_nodes.

Laws `published` and `authors_code` differ only in alpha and nu*, and share what follows from them:

    P_b = nu* Q(sqrt(R/epsilon) (epsilon* - epsilon) / alpha),      learnt = R (1 - P_b/epsilon).

Tests: tests/theory/printed/test_published.py
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from peelsim.theory.arrays import Numbers, Real, plain
from peelsim.theory.printed.dummy_nodes import (
    AlphaTerms,
    CriticalPoint,
    DummyNodeCode,
    alpha_terms,
    critical_point,
    dummy_node_code,
)

__all__ = ["DummyNodeLaw", "Waterfall", "constants"]


@dataclass(frozen=True)
class Waterfall:
    """The constants of the law at each (R, T), NaN where it has none."""

    code: DummyNodeCode
    erasure: Numbers  # epsilon*, threshold of the channel; infinite where every channel is decoded
    message: Numbers  # x*, erased messages from the symbols at that threshold
    reply: Numbers  # y* = 1 - rho(1 - x*), erased messages from the texts
    height: Numbers  # nu*, symbols left erased at that threshold
    alpha_squared: Numbers  # a sum of terms of both signs: may be negative, and then there is no law

    @property
    def alpha(self) -> Numbers:
        """Width in epsilon, times sqrt(R/epsilon)."""
        return np.sqrt(np.where(self.alpha_squared > 0, self.alpha_squared, np.nan))

    @property
    def stuck_probability(self) -> Numbers:
        """Q(sqrt(R/epsilon) (epsilon* - epsilon) / alpha), the factor of eq. 21 that is a probability."""
        from scipy.special import ndtr  # loads slowly

        epsilon = self.code.erasure
        return np.asarray(ndtr(-np.sqrt(self.code.concepts / epsilon) * (self.erasure - epsilon) / self.alpha))

    @property
    def bit_erasure(self) -> Numbers:
        """P_b of eq. 21."""
        return self.height * self.stuck_probability

    @property
    def learnt(self) -> Numbers:
        """R (1 - P_b/epsilon) of eq. 2."""
        return self.code.concepts * (1 - self.bit_erasure / self.code.erasure)

    def checked(self) -> "Waterfall":
        """Itself, if there is a law at every (R, T).

        Raises
        ------
        ValueError : where the construction has no critical point, or alpha^2 is not positive.
        """
        few, many, negative = np.isnan(self.erasure), np.isinf(self.erasure), self.alpha_squared <= 0
        if few.any():
            raise ValueError(
                f"no critical point: too few texts, or too few concepts in each, for a threshold "
                f"({self.code.describe(few)})"
            )
        if many.any():
            raise ValueError(
                f"no critical point: so many texts that every erasure probability is decoded "
                f"({self.code.describe(many)})"
            )
        if negative.any():
            raise ValueError(f"no law: its terms give an alpha^2 that is not positive ({self.code.describe(negative)})")
        return self


def constants(code: DummyNodeCode) -> tuple[CriticalPoint, AlphaTerms]:
    """What both laws start from."""
    at = critical_point(code)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        return at, alpha_terms(code, at)


@dataclass(frozen=True)
class DummyNodeLaw:
    """A law of the dummy-node construction on plain numbers; every argument may be an array, they are broadcast.

    Parameters
    ----------
    where_defined : the constants of the law for a code, NaN where it has none.
    """

    where_defined: Callable[[DummyNodeCode], Waterfall]

    def scaling(
        self,
        concepts: Real | float,
        *,
        texts: Real | float,
        mean_text_degree: Real | float,
        erasure: Real | float = 0.5,
    ) -> Waterfall:
        """epsilon*, x*, y*, nu* and alpha.

        Parameters
        ----------
        concepts, texts : R and T, real.
        mean_text_degree : d <= R.
        erasure : epsilon, the authors' choice by default. The law depends on it, though peeling does not.

        Raises
        ------
        ValueError : where the construction has no critical point: for too few texts (large R: d T/R <= e) and for
            exceedingly many, see dummy_nodes.critical_point; where alpha^2 is not positive; and, of `authors_code`,
            where the search on x >= 0.1 would not find the critical point.
        """
        return self.where_defined(dummy_node_code(concepts, texts, mean_text_degree, erasure)).checked()

    def stuck_probability(
        self,
        concepts: Real | float,
        *,
        texts: Real | float,
        mean_text_degree: Real | float,
        erasure: Real | float = 0.5,
    ) -> Real:
        """Q(sqrt(R/epsilon) (epsilon* - epsilon) / alpha), the factor of eq. 21 that is a probability."""
        law = self.scaling(concepts, texts=texts, mean_text_degree=mean_text_degree, erasure=erasure)
        stuck: Real = plain(law.stuck_probability)
        return stuck

    def bit_erasure(
        self,
        concepts: Real | float,
        *,
        texts: Real | float,
        mean_text_degree: Real | float,
        erasure: Real | float = 0.5,
    ) -> Real:
        """P_b of eq. 21: of the symbols, dummy nodes included, the fraction erased in the end."""
        law = self.scaling(concepts, texts=texts, mean_text_degree=mean_text_degree, erasure=erasure)
        erased: Real = plain(law.bit_erasure)
        return erased

    def learnt(
        self,
        concepts: Real | float,
        *,
        texts: Real | float,
        mean_text_degree: Real | float,
        erasure: Real | float = 0.5,
    ) -> Real:
        """Mean number of concepts learnt, eq. 2: R (1 - P_b/epsilon); negative where P_b > epsilon."""
        law = self.scaling(concepts, texts=texts, mean_text_degree=mean_text_degree, erasure=erasure)
        taught: Real = plain(law.learnt)
        return taught
