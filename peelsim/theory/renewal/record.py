"""What the renewal law says of one point.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Generic

import numpy as np

from peelsim.theory.arrays import Numbers, Real

__all__ = ["RenewalLaw", "gathered"]


@dataclass(frozen=True)
class RenewalLaw(Generic[Real]):
    """What is known of one point, or of an array of them; NaN where nothing is, and ``undefined`` says why."""

    concepts: Real
    stuck: Real  # P(more than split * R concepts stay unlearnt)
    stuck_log10: Real  # its logarithm, however small
    unlearnt: Real  # E[x], x the fraction unlearnt
    unlearnt_if_stuck: Real
    unlearnt_if_passed: Real  # of the trials past the first threshold, whatever ``split``; without one, NaN
    training_error: Real  # E[fraction of texts with an unlearnt concept]
    excess_entropy: Real  # E[(that fraction)^2]/2, see ``excess_entropy``
    complete: Real  # P(every concept is learnt)
    undefined: Mapping[str, str] = field(default_factory=dict)  # name -> reason, of one point if there are several

    @property
    def learnt_fraction(self) -> Real:
        """E[1 - x]."""
        fraction: Real = 1 - self.unlearnt
        return fraction

    @property
    def learnt(self) -> Real:
        """E[number of concepts learnt]."""
        number: Real = self.concepts * (1 - self.unlearnt)
        return number


def gathered(points: list[RenewalLaw[float]], shape: tuple[int, ...]) -> RenewalLaw[Numbers]:
    """The points as arrays of that shape."""
    names = [each.name for each in fields(RenewalLaw) if each.name != "undefined"]
    columns = {name: np.reshape([getattr(point, name) for point in points], shape) for name in names}
    reasons = {name: said for point in points for name, said in point.undefined.items()}
    return RenewalLaw(**columns, undefined=reasons)
