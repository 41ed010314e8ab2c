"""Exact law of peeling a finite regular code, or regular users on slots, by dynamic programming over three counts.

v unknown variables of degree l, s checks with one edge to them, t with more; there are e = l v such edges. Given these
counts the graph is uniform, so they are a Markov chain. Teaching one variable takes the edge of a single check, s to
s - 1, and then l - 1 uniform edges one at a time. Of e edges left, e' = e - s are at the t checks, and the next one is
at a single check with probability s / e; with probability D / e, D = t r (r-1) a(t-1, e'-2) / a(t, e'), at a check of
two, which becomes a single one; else at a larger check, with probability R / e, R = sum over j >= 3 of
j C(r, j) t a(t-1, e'-j) / a(t, e'): never taken as a difference, so that small probabilities keep their digits. Here
a(t, e) = [y^e] ((1 + y)^r - 1 - r y)^t counts the ways to spread e edges over t checks of r sockets, two or more each;
for slots, (e^y - 1 - y)^t (derived; the counting is that of Di, Proietti, Telatar, Richardson and Urbanke 2002, II).

Tests: tests/theory/codes/test_floors.py
"""

from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt

from peelsim.jit import kernel

__all__ = ["Floats", "begin", "drop_edge", "edge_counts", "log_ways", "run"]

Floats = npt.NDArray[np.float64]


@kernel
def log_ways(base: Floats, several: int, edges: int) -> Floats:
    """log a(t, e), float64[several + 1, edges + 1]. base: logarithms of the ways a check has j edges, j = 0, 1, ..."""
    ways = np.full((several + 1, edges + 1), -np.inf)
    ways[0, 0] = 0.0
    for t in range(1, several + 1):
        for e in range(2 * t, min(edges, t * (base.size - 1)) + 1):
            most = -np.inf
            for j in range(2, min(base.size - 1, e) + 1):
                most = max(most, ways[t - 1, e - j] + base[j])
            if most == -np.inf:
                continue
            total = 0.0
            for j in range(2, min(base.size - 1, e) + 1):
                total += exp(ways[t - 1, e - j] + base[j] - most)
            ways[t, e] = most + log(total)
    return ways


@kernel
def edge_counts(ways: Floats, base: Floats) -> tuple[Floats, Floats]:
    """Mean numbers D and R of edges at checks of two, and at larger ones, by t and e'."""
    two, more = np.zeros_like(ways), np.zeros_like(ways)
    for t in range(1, ways.shape[0]):
        for e in range(ways.shape[1]):
            if ways[t, e] == -np.inf:
                continue
            for j in range(2, min(base.size - 1, e) + 1):
                if ways[t - 1, e - j] > -np.inf:
                    edges = j * t * exp(base[j] + ways[t - 1, e - j] - ways[t, e])
                    if j == 2:
                        two[t, e] += edges
                    else:
                        more[t, e] += edges
    return two, more


@kernel
def begin(states: Floats, weight: float, ways: Floats, edges: int, log_one: float, log_all: float) -> None:
    """Add ``weight`` times the law of (s, t) with so many unknown edges. states: float64[checks + 2, checks + 2].

    log_one: logarithm of the ways a check has one edge; log_all: of all ways to spread the edges.
    """
    checks = states.shape[0] - 2
    for s in range(min(checks, edges) + 1):
        for t in range(checks - s + 1):
            if ways[t, edges - s] > -np.inf:
                choose = lgamma(checks + 1.0) - lgamma(s + 1.0) - lgamma(t + 1.0) - lgamma(checks - s - t + 1.0)
                states[s, t] += weight * exp(choose + s * log_one + ways[t, edges - s] - log_all)


@kernel
def drop_edge(states: Floats, then: Floats, edges: int, two: Floats, more: Floats) -> None:
    """A uniform one of ``edges`` edges leaves: the law of (s, t) after it into ``then``."""
    then[:] = 0.0
    for s in range(states.shape[0]):
        for t in range(min(states.shape[1], (edges - s) // 2 + 1)):
            weight = states[s, t]
            if weight == 0.0:
                continue
            several = edges - s
            if s > 0:
                then[s - 1, t] += weight * (s / edges)
            if t > 0:
                then[s + 1, t - 1] += weight * (two[t, several] / edges)
                then[s, t] += weight * (more[t, several] / edges)


@kernel
def run(unknown: Floats, starts: Floats, degree: int, base: Floats, checks: int, log_all: Floats) -> None:
    """Law of how many variables stay unknown, into ``unknown``: float64[most + 1].

    starts: float64[most + 1], the law of how many are unknown at first; log_all: float64[most + 1], by their number.
    """
    most = unknown.size - 1
    ways = log_ways(base, checks, degree * most)
    two, more = edge_counts(ways, base)
    states, then = np.zeros((checks + 2, checks + 2)), np.zeros((checks + 2, checks + 2))
    for v in range(most, 0, -1):
        if starts[v] > 0.0:
            begin(states, starts[v], ways, degree * v, base[1], log_all[v])
        for t in range(checks + 2):
            unknown[v] += states[0, t]
            states[0, t] = 0.0
        for s in range(1, checks + 2):
            for t in range(checks + 2):
                states[s - 1, t] = states[s, t]
        states[checks + 1, :] = 0.0
        for edges in range(degree * v - 1, degree * (v - 1), -1):
            drop_edge(states, then, edges, two, more)
            states, then = then, states
    unknown[0] = starts[0] + states.sum()
