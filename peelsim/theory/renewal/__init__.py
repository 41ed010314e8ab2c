"""The renewal law of peeling: P(stuck) and what is learnt at any size, see ``law``."""

from peelsim.theory.renewal.law import law
from peelsim.theory.renewal.record import RenewalLaw

__all__ = ["RenewalLaw", "law"]
