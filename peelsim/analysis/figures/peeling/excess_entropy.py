"""Training error, and the bound of the excess entropy that follows, against model size (N. and V. 2024, Fig. 2(b)).

Tests: tests/analysis/test_figures.py
"""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import Curve, axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats
from peelsim.analysis.law_lines import Line
from peelsim.analysis.requirements import Along, Condition, Seen
from peelsim.analysis.results import Results
from peelsim.analysis.setting import setting

_ALONG = ("parameters", "compute", "flops")
_BELOW = 1e3  # factor by which a law is followed below the lowest point
_PANELS = {
    "training_error": "training error, $P_e$\n(share of texts)",
    "excess_entropy": "excess entropy, lower\nbound $E[P_e^2]/2$ (nat)",
}


def _at_optimum(results: Results) -> bool:
    return "optimum" in results.config or "optimum" in results.data.coords


MODELS = ("concept-text",)
NEEDS = (
    Condition("sizes at the optimum of a law", _at_optimum),
    Along(_ALONG),
    Seen(tuple(_PANELS), (_ALONG,), ("optimum",)),
)


@style.publication()
def draw(results: Results) -> Figure:
    """Both against N, a curve for each law whose optimum is taken, with the slope of its upper half."""
    figure = style.new_figure(style.SINGLE, 4.6)
    panels = figure.subplots(2, 1, sharex=True)
    drawn = _curves(results)
    said = [law for law in results.laws if any(name in results.laws[law] for name in _PANELS)]
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        size = _parameters(curve, results)
        for axes, name in zip(panels, _PANELS, strict=True):
            mean, low, high = (curve.values(name + suffix) for suffix in ("", "_low", "_high"))
            style.points(axes, size, mean=_positive(mean), low=low, high=high, look=look)
            for law in said:
                predicted = curve.law(law, name)
                if predicted is not None:
                    line = Line(size, _positive(predicted), curve.extrapolated(law, name))
                    style.draw_law(axes, line, law, look.colour)
        keys.append(style.point_key(look, f"at the optimum of law {style.law_name(str(curve.value))}"))
    for axes, (name, label) in zip(panels, _PANELS.items(), strict=True):
        axes.set(xscale="log", yscale="log", ylabel=label)
        slopes = [_slope(curve, results, name) for curve in drawn]
        looks = style.looks(len(drawn))
        for place, (slope, look) in enumerate(zip(slopes, looks, strict=True)):
            if slope is not None:
                text, height = f"slope ${slope[0]:+.3f} \\pm {slope[1]:.3f}$", 0.05 + 0.1 * place
                ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
                axes.text(0.03, height, text, transform=axes.transAxes, color=look.colour, fontsize=7, bbox=ground)
        seen = np.concatenate([_positive(curve.values(name)) for curve in drawn])
        if np.isfinite(seen).any():  # a law may go on falling far beyond
            axes.set_ylim(float(np.nanmin(seen)) / _BELOW, 5 * float(np.nanmax(seen)))
    panels[-1].set(xlabel="model size, $N$ (parameters)")
    keys += [style.law_key(law) for law in style.in_order(said)]
    style.legend(figure, keys)
    return figure


def summary(results: Results) -> str:
    """The slopes over the upper half of the sizes."""
    lines = []
    for curve in _curves(results):
        for name in _PANELS:
            slope, what = (
                _slope(curve, results, name),
                f"at the optimum of law {curve.value}: d ln {name} / d ln N, upper half =",
            )
            if slope is not None:
                lines.append(f"{what} {slope[0]:+.4f} +- {slope[1]:.4f} (95 %)")
    return "\n".join(lines)


def _curves(results: Results) -> list[Curve]:
    along, by = axis(results, *_ALONG), axis(results, "optimum")
    assert along is not None
    found = curves(results, along, by=by)
    if by is None:
        law = results.config.get("optimum") or str(results.data["optimum"].values.ravel()[0])
        found = [Curve(law, each.dimension, each.data, each.laws) for each in found]
    return found


def _parameters(curve: Curve, results: Results) -> Floats:
    """N of the realised numbers of concepts."""
    return np.asarray(setting(results).scales.parameters(curve.values("concepts")))


def _positive(values: Floats) -> Floats:
    """NaN where a logarithmic axis has no place."""
    return np.where(values > 0, values, np.nan)


def _slope(curve: Curve, results: Results, name: str) -> tuple[float, float] | None:
    """Slope of ln(mean) against ln N, weighted by the points' intervals, and half its 95 % interval.

    Over the sizes above the geometric middle of all, where the slope of small sizes has died away. None for fewer than
    three points. The interval allows for curvature: it grows with the scatter about the line.
    """
    size, mean = _parameters(curve, results), curve.values(name)
    half = (curve.values(f"{name}_high") - curve.values(f"{name}_low")) / 2
    good = (mean > 0) & (half > 0) & (size >= np.sqrt(size.min() * size.max()))
    if good.sum() < 3:
        return None
    x, y, error = np.log(size[good]), np.log(mean[good]), half[good] / mean[good]
    line, covariance = np.polyfit(x, y, 1, w=1 / error, cov="unscaled")
    misfit = float((((y - np.polyval(line, x)) / error) ** 2).sum()) * 1.96**2 / (len(x) - 2)
    return float(line[0]), float(np.sqrt(covariance[0, 0] * max(1.0, misfit)))
