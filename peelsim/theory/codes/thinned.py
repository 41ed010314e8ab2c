"""Density evolution of codes of which only some checks and edges are there.

A share s of the checks is kept, and every edge with probability 1 - delta: so an edge of a bit is left with probability
q = s (1 - delta), and of the other edges of a check that is kept a share 1 - delta leads to bits. With x the
probability that a bit tells a check nothing, an edge of the whole graph tells its bit nothing with probability y = 1 -
q rho(1 - (1 - delta) x), and a round takes x to epsilon lambda(y) and leaves epsilon Lambda(y) (derived, as Luby et al.
2001).

Tests: tests/models/test_matrix.py
"""

from typing import Any

from peelsim.theory.codes.evolution import Code

__all__ = ["ThinnedCode"]


class ThinnedCode(Code):
    """A code given by the degrees of its bits and checks, and by what is left of it.

    Parameters
    ----------
    bits, checks : shares of nodes by degree of the whole graph.
    kept : share of the checks.
    deletion : probability that an edge is deleted.

    Examples
    --------
    >>> ThinnedCode({3: 1}, {6: 1}, kept=1.0, deletion=0.0).threshold.load
    0.42943981...
    """

    def __init__(self, bits: Any, checks: Any, *, kept: float, deletion: float) -> None:
        super().__init__(bits, checks)
        self.kept, self.deletion = kept, deletion

    @property
    def left(self) -> float:
        """q, the probability that an edge is left."""
        return self.kept * (1 - self.deletion)

    def check_silent(self, x: float) -> float:
        return 1 - self.left + self.left * super().check_silent((1 - self.deletion) * x)

    def slope(self, place: float) -> float:
        y = self.check_silent(place)
        taught = self.bits.edge(y)
        grows = self.left * (1 - self.deletion) * self.checks.edge(1 - (1 - self.deletion) * place, 1)
        return 1 - place * self.bits.edge(y, 1) * grows / taught if taught > 0 else 1.0

    def seen(self, load: float) -> float:
        """Share of the bits that are unknown at first and in some check that is left."""
        return load * (1 - self.bits.node(1 - self.left))

    def stuck_checks(self, place: float) -> float:
        """Checks with two or more unknown bits at a fixed point, per check of the whole graph."""
        u = (1 - self.deletion) * place
        return self.kept * max(1 - self.checks.node(1 - u) - u * self.checks.node(1 - u, 1), 0.0)
