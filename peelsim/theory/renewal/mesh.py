"""The renewal equation on a coarse mesh: a few dozen unknowns however many concepts there are.

h_j is smooth in j on the scale R^(2/3), see ``survey``: a polynomial on each of some ten panels, known by its values at
ten Chebyshev nodes. At a node j, real, the sum over n of the renewal equation (see ``direct``) is taken one by one for
n = 1..16. From there on it is an integral, by Gauss's rule on panels that grow geometrically and then on those of the
mesh, with the Euler-Maclaurin term g'(16.5)/24. As h_j asks only for what lies below j, panels are solved in order.

The last j before R, where that matters, are solved for one by one behind the panels: the ``ends``.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from typing import NamedTuple

import numpy as np

from peelsim.jit import inner_kernel, kernel
from peelsim.jit.copying import copy
from peelsim.theory.arrays import Numbers
from peelsim.theory.renewal.counts import Complexes, starts, transitions
from peelsim.theory.renewal.texts import Texts

__all__ = [
    "ANGLES",
    "CORRECTIONS",
    "KNOWN",
    "NODE",
    "NODES",
    "POINTS",
    "SINGLY",
    "Equations",
    "Mesh",
    "Solution",
    "Term",
    "add_far",
    "add_near",
    "add_term",
    "at_points",
    "eliminate",
    "end_of",
    "interpolate",
    "mesh_of",
    "panel_of",
    "solve",
    "step_of",
    "until",
    "values",
]

NODES = 10
POINTS = 12  # of Gauss's rule on a panel
SINGLY = 16  # n up to here are summed one by one
KNOWN = 40  # j up to here are solved for directly, if they matter

ANGLES = (2 * np.arange(NODES) + 1) * np.pi / (2 * NODES)
NODE = -np.cos(ANGLES)
_BARYCENTRIC = (-1.0) ** np.arange(NODES) * np.sin(ANGLES)
GAUSS, GAUSS_WEIGHT = np.polynomial.legendre.leggauss(POINTS)
CORRECTIONS = np.array([17, -291, 291, -17]) / 5760  # from a sum to an integral that goes on, of third order


def until(last: int) -> Numbers:
    """Weights of j = 0, 1, ..., last + 2, whose sum goes on as an integral from last + 1/2 (Euler and Maclaurin)."""
    return np.append(np.ones(last + 1), [0.0, 0.0]) + np.append(np.zeros(last - 1), CORRECTIONS)


_JOINED = until(KNOWN // 2)


class Mesh(NamedTuple):
    """Where h is solved for. Of the panels between edges the first is not solved: h is known there."""

    edges: Numbers
    nodes: Numbers  # of all panels, ten each, ascending; behind them the ends
    ends: int  # how many of the nodes are ends
    joined: bool  # whether the ends follow upon the last panel; else nothing between the two matters


class Solution(NamedTuple):
    """h, as far as it is known, at each theta."""

    first: Complexes  # [thetas, KNOWN + 3]: h_0, h_1, ...; [thetas, 0] where those do not matter
    nodes: Complexes  # [thetas, nodes]
    points: Complexes  # [thetas, panels, POINTS]: at Gauss's points


class Term(NamedTuple):
    """One term of the sum over n in the equation of a node."""

    node: int
    n: float
    weight: float


class Equations(NamedTuple):
    """Those of one panel's nodes, block @ h = right; and scratch."""

    block: Complexes  # [thetas, NODES, NODES]
    right: Complexes  # [thetas, NODES]
    chance: Complexes  # [thetas]
    basis: Numbers  # [NODES]


def mesh_of(edges: Numbers, ends: Numbers, *, joined: bool) -> Mesh:
    """The mesh with these edges and ends, all ascending."""
    half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    inside = (middle[:, None] + half[:, None] * NODE).ravel()
    return Mesh(edges=edges, nodes=np.append(inside, ends), ends=len(ends), joined=joined)


@inner_kernel
def interpolate(edges: Numbers, panel: int, j: float, basis: Numbers) -> None:
    """Fill basis, float64[NODES], with the weights of the panel's nodes in the value at j."""
    low, high = edges[panel], edges[panel + 1]
    x, total = (2 * j - low - high) / (high - low), 0.0
    for k in range(NODES):
        gap = x - NODE[k]
        basis[k] = _BARYCENTRIC[k] / (gap if gap != 0.0 else 1e-300)
        total += basis[k]
    for k in range(NODES):
        basis[k] /= total


@inner_kernel
def panel_of(edges: Numbers, j: float) -> int:
    """The panel j lies in; of one outside of all, the nearest."""
    panel = edges.size - 2
    while panel > 0 and edges[panel] > j:
        panel -= 1
    return panel


@inner_kernel
def end_of(mesh: Mesh, j: float) -> int:
    """Which node j is, if it is one of the ends; else -1."""
    first = mesh.nodes.size - mesh.ends
    if mesh.ends == 0 or j < mesh.nodes[first] - 0.2:
        return -1
    return first + int(j - mesh.nodes[first] + 0.5)


@inner_kernel
def add_term(texts: Texts, thetas: Complexes, mesh: Mesh, h: Solution, of: Equations, term: Term) -> None:
    """Add one term of the sum, where h at j - n is known or one of the unknowns."""
    node, n, weight = term
    j = mesh.nodes[node]
    own, row = node // NODES, node % NODES
    transitions(texts, thetas, j, n, of.chance)
    end = end_of(mesh, j - n)
    if end >= 0:
        for a in range(thetas.size):
            of.right[a, row] -= weight * of.chance[a] * h.nodes[a, end]
        return
    panel = panel_of(mesh.edges, j - n)
    interpolate(mesh.edges, panel, j - n, of.basis)
    for a in range(thetas.size):
        if panel == own and node < mesh.nodes.size - mesh.ends:
            for k in range(NODES):
                of.block[a, row, k] += weight * of.chance[a] * of.basis[k]
        else:
            value = 0j
            for k in range(NODES):
                value += of.basis[k] * h.nodes[a, panel * NODES + k]
            of.right[a, row] -= weight * of.chance[a] * value


@inner_kernel
def step_of(i: int, singly: int, span: float, pieces: int) -> tuple[float, float]:
    """n and weight of the i-th term near n = 0: 1, 2, ..., singly; two of g'/24; then Gauss's points of the pieces.

    These go from singly + 1/2 to ``span`` times that, growing geometrically.
    """
    if i < singly:
        return i + 1.0, 1.0
    if i < singly + 2:
        return singly + 0.25 + 0.5 * (i - singly), (i - singly) / 6 - 1 / 12
    piece, k = (i - singly - 2) // POINTS, (i - singly - 2) % POINTS
    start, stop = (singly + 0.5) * span ** (piece / pieces), (singly + 0.5) * span ** ((piece + 1) / pieces)
    return (start + stop) / 2 + (stop - start) / 2 * GAUSS[k], (stop - start) / 2 * GAUSS_WEIGHT[k]


@kernel
def add_near(texts: Texts, thetas: Complexes, mesh: Mesh, h: Solution, of: Equations, node: int) -> int:
    """Add the terms near n = 0; returns how many panels, from the first, are left for ``add_far``."""
    j, panels = mesh.nodes[node], mesh.edges.size - 1
    end = node - (mesh.nodes.size - mesh.ends)
    back, span, pieces = panels, 1.0, 0
    singly = end if end >= 0 and not mesh.joined else max(SINGLY, end)
    terms = singly
    if end < 0 or mesh.joined:
        back = panel_of(mesh.edges, min(mesh.edges[min(node // NODES, panels) - 1], j - singly - 1.5))
        span = (j - mesh.edges[back]) / (singly + 0.5)
        pieces = 1 + int(np.log(span) / 0.4)
        terms += 2 + POINTS * pieces
    for i in range(terms):
        n, weight = step_of(i, singly, span, pieces)
        add_term(texts, thetas, mesh, h, of, Term(node, n, weight))
    return back


@kernel
def add_far(texts: Texts, thetas: Complexes, mesh: Mesh, h: Solution, of: Equations, node: int, panels: int) -> None:
    """Add the integral over the first ``panels`` panels, and what comes before them."""
    j, row = mesh.nodes[node], node % NODES
    for panel in range(panels):
        half, middle = (mesh.edges[panel + 1] - mesh.edges[panel]) / 2, (mesh.edges[panel + 1] + mesh.edges[panel]) / 2
        for k in range(POINTS):
            transitions(texts, thetas, j, j - middle - half * GAUSS[k], of.chance)
            for a in range(thetas.size):
                of.right[a, row] -= half * GAUSS_WEIGHT[k] * of.chance[a] * h.points[a, panel, k]
    if h.first.shape[1] > 0:
        starts(texts, thetas, j, of.chance)
        for a in range(thetas.size):
            of.right[a, row] -= of.chance[a]
        for i in range(1, _JOINED.size):
            transitions(texts, thetas, j, j - i, of.chance)
            for a in range(thetas.size):
                of.right[a, row] -= _JOINED[i] * of.chance[a] * h.first[a, i]


@kernel
def eliminate(block: Complexes, right: Complexes) -> None:
    """Solve block @ x = right by Gauss's elimination; x takes the place of right, the block is spoilt."""
    size = right.size
    for k in range(size):
        pivot = k
        for i in range(k + 1, size):
            if abs(block[i, k]) > abs(block[pivot, k]):
                pivot = i
        for column in range(size):
            block[k, column], block[pivot, column] = block[pivot, column], block[k, column]
        right[k], right[pivot] = right[pivot], right[k]
        for i in range(k + 1, size):
            factor = block[i, k] / block[k, k]
            for column in range(k, size):
                block[i, column] -= factor * block[k, column]
            right[i] -= factor * right[k]
    for k in range(size - 1, -1, -1):
        for column in range(k + 1, size):
            right[k] -= block[k, column] * right[column]
        right[k] /= block[k, k]


@kernel
def at_points(mesh: Mesh, h: Solution, panel: int, basis: Numbers) -> None:
    """Fill h.points of a panel from its nodes."""
    half, middle = (mesh.edges[panel + 1] - mesh.edges[panel]) / 2, (mesh.edges[panel + 1] + mesh.edges[panel]) / 2
    for k in range(POINTS):
        interpolate(mesh.edges, panel, middle + half * GAUSS[k], basis)
        for a in range(h.nodes.shape[0]):
            value = 0j
            for i in range(NODES):
                value += basis[i] * h.nodes[a, panel * NODES + i]
            h.points[a, panel, k] = value


@kernel
def solve(texts: Texts, thetas: Complexes, mesh: Mesh, lead: Complexes, first: Complexes) -> Solution:
    """h on the mesh. lead: complex128[thetas, NODES], at the nodes of the first panel. first: as in ``Solution``."""
    panels, count = mesh.edges.size - 1, mesh.nodes.size
    nodes = np.zeros((thetas.size, count), np.complex128)
    h = Solution(first, nodes, np.empty((thetas.size, panels, POINTS), np.complex128))
    block = np.empty((thetas.size, NODES, NODES), np.complex128)
    right, chance = np.empty((thetas.size, NODES), np.complex128), np.empty(thetas.size, np.complex128)
    of = Equations(block, right, chance, np.empty(NODES))
    for a in range(thetas.size):
        copy(lead[a], nodes[a])
    at_points(mesh, h, 0, of.basis)
    for panel in range(1, panels):
        block[:], right[:] = 0, 1
        for row in range(NODES):
            block[:, row, row] = 1
            back = add_near(texts, thetas, mesh, h, of, panel * NODES + row)
            add_far(texts, thetas, mesh, h, of, panel * NODES + row, back)
        for a in range(thetas.size):
            eliminate(block[a], right[a])
            copy(right[a], nodes[a, panel * NODES :])
        at_points(mesh, h, panel, of.basis)
    for node in range(count - mesh.ends, count):
        right[:] = 1
        add_far(texts, thetas, mesh, h, of, node, add_near(texts, thetas, mesh, h, of, node))
        copy(right[:, node % NODES], nodes[:, node])
    return h


@kernel
def values(mesh: Mesh, h: Solution, j: Numbers) -> Complexes:
    """h at each j on the panels or among the ends; complex128[thetas, j]."""
    found, basis = np.zeros((h.nodes.shape[0], j.size), np.complex128), np.empty(NODES)
    for i in range(j.size):
        end = end_of(mesh, j[i])
        if end >= 0:
            copy(h.nodes[:, end], found[:, i])
        else:
            panel = panel_of(mesh.edges, j[i])
            interpolate(mesh.edges, panel, j[i], basis)
            for k in range(NODES):
                for a in range(found.shape[0]):
                    found[a, i] += basis[k] * h.nodes[a, panel * NODES + k]
    return found
