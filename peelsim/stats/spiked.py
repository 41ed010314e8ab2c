"""The largest singular value of a square matrix seen in noise: its edge, and what stands behind a value above it.

V x V entries with independent noise of variance v. Noise alone has singular values up to the edge 2 sqrt(V v)
(Marchenko and Pastur 1967). A single value sigma > sqrt(V v) is seen at (sigma^2 + V v) / sigma (Benaych-Georges and
Nadakuditi 2012), always too large; solved for sigma it is unbiased near the edge, where halving the sample is not.
"""

from math import sqrt

__all__ = ["MARGIN", "behind", "edge", "seen"]

MARGIN = 1.15  # above the edge, from which on a value is taken for more than noise, whose largest value scatters


def edge(size: int, variance: float) -> float:
    """Largest singular value of noise alone, 2 sqrt(V v).

    Examples
    --------
    >>> edge(16, 1e-6)
    0.008
    """
    return 2 * sqrt(size * variance)


def seen(sigma: float, *, size: int, variance: float) -> float:
    """At what size a single value is seen, the edge if it is hidden.

    Examples
    --------
    >>> round(seen(0.01, size=16, variance=1e-6), 6)
    0.0116
    """
    noise = size * variance
    return (sigma**2 + noise) / sigma if sigma**2 > noise else 2 * sqrt(noise)


def behind(found: float, *, size: int, variance: float) -> float | None:
    """The single value behind one seen, from sigma^2 = 1/2 [s^2 - 2 V v + sqrt((s^2 - 2 V v)^2 - 4 V^2 v^2)].

    None for one that is not above the edge: it may be noise, and the edge bounds it.

    Examples
    --------
    >>> round(behind(0.0116, size=16, variance=1e-6), 6)
    0.01
    """
    if found <= edge(size, variance):
        return None
    noise = size * variance
    middle = found**2 - 2 * noise
    return sqrt((middle + sqrt(max(middle**2 - 4 * noise**2, 0.0))) / 2)
