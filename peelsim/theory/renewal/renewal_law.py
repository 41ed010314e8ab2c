"""The law of peeling at any size (law `renewal`): P(stuck), and what is learnt, for R from 5 to 1e16 concepts.

The renewal equation of ``direct`` is exact for a Poisson number of texts; here it is solved on the mesh of ``survey``,
for a fixed number of texts at the points of ``circle``. Errors are about 1e-8, absolute and relative, in P(stuck), and
1e-6 in means over all trials; up to 200 concepts, where each j is a node, rounding errors for a Poisson number of texts
and 1e-7 for a fixed one. Derived; the theory page of the documentation has the derivation.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import ceil, exp, inf, isfinite, log, nan, sqrt
from os import cpu_count

import numpy as np
import numpy.typing as npt

from peelsim.ensembles import TextDegree, as_text_degree
from peelsim.theory.arrays import Numbers
from peelsim.theory.peeling.density_evolution import split as limit_of_stuck
from peelsim.theory.peeling.density_evolution import thresholds
from peelsim.theory.renewal.beside import beside, check
from peelsim.theory.renewal.circle import Circle, circle
from peelsim.theory.renewal.counts import Complexes
from peelsim.theory.renewal.moments import CHANCE, ERROR, SQUARE, UNLEARNT, Moments, Question, moments
from peelsim.theory.renewal.record import RenewalLaw, gathered
from peelsim.theory.renewal.survey import peak_of
from peelsim.theory.renewal.texts import texts_of

__all__ = ["law", "laws"]

_RARE = 1e-6
_ROUGHEST = 1e-5
_LEAST_THROUGH = 1e-7  # below it, what trials do that are not stuck is all rounding errors


@dataclass(frozen=True)
class _Sums:
    """What ``moments`` has, for the number of texts asked for: sums over stuck trials relative to exp(top)."""

    top: float
    stuck: Numbers
    counted: Numbers
    passed: Numbers
    counted_late: Numbers
    complete: float


def law(
    concepts: float, *, texts: float, text_degree: TextDegree | float, texts_fixed: bool, split: float | None = None
) -> RenewalLaw[float]:
    """The law at one point.

    Parameters
    ----------
    concepts : R, 1 to 1e16; whole up to 200, real above.
    texts : T >= 0, or its mean; real. Fewer than 64 texts, if their number is fixed, are rounded down.
    text_degree : degrees of texts; a number d for the binomial ensemble of that mean.
    texts_fixed : True for exactly T texts, False for a Poisson number of mean T.
    split : a trial with a larger fraction unlearnt is stuck; by default density_evolution.split.

    Returns
    -------
    RenewalLaw : NaN where it knows nothing, with the reason. Fewer than 5 concepts, and a fixed number of fewer than 64
        texts, are left to the exact recursion.

    Raises
    ------
    ValueError : outside of that range.

    Examples
    --------
    >>> found = law(10_000, texts=45_676, text_degree=6, texts_fixed=True)
    >>> round(found.stuck, 6), round(found.unlearnt_if_stuck, 6)
    (0.513261, 0.840916)
    """
    omega = as_text_degree(text_degree)
    size, texts = check(concepts, texts, omega)
    own = limit_of_stuck(omega) if split is None else split
    if (plain := beside(size, texts, omega, own, texts_fixed=texts_fixed)) is not None:
        return plain
    jumps = thresholds(omega)
    counted = _limit(size, own)
    limit = _limit(size, limit_of_stuck(omega)) if jumps and isfinite(jumps[0].texts_per_concept) else size
    question = Question(texts_of(size, omega), limit, counted, one_landing=len(jumps) < 2, poisson=not texts_fixed)
    averaged = _fixed if texts_fixed else _poisson
    sums, seen = averaged(question, texts)
    counted_top = sums.top
    if counted < limit and sums.counted[CHANCE] < _RARE * sums.stuck[CHANCE]:  # a tail, of which the mesh saw little
        tail, _ = averaged(question._replace(limit=counted), texts)
        sums, counted_top = replace(sums, counted=tail.stuck), tail.top
    return _result(size, sums, seen, counted_top)


def laws(
    concepts: npt.ArrayLike,
    *,
    texts: npt.ArrayLike,
    text_degree: TextDegree | float,
    texts_fixed: bool,
    split: float | None = None,
) -> RenewalLaw[Numbers]:
    """``law`` at many points, on all cores: concepts and texts are broadcast, each field of the result is an array.

    Examples
    --------
    >>> laws(1000, texts=[4000.0, 4700.0], text_degree=6, texts_fixed=False).stuck.round(4)
    array([0.9908, 0.5369])
    """
    both = np.broadcast_arrays(np.asarray(concepts, dtype=float), np.asarray(texts, dtype=float))
    points = zip(*(each.ravel() for each in both), strict=True)

    def at(point: tuple[float, float]) -> RenewalLaw[float]:
        return law(point[0], texts=point[1], text_degree=text_degree, texts_fixed=texts_fixed, split=split)

    with ThreadPoolExecutor(cpu_count()) as pool:
        return gathered(list(pool.map(at, points)), both[0].shape)


def _limit(size: float, split: float) -> float:
    """What is learnt in a stuck trial is less: half a whole number above the most it can be."""
    return ceil(size - split * size) - 0.5


def _poisson(question: Question, texts: float) -> tuple[_Sums, Moments]:
    found = moments(question, np.array([complex(texts)]), texts)
    return _integrated(found, np.ones(1), found.top), found


def _fixed(question: Question, texts: float) -> tuple[_Sums, Moments]:
    """On the circle |theta| = T; stuck trials, if they are so rare that their saddle point is elsewhere, on another."""
    around = circle(texts, texts)
    found = moments(question, around.thetas, texts)
    sums = _integrated(_of_own_text(found, around), around.weights, found.top)
    radius = texts
    for _ in range(8):
        radius = texts / (1 + peak_of(question.texts, radius, min(question.limit, question.texts.concepts)).tilt)
    if abs(radius / texts - 1) * sqrt(texts) > 1:
        around = circle(texts, radius)
        rare = moments(question, around.thetas, radius)
        tail = _integrated(_of_own_text(rare, around), around.weights, rare.top + around.log_scale)
        sums = replace(sums, top=tail.top, stuck=tail.stuck, counted=tail.counted)
    return sums, found


def _of_own_text(found: Moments, around: Circle) -> Moments:
    """A share of T texts is the chance of one of them, which the T - 1 others do not know of; so for pairs of texts."""

    def weighted(sums: Complexes) -> Complexes:
        one, two = around.ratios * sums[:, ERROR], around.ratios**2 * sums[:, SQUARE]
        same = around.ratios * sums[:, ERROR] / around.texts
        return np.stack([sums[:, CHANCE], sums[:, UNLEARNT], one, two + same], axis=1)

    return replace(found, stuck=weighted(found.stuck), passed=weighted(found.passed))


def _integrated(found: Moments, weights: Complexes | Numbers, top: float) -> _Sums:
    def integral(sums: Complexes) -> Numbers:
        return np.asarray((weights @ sums).real)

    return _Sums(
        top=top,
        stuck=integral(found.stuck),
        counted=integral(found.counted),
        passed=integral(found.passed),
        counted_late=integral(found.counted_late),
        complete=float(integral(found.complete)),
    )


def _result(size: float, sums: _Sums, seen: Moments, counted_top: float) -> RenewalLaw[float]:
    scale = exp(sums.top)
    total, through = scale * sums.stuck + sums.passed, 1 - scale * sums.stuck[CHANCE]
    late = sums.counted_late if sums.counted_late[CHANCE] > 0 else np.zeros(4)
    rare = exp(counted_top) * sums.counted + late
    at = sums.counted if not late.any() else rare  # to be divided by each other: not yet zero
    undefined: dict[str, str] = {}
    if np.isnan(total[UNLEARNT]):
        said = "with several jumps, what is learnt past the first is known only while the mesh reaches the end"
        undefined |= dict.fromkeys(("unlearnt", "unlearnt_if_passed", "training_error", "excess_entropy"), said)
    if not seen.counts:
        said = "split lies where trials end that are past the threshold, of which the law knows the mean only"
        undefined |= dict.fromkeys(("stuck", "stuck_log10", "unlearnt_if_stuck"), said)
    if not at[CHANCE] > 0:
        undefined["unlearnt_if_stuck"] = "no trial is stuck"
    if not through > _LEAST_THROUGH:
        undefined["unlearnt_if_passed"] = "hardly any trial passes the threshold"
    if not seen.complete_known:
        undefined["complete"] = "the mesh does not reach the end"
    known = {
        "stuck": _within(rare[CHANCE], 1),
        "stuck_log10": _log10(at[CHANCE], 0.0 if late.any() else counted_top),
        "unlearnt": _within(total[UNLEARNT] / size, 1),
        "unlearnt_if_stuck": at[UNLEARNT] / at[CHANCE] / size if at[CHANCE] > 0 else nan,
        "unlearnt_if_passed": max(0.0, sums.passed[UNLEARNT] / through / size) if through > _LEAST_THROUGH else nan,
        "training_error": _within(total[ERROR], 1),
        "excess_entropy": _within(total[SQUARE] / 2, 0.5),
        "complete": _within(sums.complete, 1),
    }
    if seen.off > _ROUGHEST:
        undefined = dict.fromkeys(known, "the mesh is too wide here: its trials do not add up to all of them")
    return RenewalLaw(size, **{k: nan if k in undefined else float(v) for k, v in known.items()}, undefined=undefined)


def _within(value: float, most: float) -> float:
    return min(most, max(0.0, value))


def _log10(share: float, top: float) -> float:
    return min(0.0, (top + log(share)) / log(10)) if share > 0 else -inf
