"""Which j matter, and on which mesh h is solved for.

Write mu_j = j F'_j / F_j for the pace: how fast N rises at j, seen back from N(j) = j. Where mu < 1, h_j is about
1 - mu_j (exactly, where F is linear in j: the ballot theorem). Around the ``turn``, where mu = 1 with slope k, it falls
to nothing like exp(-c t^3), t = (j - turn)/a on the scale a = (2/k)^(2/3), which goes like R^(2/3). So panels of
width .8 a do, wider far left of the turn, and none are needed 3 a right of it.

Of the j only those count whose p_j = P(N(j) = j) is within exp(-DEPTH) of the largest.

Tests: tests/theory/renewal/test_renewal_law.py
"""

from dataclasses import dataclass, field

import numpy as np

from peelsim.theory.arrays import Numbers
from peelsim.theory.renewal.counts import log_reach_at
from peelsim.theory.renewal.mesh import KNOWN, Mesh, mesh_of
from peelsim.theory.renewal.settled import settled
from peelsim.theory.renewal.texts import Texts, teaching_at

__all__ = ["DEPTH", "EVERY", "LATE", "Peak", "Survey", "one_by_one", "peak_of", "survey"]

EVERY = 200  # up to so many concepts each j is solved for
LATE = 60  # the last so many j are solved for one by one, if they matter
DEPTH = 34  # exp(-DEPTH) = 2e-15
_APART = 90  # and so many, behind a gap, where nearly all that pass end among them
_SCAN = 402
_REACH = 12  # scales that a mesh goes on beyond its high end, to follow trials that pass to their end
_REACH_FOR_SEVERAL = 40  # the same, where they may end in several places
_RESOLVING = 5  # panels over all j that matter, at least, of a mesh that goes on beyond them
_FAR = 3.2  # scales behind the turn where h is nothing


@dataclass(frozen=True)
class Survey:
    """Where h is solved for: on a mesh, or one by one where there is none."""

    size: float  # R
    top: float  # log of the largest p_j that matters
    limit: float  # trials that stop below it are called stuck; half a whole number
    early: bool  # whether h_0, h_1, ... matter
    whole: bool  # whether all j that matter are covered, also of trials that pass the limit
    high: float  # behind it p_j is nothing, up to where trials end that pass
    nodes: Numbers = field(default_factory=lambda: np.zeros(0))  # the j one by one, if there is no mesh
    mesh: Mesh | None = None

    @property
    def reaches_end(self) -> bool:
        """Whether h_R is solved for."""
        return bool((self.mesh.nodes if self.mesh else self.nodes)[-1] == self.size)


def survey(texts: Texts, theta: float, limit: float, *, one_landing: bool) -> Survey:
    """The survey for a Poisson number of texts of mean theta.

    limit: a j up to R around which hardly any trial stops, where all that pass it are told from those that do not.
    one_landing: whether all that pass stop about the same j; if not, the mesh must follow them, as far as it can.
    """
    size = texts.concepts
    if size <= EVERY or (limit > size - LATE - 2 and size < 3 * EVERY):
        return one_by_one(size, limit)
    end = size - LATE - 0.5
    cover = min(limit, end)
    peak = peak_of(texts, theta, cover).place
    top = _log_reach(texts, theta, peak)
    low, high, early = _relevant(texts, theta, peak, cover)
    turn, scale = _turn(texts, theta, low, high)
    high = min(high, turn + _FAR * scale)
    at, slope = settled(texts, complex(theta))
    landing = size - at.real
    passing = limit < end - 1 and _log_reach(texts, theta, max(min(landing, end), limit)) - top < 500
    blurred = not one_landing or slope.real > 0.05 or _log_reach(texts, theta, cover) - top > -DEPTH / 2
    reach = _REACH if one_landing else _REACH_FOR_SEVERAL
    late = (passing and blurred and (end - high) / scale < reach) or high >= end
    if late:
        narrow = _edges(low, high, min(0.8 * scale, (high - low) / _RESOLVING), turn - 1.5 * scale, early=early)
        wide = np.linspace(high, end, int((end - high) / (0.8 * scale) + 2))[1:] if end > high else np.zeros(0)
        mesh = mesh_of(np.append(narrow, wide), ends := size - np.arange(LATE, -1.0, -1), joined=True)
        if limit >= end:  # all count as stuck, those of the ends too: there may be nothing else
            top = max(top, float(log_reach_at(texts, theta, ends).max()))
        return Survey(size=size, top=top, limit=limit, early=early, whole=True, high=high, mesh=mesh)
    ends = _ends(texts, theta, limit) if one_landing else np.zeros(0)
    whole = len(ends) > 0 or limit >= end
    if high <= EVERY:
        nodes = np.append(np.arange(int(high) + 1.0), ends)
        return Survey(size=size, top=top, limit=limit, early=True, whole=whole, high=high, nodes=nodes)
    edges = _edges(low, high, 0.8 * scale, turn - 1.5 * scale, early=early)
    mesh = mesh_of(edges, ends, joined=False)
    return Survey(size=size, top=top, limit=limit, early=early, whole=whole, high=high, mesh=mesh)


def one_by_one(size: float, limit: float) -> Survey:
    """Every j is a node."""
    return Survey(size=size, top=0.0, limit=limit, early=True, whole=True, high=size, nodes=np.arange(size + 1.0))


def _ends(texts: Texts, theta: float, limit: float) -> Numbers:
    """The last j, if nearly all trials that pass the limit stop at one of them; else none."""
    size = texts.concepts
    ends = size - np.arange(_APART, -1.0, -1)
    matter = log_reach_at(texts, theta, ends) > -DEPTH - 3
    return np.asarray(ends[:0] if matter[0] or limit >= ends[0] else ends[matter])


def _log_reach(texts: Texts, theta: float, j: float) -> float:
    return float(log_reach_at(texts, theta, np.array([j]))[0])


def _relevant(texts: Texts, theta: float, peak: float, cover: float) -> tuple[float, float, bool]:
    """The j around the peak that matter, and whether they go on down to 0."""
    from scipy.optimize import brentq

    top = _log_reach(texts, theta, peak)

    def deep(j: float) -> float:
        return _log_reach(texts, theta, j) - top + DEPTH

    early = peak < KNOWN + 0.5 or deep(KNOWN + 0.5) > 0
    low = KNOWN + 0.5 if early else brentq(deep, KNOWN + 0.5, peak)
    high = cover if deep(cover) > 0 else brentq(deep, peak, cover)
    return low, high if high > low else 2 * low, early  # all that matter may be known directly: the mesh is beyond


def _turn(texts: Texts, theta: float, low: float, high: float) -> tuple[float, float]:
    """Where the pace first exceeds 1 and the scale there; ``high`` and a scale of R^(2/3) if it does not."""
    j = np.linspace(low, high, _SCAN)
    t, slope = teaching_at(texts, j)
    pace = j * theta * slope / np.expm1(theta * t)
    widest = 2 * texts.concepts ** (2 / 3)
    turns = np.flatnonzero((pace[:-1] < 1) & (pace[1:] >= 1))
    if not len(turns):
        return high, widest
    k = turns[0]
    bend = (pace[k + 1] - pace[k]) / (j[1] - j[0])
    return float(j[k] + (1 - pace[k]) / bend), min(float((2 / bend) ** (2 / 3)), widest)


def _edges(low: float, high: float, width: float, narrow_from: float, *, early: bool) -> Numbers:
    """Edges from high down to low, and one more panel below, where h is known."""
    edges = [high]
    while edges[-1] > low:
        edges.append(max(edges[-1] - width, low))
        width *= 1.3 if edges[-1] < narrow_from else 1
    edges.append(KNOWN / 2 + 0.5 if early else max(low - max(width, 20), low / 2))
    return np.array(edges[::-1])


@dataclass(frozen=True)
class Peak:
    """Where trials that are stuck most likely stop."""

    place: float  # j
    tilt: float  # d log p_j / d theta there


def peak_of(texts: Texts, theta: float, limit: float) -> Peak:
    """The first j < limit where the mean of N comes down to j, or else the one where p_j is largest."""
    from scipy.optimize import brentq, minimize_scalar

    size = texts.concepts

    def surplus(j: Numbers) -> Numbers:
        return np.asarray(-size * np.expm1(-theta * teaching_at(texts, j)[0]) - j)

    grid = np.linspace(0, limit, _SCAN)[1:]
    found = surplus(grid)
    if found.min() < 0:
        k = int(np.argmax(found < 0))
        place = brentq(lambda j: float(surplus(np.array([j]))[0]), grid[k] - grid[0], grid[k])
        return Peak(place=place, tilt=0.0)
    k = int(np.argmax(log_reach_at(texts, theta, grid)))
    around = max(grid[k] - grid[0], 1e-3), min(grid[k] + grid[0], limit)
    place = minimize_scalar(lambda j: -_log_reach(texts, theta, j), bounds=around, method="bounded").x
    place = max(place, limit, key=lambda j: _log_reach(texts, theta, j))  # where it rises to the end, that itself
    t = float(teaching_at(texts, np.array([place]))[0][0])
    return Peak(place=place, tilt=t * (place / np.expm1(theta * t) - size + place))
