"""Skill sizes, Bin(R, 1/S), as a rule of few sizes and weights: Gauss quadrature for the binomial law."""

from dataclasses import dataclass

import numpy as np

from peelsim.theory.arrays import Numbers

__all__ = ["NODES", "SizeRule", "binomial_rule"]

NODES = 64
_NEGLIGIBLE = 1e-17  # weights below it are dropped; of a thousand skills, none is of such a size


@dataclass(frozen=True)
class SizeRule:
    """sum_i weights[i] F(sizes[i]) is the mean of F over the law, exactly for polynomials of degree < 128."""

    sizes: Numbers  # n, real, rising
    weights: Numbers  # w, of sum 1


def binomial_rule(trials: float, *, probability: float) -> SizeRule:
    """Gauss rule of Bin(n, p) with 64 nodes, or all n + 1 values if there are no more of them.

    Nodes are the eigenvalues of the Jacobi matrix of the Krawtchouk polynomials, weights the squares of the first
    components of its eigenvectors (Golub and Welsch 1969): diagonal n p + k (1 - 2p), beside it
    sqrt(k (n - k + 1) p (1 - p)). n p is added afterwards, else it would swallow the digits of a large n.
    Where the law has few values, nodes lie on them to all digits.

    Parameters
    ----------
    trials : n, may be real above 64; below it is rounded.
    """
    from scipy.linalg import eigh_tridiagonal

    n = trials if trials >= NODES else float(round(trials))
    if not 0 < probability < 1:
        return SizeRule(np.array([n * probability]), np.ones(1))
    k = np.arange(min(NODES, int(n) + 1), dtype=float)
    beside = np.sqrt(k[1:] * (n - k[1:] + 1) * probability * (1 - probability))
    values, vectors = eigh_tridiagonal(k * (1 - 2 * probability), beside)
    weights = vectors[0] ** 2
    kept = weights > _NEGLIGIBLE
    sizes = np.maximum(values[kept] + n * probability, 0)
    return SizeRule(np.where(sizes < 1e-9, 0, sizes), weights[kept] / weights[kept].sum())
