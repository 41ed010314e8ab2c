"""Figures of what explains measured losses: a curve with its theories, a surface with its sum of powers.

Tests: tests/commands/test_explain.py
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.figures import style, ticks
from peelsim.fits.explanation import Explanation
from peelsim.fits.measured import Surface
from peelsim.fits.report import in_data
from peelsim.fits.two_sizes import SumOfPowers

__all__ = ["of_curve", "of_surface"]

_DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (8, 4)))


@style.publication()
def of_curve(explanation: Explanation) -> Figure:
    """The points and every theory's curve; below, how far each is from the points, as a share of the loss."""
    measured = explanation.measured
    figure = style.new_figure(style.SINGLE, 4.2)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    error = None if measured.error is None else 1.96 * measured.error
    upper.errorbar(measured.x, measured.loss, yerr=error, fmt="o", color="black", markersize=3, zorder=3)
    x = np.geomspace(measured.x.min(), measured.x.max(), 300)
    keys = []
    looks = style.looks(len(explanation.theories))
    for each, look, dashes in zip(explanation.theories, looks, _DASHES * 3, strict=False):
        upper.plot(x, each.fit.at(x), color=look.colour, linestyle=dashes)
        off = each.fit.at(measured.x) / measured.loss - 1
        lower.plot(measured.x, 100 * off, look.marker, color=look.colour, markersize=2.5, markeredgewidth=0)
        label = f"{each.name.replace('_', ' ')}, BIC + {each.behind:.1f}"
        keys.append(
            Line2D([], [], color=look.colour, linestyle=dashes, marker=look.marker, markersize=2.5, label=label)
        )
    lower.axhline(0, color=style.GREY, linewidth=0.5)
    upper.set(xscale="log", yscale="log", ylabel="loss")
    lower.set(xlabel=measured.name, ylabel="theory above points (%)")
    figure.legend(handles=keys, loc="outside upper center", ncols=2)
    ticks.space(figure)
    return figure


@style.publication()
def of_surface(surface: Surface, fit: SumOfPowers) -> Figure:
    """What is left of the loss along each size once the other's part is taken off, and what theories say along data.

    Left against parameters, L - E - B D^-beta; right against tokens, L - E - A N^-alpha, with the slopes that the
    horizon of learnable lags, the one-third law and quanta predict, through the middle of the points.
    """
    figure = style.new_figure(style.DOUBLE, 3.0)
    left, right = figure.subplots(1, 2, sharey=True)
    by_size = fit.parameters_coefficient * surface.parameters**-fit.parameters_exponent
    by_data = fit.tokens_coefficient * surface.tokens**-fit.tokens_exponent
    rest = surface.loss - fit.floor
    size_line = fit.parameters_coefficient, fit.parameters_exponent, "\\alpha"
    _panel(left, surface.parameters, rest - by_data, size_line)
    _panel(right, surface.tokens, rest - by_size, (fit.tokens_coefficient, fit.tokens_exponent, "\\beta"))
    x = np.geomspace(surface.tokens.min(), surface.tokens.max(), 50)
    middle = np.exp(np.log(surface.tokens).mean())
    for (name, slope), dashes in zip(in_data(fit).items(), _DASHES[1:], strict=False):
        through = fit.tokens_coefficient * middle**-fit.tokens_exponent
        label = f"{name}: {slope:.3f}"
        right.plot(x, through * (x / middle) ** -slope, color=style.GREY, linestyle=dashes, linewidth=0.9, label=label)
    left.set(xlabel="parameters, $N$", ylabel="part of the loss")
    right.set(xlabel="tokens, $D$")
    for axes in (left, right):
        axes.legend()
    ticks.space(figure)
    return figure


def _panel(axes: Axes, x: style.Floats, part: style.Floats, law: tuple[float, float, str]) -> None:
    coefficient, exponent, letter = law
    look = style.looks(1)[0]
    seen = part > 0
    axes.plot(x[seen], part[seen], "o", color=look.colour, markersize=2, markeredgewidth=0)
    along = np.geomspace(x.min(), x.max(), 50)
    axes.plot(along, coefficient * along**-exponent, color="black", label=f"fit, ${letter}$ = {exponent:.3f}")
    axes.set(xscale="log", yscale="log")
