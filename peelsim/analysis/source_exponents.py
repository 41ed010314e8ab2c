"""Exponents of sources: what was measured of each curve, and what gamma / (2 beta), published or corrected, says.

Tests: tests/analysis/test_source_figures.py
"""

from dataclasses import dataclass

import numpy as np

from peelsim.analysis.curves import Curve, axis, curves
from peelsim.analysis.hierarchy_levels import exponent as level_exponent
from peelsim.analysis.hierarchy_levels import levels
from peelsim.analysis.results import Results
from peelsim.analysis.setting import shared
from peelsim.theory.sources import exponents, long_memory, pointer

__all__ = ["BY", "HIERARCHY", "MODELS", "SourceExponent", "by_source", "predicted", "source_exponents"]

BY = {"entropy_exponent": "$\\gamma$", "memory": "$d$"}
HIERARCHY = "hierarchy-source"
MODELS = ("additive-source", "long-memory-source", "pointer-source")


@dataclass(frozen=True)
class SourceExponent:
    """One source.

    Parameters
    ----------
    kind : of source, in words.
    name : what tells it from the others of the file, "" if it is alone.
    label : the same, for a figure.
    measured, error : the slope of ln excess against ln samples over the upper half of the samples, or between the
        levels of a hierarchy, and its error.
    published, corrected : gamma / (2 beta) and gamma / (2 beta'), NaN where there is none.
    """

    kind: str
    name: str
    label: str
    measured: float
    error: float
    published: float
    corrected: float


def by_source(results: Results) -> list[Curve]:
    """A curve along samples for each source of a file."""
    return curves(results, "samples", by=axis(results, *BY))


def source_exponents(results: Results) -> list[SourceExponent]:
    """All sources of a file of which two or more points, or three levels from the third on, were seen."""
    kind = results.kind.removesuffix("-source").replace("-", " ")
    if results.kind == HIERARCHY:
        measured, error = level_exponent(results)
        said = levels(results).grammars.data_exponent
        alone = SourceExponent(kind, "", "", measured, error, said, np.nan)
        return [alone] if np.isfinite(measured) else []
    found = []
    for curve in by_source(results):
        slope = _slope(curve)
        if slope is not None:
            published, corrected = predicted(results, curve)
            found.append(SourceExponent(kind, *_names(results, curve), *slope, published, corrected))
    return found


def predicted(results: Results, curve: Curve) -> tuple[float, float]:
    """gamma / (2 beta) and gamma / (2 beta') of the curve's source."""
    if results.kind == "long-memory-source":
        return long_memory.published_exponent(_parameter(results, curve, "memory")), 0.5
    gamma = _parameter(results, curve, "entropy_exponent")
    if results.kind == "pointer-source":
        return pointer.published_exponent(gamma), pointer.true_exponent(gamma)
    beta = _parameter(results, curve, "correlation_exponent")
    said = exponents.published(entropy_exponent=gamma, correlation_exponent=beta)
    return said, said


def _parameter(results: Results, curve: Curve, name: str) -> float:
    if name in curve.data.coords:
        return float(np.ravel(curve.data[name].values)[0])
    return float(shared(results)[name])


def _names(results: Results, curve: Curve) -> tuple[str, str]:
    """What tells the source from the others of its file, in words and in a figure."""
    by = axis(results, *BY)
    if by is None:
        return "", ""
    return f"{by} = {float(curve.value):g}", f"{BY[by]} = {float(curve.value):g}"


def _slope(curve: Curve) -> tuple[float, float] | None:
    samples, excess = curve.values("samples"), curve.values("excess")
    error = curve.values("excess_std") / np.sqrt(np.maximum(curve.values("trials"), 1))
    upper = (samples >= np.sqrt(samples.min() * samples.max())) & (excess > 0) & (error > 0)
    if upper.sum() < 2:
        return None
    relative = error[upper] / excess[upper]
    x, y = np.log(samples[upper]), np.log(excess[upper])
    weight = relative**-2
    x = x - np.average(x, weights=weight)
    spread = float(np.sum(weight * x**2))
    return -float(np.sum(weight * x * y)) / spread, spread**-0.5
