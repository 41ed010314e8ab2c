"""Sums of P(learnt = j) over j: where a survey has h, a sum over many j is an integral (Euler-Maclaurin).

What is summed over stuck trials is kept relative to exp(top), top the log of the largest p_j among them, as it may be
1e-6000; what is summed over the others is at most 1 and kept as it is.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from peelsim.theory.arrays import Numbers
from peelsim.theory.renewal.counts import Complexes, reached
from peelsim.theory.renewal.direct import passage
from peelsim.theory.renewal.mesh import (
    CORRECTIONS,
    GAUSS,
    GAUSS_WEIGHT,
    KNOWN,
    NODES,
    Mesh,
    Solution,
    solve,
    until,
    values,
)
from peelsim.theory.renewal.survey import LATE, Survey
from peelsim.theory.renewal.texts import Texts, teaching_at

__all__ = ["Passage", "Points", "below", "beyond", "solved"]

_PIECES = 32
_WIDTH = 1.5  # of pieces in sqrt(R - j): a peak of trials that passed is about sqrt(R - j) wide, or more
_SINGLY = 40  # of the j below a limit
_STENCIL = np.array([-1.5, -0.5, 0.5, 1.5])  # at the end of a sum, half a whole number


@dataclass(frozen=True)
class Points:
    """Where summands are wanted, and with what weights."""

    j: Numbers
    weight: Numbers

    def __add__(self, other: "Points") -> "Points":
        return Points(np.concatenate([self.j, other.j]), np.concatenate([self.weight, other.weight]))


@dataclass(frozen=True)
class Passage:
    """h at each of a number of thetas, as a function of j."""

    texts: Texts
    thetas: Complexes
    survey: Survey
    solution: Solution | Complexes

    def learnt(self, j: Numbers, top: float) -> Complexes:
        """P(learnt = j) / exp(top), complex128[thetas, j]."""
        mesh, h = self.survey.mesh, self.solution
        if mesh is None or isinstance(h, np.ndarray):
            found = np.asarray(h)[:, np.searchsorted(self.survey.nodes, j - 0.25)]
        else:
            first = np.minimum(j, h.first.shape[1] - 1).astype(int)
            known = (j == first) & (j < KNOWN + 3) if h.first.size else np.zeros(len(j), bool)
            found = values(mesh, h, j)
            found[:, known] = h.first[:, first[known]]
        return np.asarray(reached(self.texts, self.thetas, j, top) * found)


def solved(texts: Texts, thetas: Complexes, survey: Survey) -> Passage:
    """h at all thetas."""
    mesh = survey.mesh
    if mesh is None:
        return Passage(texts, thetas, survey, passage(texts, thetas, survey.nodes))
    lead_at, none = mesh.nodes[:NODES], np.zeros((len(thetas), 0), np.complex128)
    if not survey.early:
        t, slope = teaching_at(texts, lead_at)
        lead = 1 - lead_at * thetas[:, None] * slope / np.expm1(thetas[:, None] * t)
        return Passage(texts, thetas, survey, solve(texts, thetas, mesh, lead, none))
    first = passage(texts, thetas, np.arange(KNOWN + 3.0))
    known = np.arange(KNOWN // 2 + 1, KNOWN + 1)
    middle, half = (mesh.edges[1] + mesh.edges[0]) / 2, (mesh.edges[1] - mesh.edges[0]) / 2
    fit = np.polynomial.chebyshev.chebfit((known - middle) / half, first[:, known].T, NODES - 1)
    lead = np.polynomial.chebyshev.chebval((lead_at - middle) / half, fit)
    return Passage(texts, thetas, survey, solve(texts, thetas, mesh, lead, first))


def below(survey: Survey, limit: float) -> Points:
    """The sum over all j < limit, half a whole number, of those that matter and no further than the survey's limit."""
    mesh = survey.mesh
    if mesh is None:
        j = survey.nodes
        return _only(Points(j, np.ones(len(j))), j < min(limit, survey.limit))
    low, high, start = mesh.edges[1], mesh.edges[-1], limit - _SINGLY
    if limit > high:
        found = _pieces(low, survey.high, high)
    else:  # the last j one by one: in a tail all that matters is there, and steep
        last = np.arange(limit - 0.5, max(low, start), -1)
        found = Points(last, np.ones(len(last)))
        if start > low:
            found += _pieces(low, survey.high, start) + Points(start + _STENCIL, -CORRECTIONS)
    if survey.early:
        weights = until(KNOWN) if limit > high or start > low else np.ones(KNOWN + 1)  # an integral follows, or none
        first = Points(np.arange(float(len(weights))), weights)
        found += _only(first, first.j < limit)
    if limit > high and mesh.joined:
        tail = _last(mesh)
        found += _only(tail, tail.j < limit)
    return found


def beyond(survey: Survey, texts: Texts, limit: float) -> Points:
    """The sum over all j > the survey's limit that matter and lie below ``limit``, half a whole number."""
    mesh = survey.mesh
    if mesh is None:
        j = survey.nodes
        return _only(Points(j, np.ones(len(j))), (j > survey.limit) & (j < limit))
    size, first_end = texts.concepts, mesh.nodes[-1] - LATE
    if not mesh.joined:
        j = mesh.nodes[len(mesh.nodes) - mesh.ends :]
        return _only(Points(j, np.ones(len(j))), j < limit)
    start, stop = survey.limit, min(first_end - 0.5, limit)
    if start >= stop:
        return Points(np.zeros(0), np.zeros(0))
    near, far = np.sqrt(size - stop), np.sqrt(size - start)
    pieces = max(_PIECES, int((far - near) / _WIDTH))
    found = _gauss(size - np.linspace(far, near, pieces + 1) ** 2) + Points(start + _STENCIL, CORRECTIONS)
    if limit < first_end - 0.5:
        return found + Points(limit + _STENCIL, -CORRECTIONS)
    last = _last(mesh)
    return found + _only(last, last.j < limit)


def _last(mesh: Mesh) -> Points:
    """The j one by one that follow upon the integral over the panels."""
    j = mesh.nodes[-1] - np.arange(LATE + 2.0, -1, -1)
    return Points(j, until(LATE)[::-1])


def _only(points: Points, where: npt.NDArray[np.bool_]) -> Points:
    return Points(points.j[where], points.weight[where])


def _pieces(low: float, between: float, high: float) -> Points:
    """From low to high, with as many pieces up to ``between``, where all that matters may be, as from there on."""
    if not low < between < high:
        return _gauss(np.linspace(low, high, _PIECES + 1))
    return _gauss(np.append(np.linspace(low, between, _PIECES + 1), np.linspace(between, high, _PIECES + 1)[1:]))


def _gauss(edges: Numbers) -> Points:
    half, middle = np.diff(edges)[:, None] / 2, (edges[1:, None] + edges[:-1, None]) / 2
    return Points((middle + half * GAUSS).ravel(), (half * GAUSS_WEIGHT).ravel())
