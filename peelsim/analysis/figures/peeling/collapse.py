"""All sizes on one curve: P(stuck) against z, the place in the critical window, and what is left beside Q(z).

Tests: tests/analysis/test_figures.py
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from scipy.special import ndtr

from peelsim.analysis.curves import axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.probit import probit_line, threshold_line
from peelsim.analysis.requirements import Along, Condition, Seen
from peelsim.analysis.results import Results
from peelsim.analysis.setting import setting
from peelsim.analysis.threshold_moments import ThresholdMoments, threshold_moments
from peelsim.theory.peeling import finite_length, scaling_constants

_ALONG = ("window", "texts_per_concept")
_WIDEST = 6.0  # z beyond which nothing is drawn: P(stuck) is 0 or 1 there
_ENTRIES = 11  # of the legend; others are left out, as their colours and sizes follow in order


def _has_window(results: Results) -> bool:
    try:
        shared = setting(results)
        scaling_constants.scaling(shared.text_degree, texts_fixed=shared.texts_fixed)
    except ValueError:
        return False
    return True


MODELS = ("concept-text",)
NEEDS = (
    Along(_ALONG),
    Seen(("stuck",), (_ALONG,), ("concepts",)),
    Condition("text degrees with a finite threshold, the same at all points", _has_window),
)


@style.publication()
def draw(results: Results) -> Figure:
    """P(stuck) of every size against z of the realised numbers, and below it P(stuck) - Q(z), sizes side by side."""
    along, by, shared = axis(results, *_ALONG), axis(results, "concepts"), setting(results)
    assert along is not None
    figure = style.new_figure(style.SINGLE, 4.2)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    drawn = curves(results, along, by=by)
    entries, reach = [], 0.0
    shifts = _side_by_side(results, along, len(drawn))
    for curve, look, shift in zip(drawn, style.looks(len(drawn)), shifts, strict=True):
        sizes = curve.values("concepts")
        z = finite_length.window(
            sizes,
            texts_per_concept=curve.values("texts") / sizes,
            text_degree=shared.text_degree,
            texts_fixed=shared.texts_fixed,
        )
        near = np.abs(z) <= _WIDEST
        mean, low, high = (curve.values(f"stuck{suffix}")[near] for suffix in ("", "_low", "_high"))
        z, law = z[near], ndtr(-z[near])
        style.points(upper, z, mean=mean, low=low, high=high, look=look)
        style.points(lower, z + shift, mean=mean - law, low=low - law, high=high - law, look=look)
        reach = max([reach, *np.abs(z)])
        same = len(np.unique(sizes)) == 1
        label = style.number(sizes[0]) if same else f"{style.number(sizes.min())} to {style.number(sizes.max())}"
        entries.append(style.point_key(look, f"$R$ = {label}"))
    if reach == 0:
        raise ValueError(f"no point lies within {_WIDEST:g} widths of the threshold")
    z = np.linspace(-reach, reach, 400)
    upper.plot(z, ndtr(-z), color="black", zorder=4, **style.law_style("corrected"))
    lower.axhline(0, color="black", linewidth=0.8, zorder=1)
    upper.set(ylabel="probability of getting\nstuck, $P$(stuck)", ylim=(-0.03, 1.03))
    lower.set(ylabel="$P$(stuck) $-\\ Q(z)$", xlabel="place in the critical window, $z$")
    law = Line2D([], [], color="black", label="law $Q(z)$", **style.law_style("corrected"))
    style.legend(figure, *style.in_columns([*_thinned(entries), law], 3))
    return figure


def summary(results: Results) -> str:
    """The waterfall of each size: where half the trials are stuck, and its width, beside those of the law.

    Where the points share their trials, also the moments of the numbers of texts at which these come unstuck.
    """
    along, by, shared = axis(results, *_ALONG), axis(results, "concepts"), setting(results)
    assert along is not None
    law = scaling_constants.scaling(shared.text_degree, texts_fixed=shared.texts_fixed)
    lines = [f"{'R':>10}  {'centre - c*':>20}  {'law':>9}  {'alpha':>16}  {'law':>8}"]
    moments = [f"{'R':>10}  {'mean - c*':>20}  {'deviation sqrt(R)':>17}  {'skewness':>16}"]
    for curve in curves(results, along, by=by):
        sizes = curve.values("concepts")
        line = None
        if "stuck_count" in curve.data:
            ratios = curve.values("texts") / sizes
            stuck, trials = curve.values("stuck_count"), curve.values("trials")
            if "correlated" in curve.data[along].attrs and len(np.unique(trials)) == 1:
                line = threshold_line(ratios, stuck, int(trials[0]))
                found = threshold_moments(ratios, stuck, int(trials[0]))
                if found is not None and len(np.unique(sizes)) == 1:
                    moments.append(_moments_line(float(sizes[0]), found, law.threshold.texts_per_concept))
            else:
                line = probit_line(ratios, stuck, trials)
        if line is None or len(np.unique(sizes)) > 1:
            continue
        size, error = float(sizes[0]), line.centre_error
        shift = f"{line.centre - law.threshold.texts_per_concept:.6f} +- {error:.6f}"
        width = f"{line.width * size**0.5:.3f} +- {line.width_error * size**0.5:.3f}"
        lines.append(f"{size:>10.4g}  {shift:>20}  {law.beta * size ** (-2 / 3):9.6f}  {width:>16}  {law.alpha:8.3f}")
    return "\n".join(row for table in (lines, moments) if len(table) > 1 for row in table)


def _moments_line(size: float, found: ThresholdMoments, threshold: float) -> str:
    mean = f"{found.mean - threshold:.6f} +- {found.mean_error:.6f}"
    deviation = f"{found.deviation * size**0.5:.3f} +- {found.deviation_error * size**0.5:.3f}"
    skewness = f"{found.skewness:.3f} +- {found.skewness_error:.3f}"
    cut = f"  cut: {max(found.below, found.above):.2%} of the trials lie beyond an end of the axis" if found.cut else ""
    return f"{size:>10.4g}  {mean:>20}  {deviation:>17}  {skewness:>16}{cut}"


def _side_by_side(results: Results, along: str, number: int) -> style.Floats:
    """Shifts in z of the curves' residuals, where all sizes have the same z and would hide each other."""
    if along != "window" or number < 2:
        return np.zeros(number)
    places = np.unique(results.data["window"].values)
    return np.asarray(0.6 * np.diff(places).min() * np.linspace(-0.5, 0.5, number))


def _thinned(entries: list[Line2D]) -> list[Line2D]:
    """Every second, third, ... entry, and the last."""
    step = -(-len(entries) // _ENTRIES)
    kept = entries[::step]
    return kept if kept[-1] is entries[-1] else [*kept, entries[-1]]
