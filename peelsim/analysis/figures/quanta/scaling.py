"""Loss of the quantization model against parameters, samples or steps, and how fast it falls (Michaud et al. 2023).

Tests: tests/analysis/test_quanta_figures.py
"""

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from peelsim.analysis.curves import Curve, axis, curves, runs_along
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.law_lines import Line, Wanted, law_line
from peelsim.analysis.power_law_fit import PowerLaw, local_slopes, power_law
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results
from peelsim.theory.quanta import quantization

_ALONG = {
    "capacity": ("quanta there is room for, $n$", quantization.exponent_in_parameters),
    "samples": ("training samples, $D$", quantization.exponent_in_data),
    "steps": ("training steps, $S$", quantization.exponent_in_data),
}
_BY = {"exponent": "$\\alpha$", "sightings": "$k_0$"}
_MANY = 100.0  # quanta learnt from which a power law is fitted


def _seen(results: Results) -> bool:
    by = axis(results, *_BY)
    return runs_along(results, "excess_loss", axis(results, *_ALONG), *([by] if by else []))


MODELS = ("quanta",)
NEEDS = (
    Along(tuple(_ALONG)),
    Condition("excess_loss along it, with or without exponent or sightings, and along no other axis", _seen),
)


@style.publication()
def draw(results: Results) -> Figure:
    """Excess loss, and below its slope between neighbouring points; the legend has the exponent of a fit.

    Fits have a free floor (see ``power_law_fit``) and begin at 100 quanta learnt. The horizontal marks are the
    exponents alpha in parameters and alpha / (alpha + 1) in samples and steps.
    """
    along, by = axis(results, *_ALONG), axis(results, *_BY)
    assert along is not None
    label, expected = _ALONG[along]
    figure = style.new_figure(style.SINGLE, 4.8)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    drawn = curves(results, along, by=by)
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        x = _positive(curve.values(along))
        mean, low, high = (curve.values(f"excess_loss{suffix}") for suffix in ("", "_low", "_high"))
        style.points(upper, x, mean=_positive(mean), low=low, high=high, look=look)
        order = np.argsort(x)
        between, slope, error = local_slopes(x[order], loss=_positive(mean)[order], error=_error(curve)[order])
        style.points(lower, between, mean=slope, low=slope - 1.96 * error, high=slope + 1.96 * error, look=look)
        lower.axhline(expected(float(curve.values("exponent")[0])), color=look.colour, linewidth=0.5, zorder=1)
        for law in curve.laws:
            wanted = Wanted(law, "excess_loss", along, scale="log")
            _law(upper, lower, law_line(results, curve, wanted), law, look)
        keys.append(style.point_key(look, _label(by, curve, fitted(curve, along))))
    upper.set(xscale="log", yscale="log", ylabel="loss above that of all learnt,\n$L - a$ (nat)")
    lower.set(xlabel=label, ylabel="slope between points,\n$-d \\ln(L - a) / d \\ln x$")
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "excess_loss" in results.laws[law]]
    style.legend(figure, keys, lines)
    return figure


def summary(results: Results) -> str:
    """The exponent of each curve, a line each."""
    along, by = axis(results, *_ALONG), axis(results, *_BY)
    assert along is not None
    lines = [f"excess loss = floor + A {along}^-e, fitted from {_MANY:g} quanta learnt on"]
    for curve in curves(results, along, by=by):
        fit = fitted(curve, along)
        name = f"{by} = {curve.value:g}: " if by else ""
        alpha = float(curve.values("exponent")[0])
        said = "too few points" if fit is None else f"e = {fit.exponent:.5f} [{fit.low:.5f}, {fit.high:.5f}]"
        floor = "" if fit is None else f", floor {fit.floor:.5f} nat"
        lines.append(f"  {name}{said}{floor}; the power law has {_ALONG[along][1](alpha):.5f}")
    return "\n".join(lines)


def fitted(curve: Curve, along: str) -> PowerLaw | None:
    """The power law through the points where many quanta are learnt."""
    mean, error = curve.values("excess_loss"), _error(curve)
    learnt = curve.values("learnt") if "learnt" in curve.data else np.full_like(mean, np.inf)
    told = (curve.values(along) > 0) & (mean > 0) & (error > 0) & (learnt >= _MANY)
    return power_law(curve.values(along)[told], loss=mean[told], error=error[told])


def _error(curve: Curve) -> Floats:
    """Standard errors of the excess loss."""
    return np.asarray(curve.values("excess_loss_std") / np.sqrt(np.maximum(curve.values("trials"), 1)))


def _label(by: str | None, curve: Curve, fit: PowerLaw | None) -> str:
    name = f"{_BY[by]} = {curve.value:g}" if by else "simulated" if curve.values("trials").any() else "law alone"
    return name if fit is None else f"{name}: {fit.exponent:.4f} ± {(fit.high - fit.low) / 2:.4f}"


def _law(upper: Axes, lower: Axes, line: Line | None, law: str, look: Look) -> None:
    """A law's line, and its slopes."""
    if line is None:
        return
    loss = _positive(line.y)
    style.draw_law(upper, replace(line, y=loss), law, look.colour, zorder=2)
    between, slope, _ = local_slopes(line.x, loss=loss, error=np.zeros_like(line.x))
    beyond = line.extrapolated[1:] | line.extrapolated[:-1]
    style.draw_law(lower, Line(between, slope, beyond), law, look.colour, zorder=2)


def _positive(values: Floats) -> Floats:
    """NaN for what a logarithmic axis cannot show."""
    return np.where(values > 0, values, np.nan)
