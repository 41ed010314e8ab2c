"""Loss of softmax regression against time, and how fast it falls: one third, or not (Liu, Liu, Pehlevan and Gore 2026).

The exponents of the summary are fitted to one trial at a time, which is what their intervals are of.

Tests: tests/analysis/test_training_figures.py
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from peelsim.analysis.curves import Curve, axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.law_lines import Line
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results

_BY = {
    "classes": "$V$",
    "dimensions": "$N$",
    "batch": "$B$",
    "noise": "$\\kappa$",
    "rate": "$\\eta$",
    "temperature": "$T$",
    "smoothing": "smoothing",
    "weight_decay": "$\\lambda$",
    "momentum": "momentum",
    "schedule.exponent": "$a$",
    "optimizer": "",
}
_MOST = 6  # curves
_ONE_THIRD, _TWO_FIFTHS = 1 / 3, 2 / 5
_EXPONENTS = {"alignment_exponent": "alignment", "loss_exponent": "loss"}


def _axes(results: Results) -> list[str]:
    """Coordinates of the grid's axes, one of each."""
    data = results.data
    dims: dict[str, str] = {}
    for name in _BY:
        if axis(results, name) is not None:
            dims.setdefault(str(data[name].dims[0]), name)
    return list(dims.values())


def _seen(results: Results) -> bool:
    data = results.data
    if any(f"loss{suffix}" not in data for suffix in ("", "_low", "_high")):
        return False
    known = {"time", *(str(data[name].dims[0]) for name in _axes(results))}
    return {str(dimension) for dimension in data["loss"].dims if data.sizes[dimension] > 1} <= known


MODELS = ("softmax-regression",)
NEEDS = (Along(("time",)), Condition("loss along time, and along parameters of numbers", _seen))


@dataclass(frozen=True, eq=False)
class _Named:
    """A curve along time, and what it is a curve of."""

    label: str
    curve: Curve


@style.publication()
def draw(results: Results) -> Figure:
    """Loss, and below minus its slope between neighbouring times, with marks at one third and two fifths."""
    figure = style.new_figure(style.SINGLE, 4.8)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    named = _named(results)
    if len(named) > _MOST:
        named = [named[place] for place in np.round(np.linspace(0, len(named) - 1, _MOST)).astype(int)]
    keys = []
    for each, look in zip(named, style.looks(len(named)), strict=True):
        _draw(upper, lower, each.curve, look)
        if each.label:
            keys.append(style.point_key(look, each.label))
    for mark in (_ONE_THIRD, _TWO_FIFTHS):
        lower.axhline(mark, color=style.GREY, linewidth=0.5, zorder=1)
    upper.set(yscale="log", ylabel="loss (nat)")
    lower.set(xscale="log", xlabel="time, sum of rates, $\\tau$", ylabel="$-d\\,$ln loss$/d\\,$ln$\\,\\tau$")
    lower.set_ylim(0, 0.8)
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "loss" in results.laws[law]]
    style.legend(figure, *style.in_columns(keys, 2 if len(keys) > 3 else 1), lines)
    return figure


def summary(results: Results) -> str:
    """Exponents of late times, each a mean over trials of fits to one trial, with 95 % intervals; those of the laws."""
    if any(f"{name}_low" not in results.data for name in _EXPONENTS):
        return ""
    laws = [law for law in style.in_order(results.laws) if "alignment_exponent" in results.laws[law]]
    named = _named(results)
    wide = max(10, *(len(_plain(each.label)) for each in named))
    lines = ["  ".join([f"{'exponent':<9}", f"{'of':<{wide}}", f"{'fitted':>26}", *(f"{law:>12}" for law in laws)])]
    for observable, word in _EXPONENTS.items():
        for each in named:
            mean, low, high = (
                float(np.ravel(each.curve.data[f"{observable}{suffix}"].values)[0]) for suffix in ("", "_low", "_high")
            )
            row = [f"{word:<9}", f"{_plain(each.label):<{wide}}", f"{mean:>9.4f} [{low:.4f}, {high:.4f}]"]
            for law in laws:
                said = each.curve.laws[law]
                row.append(
                    f"{float(np.ravel(said[observable].values)[0]):>12.4f}" if observable in said else f"{'-':>12}"
                )
            lines.append("  ".join(row))
    return "\n".join(lines)


def _named(results: Results) -> list[_Named]:
    """A curve for each value of every axis but time, in this order."""
    parts = [_Named("", Curve("", "time", results.data, results.laws))]
    for name in _axes(results):
        dimension = str(results.data[name].dims[0])
        parts = [
            _Named(
                ", ".join(filter(None, (part.label, _label(results, name, dimension, each)))),
                replace(each, dimension="time"),
            )
            for part in parts
            for each in curves(replace(results, data=part.curve.data, laws=part.curve.laws), "time", by=name)
        ]
    return parts


def _label(results: Results, name: str, dimension: str, curve: Curve) -> str:
    """What a curve is of: the values of all coordinates along one axis of the grid."""
    words = []
    for other, symbol in _BY.items():
        values = results.data.coords.get(other)
        if values is not None and values.dims == (dimension,):
            value = curve.data[other].values.item()
            words.append(f"{symbol} = {style.number(value)}" if isinstance(value, int | float) else str(value))
    return ", ".join(words)


def _plain(label: str) -> str:
    for symbol in ("$", "\\", "{", "}"):
        label = label.replace(symbol, "")
    return label


def _draw(upper: Axes, lower: Axes, curve: Curve, look: Look) -> None:
    x = curve.values("time")
    mean, low, high = (_positive(curve.values(f"loss{suffix}")) for suffix in ("", "_low", "_high"))
    style.points(upper, x, mean=mean, low=low, high=high, look=look)
    between, slope = _slopes(x, mean)
    lower.plot(between, slope, look.marker, color=look.colour, markeredgewidth=0)
    for law in curve.laws:
        said = curve.law(law, "loss")
        if said is None:
            continue
        beyond = curve.extrapolated(law, "loss")
        style.draw_law(upper, Line(x, _positive(said), beyond), law, look.colour)
        style.draw_law(lower, Line(between, _slopes(x, said)[1], beyond[1:] | beyond[:-1]), law, look.colour)


def _slopes(x: Floats, loss: Floats) -> tuple[Floats, Floats]:
    """Minus the slope between neighbours, and where it is."""
    between = np.array([np.sqrt(a * b) for a, b in pairwise(x)])
    with np.errstate(divide="ignore", invalid="ignore"):
        return between, -np.diff(np.log(loss)) / np.diff(np.log(x))


def _positive(values: Floats) -> Floats:
    """NaN where a logarithmic axis has no place."""
    return np.where(values > 0, values, np.nan)
