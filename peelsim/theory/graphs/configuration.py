"""Percolation of random networks with given degrees, in the limit of many nodes, by generating functions.

A share p_k of the nodes has degree k: G0(x) = sum p_k x^k, and G1(x) = G0'(x) / G0'(1) for a node at the end of a link.
With a share phi of the bonds or of the sites occupied, u is the probability that a link does not lead into the giant
component, the least root of u = 1 - phi + phi G1(u) (Callaway, Newman, Strogatz and Watts 2000).

Tests: tests/models/test_given_network.py
"""

from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "Network"]

Floats = npt.NDArray[np.float64]

_NEAR_ONE = 1e-12  # of 1 - u: a smaller giant component is none


@dataclass(frozen=True, eq=False)
class Network:
    """Degrees of a network's nodes.

    Parameters
    ----------
    degree, share : the degrees that occur, and the share of the nodes with each.

    Examples
    --------
    >>> cubic = Network(np.array([3.0]), np.array([1.0]))
    >>> cubic.threshold, round(cubic.giant_share(0.75, sites=False), 6)
    (0.5, 0.962963)
    """

    degree: Floats
    share: Floats

    @property
    def mean(self) -> float:
        """Mean degree, G0'(1)."""
        return float(self.degree @ self.share)

    @property
    def threshold(self) -> float:
        """Occupation above which there is a giant component: <k> / (<k^2> - <k>); infinite if there never is."""
        further = float((self.degree * (self.degree - 1)) @ self.share)
        return self.mean / further if further > 0 else inf

    def missed(self, occupation: float) -> float:
        """u, 1 at and below the threshold."""

        from scipy.optimize import brentq

        def excess(u: float) -> float:
            return 1 - occupation + occupation * self._at_links(u) - u

        top = 1 - _NEAR_ONE
        if occupation <= self.threshold or excess(top) >= 0:
            return 1.0
        return 0.0 if excess(0.0) <= 0 else float(brentq(excess, 0.0, top, xtol=1e-15))

    def giant_share(self, occupation: float, *, sites: bool) -> float:
        """Share of all nodes in the giant component."""
        u = self.missed(occupation)
        share = 1 - float(self.share @ u**self.degree) if u < 1 else 0.0
        return share * (occupation if sites else 1.0)

    def susceptibility(self, occupation: float, *, sites: bool, nearest: float = 0.0) -> float:
        """Sum of squared sizes of all components but the giant one, over n; infinite at the threshold.

        Derived from the generating function of the sizes outside, H0'(1) = G0(u) + G0'(u) phi G1(u) / (1 - phi G1'(u)),
        times phi for sites.

        Parameters
        ----------
        nearest : what 1 - phi G1'(u) is taken to be where it is less.
        """
        u = self.missed(occupation)
        slope = float((self.share * self.degree * np.maximum(self.degree - 1, 0)) @ u ** np.maximum(self.degree - 2, 0))
        distance = max(1 - occupation * slope / self.mean, nearest) if self.mean else 1.0
        reached = occupation * self._at_links(u) / distance if distance else inf
        total = float(self.share @ u**self.degree) + self.mean * self._at_links(u) * reached
        return total * (occupation if sites else 1.0)

    def _at_links(self, u: float) -> float:
        """G1(u)."""
        if self.mean == 0:
            return 1.0
        return float((self.share * self.degree) @ u ** np.maximum(self.degree - 1, 0)) / self.mean
