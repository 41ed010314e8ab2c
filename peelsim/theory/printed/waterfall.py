"""The waterfall of eqs 2 and 21 of Nayak and Varshney (2024), given the constants of the code of dummy_nodes.

Laws `published` and `authors_code` differ only in alpha and nu*, and share what follows from them:

    P_b = nu* Q(sqrt(R/epsilon) (epsilon* - epsilon) / alpha),      learnt = R (1 - P_b/epsilon).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from peelsim.theory.arrays import Numbers
from peelsim.theory.printed.dummy_nodes import AlphaTerms, CriticalPoint, DummyNodeCode, alpha_terms, critical_point


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
