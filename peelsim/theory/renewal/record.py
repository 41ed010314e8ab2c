"""What the renewal law says of one point."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class RenewalLaw:
    """What is known of one point; NaN where nothing is, and ``undefined`` says why."""

    concepts: float
    stuck: float  # P(more than split * R concepts stay unlearnt)
    stuck_log10: float  # its logarithm, however small
    unlearnt: float  # E[x], x the fraction unlearnt
    unlearnt_if_stuck: float
    unlearnt_if_passed: float  # of the trials past the first threshold, whatever ``split``; without one, NaN
    training_error: float  # E[fraction of texts with an unlearnt concept]
    excess_entropy: float  # E[(that fraction)^2]/2, see ``excess_entropy``
    complete: float  # P(every concept is learnt)
    undefined: dict[str, str] = field(default_factory=dict)  # name -> reason

    @property
    def learnt_fraction(self) -> float:
        """E[1 - x]."""
        return 1 - self.unlearnt

    @property
    def learnt(self) -> float:
        """E[number of concepts learnt]."""
        return self.concepts * (1 - self.unlearnt)
