"""Degree distributions from the node and the edge perspective, and their generating functions.

Shares of nodes Lambda_i have Lambda(y) = sum Lambda_i y^i. Of the edges a share lambda_i = i Lambda_i / Lambda'(1) is
at nodes of degree i, and lambda(y) = sum lambda_i y^(i-1) = Lambda'(y) / Lambda'(1) (Richardson and Urbanke 2008, sec.
3.3).

Tests: tests/theory/codes/test_numbers.py
"""

from collections.abc import Mapping
from functools import cached_property
from math import perm
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Degrees", "Floats", "from_edges"]

Floats = npt.NDArray[np.float64]


class Degrees:
    """A degree distribution of nodes.

    Parameters
    ----------
    shares : share of the nodes by degree, summing to 1; or anything with the property ``law`` of ``ensembles.Listed``.

    Examples
    --------
    >>> code = Degrees({2: 0.5, 4: 0.5})
    >>> code.mean, round(code.edge(0.5), 4)
    (3.0, 0.25)
    """

    def __init__(self, shares: Any) -> None:
        if isinstance(shares, Mapping):
            self.degree = np.array(sorted(shares), dtype=np.float64)
            self.share = np.array([shares[int(k)] for k in self.degree], dtype=np.float64)
        else:
            degrees, found = shares.law
            self.degree, self.share = degrees.astype(np.float64), found

    @cached_property
    def mean(self) -> float:
        """Lambda'(1), edges a node has on average."""
        return float(self.degree @ self.share)

    def of(self, degree: int) -> float:
        """Share of the nodes with this degree."""
        return float(self.share[self.degree == degree].sum())

    def node(self, y: float, order: int = 0) -> float:
        """A derivative of Lambda at y."""
        return self._sum(y, order, 0)

    def edge(self, y: float, order: int = 0) -> float:
        """A derivative of lambda at y; 0 without edges."""
        return self._sum(y, order, 1) / self.mean if self.mean > 0 else 0.0

    def _sum(self, y: float, order: int, edge: int) -> float:
        falling, exponent = self._terms(order + edge)
        return float(falling @ y**exponent)

    def _terms(self, order: int) -> tuple[Floats, Floats]:
        """Coefficients and exponents of Lambda's derivative of this order."""
        if order not in self._known:
            kept = self.degree >= order
            falling = np.array([perm(int(k), order) for k in self.degree[kept]], dtype=np.float64)
            self._known[order] = falling * self.share[kept], self.degree[kept] - order
        return self._known[order]

    @cached_property
    def _known(self) -> dict[int, tuple[Floats, Floats]]:
        return {}


def from_edges(shares: Mapping[int, float]) -> dict[int, float]:
    """Shares of nodes from shares of edges: Lambda_i is proportional to lambda_i / i.

    Examples
    --------
    >>> {k: round(share, 4) for k, share in from_edges({2: 1 / 6, 4: 5 / 6}).items()}
    {2: 0.2857, 4: 0.7143}
    """
    if any(degree < 1 for degree in shares):
        raise ValueError("no edge is at a node of degree 0; from the edge perspective degrees are 1 or more")
    nodes = {degree: share / degree for degree, share in shares.items()}
    total = sum(nodes.values())
    return {degree: share / total for degree, share in nodes.items()}
