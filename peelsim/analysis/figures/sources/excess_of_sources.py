"""Excess loss of learners of sources against samples, how fast it falls, and how far the learner looks.

Tests: tests/analysis/test_source_figures.py
"""

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import axis, runs_along
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Line, Wanted, law_line
from peelsim.analysis.power_law_fit import local_slopes
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results
from peelsim.analysis.source_exponents import BY, MODELS, by_source, predicted, source_exponents

__all__ = ["MODELS", "NEEDS", "draw", "summary"]


def _seen(results: Results) -> bool:
    by = axis(results, *BY)
    return runs_along(results, "excess", "samples", *([by] if by else []))


NEEDS = (
    Along(("samples",)),
    Condition("excess along it, with or without entropy_exponent or memory, and along no other axis", _seen),
)


@style.publication()
def draw(results: Results) -> Figure:
    """Excess loss, and below its slope between neighbouring points; dotted: gamma / (2 beta) as published."""
    by = axis(results, *BY)
    figure = style.new_figure(style.SINGLE, 4.8)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    drawn = by_source(results)
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        x = curve.values("samples")
        mean, low, high = (curve.values(f"excess{suffix}") for suffix in ("", "_low", "_high"))
        style.points(upper, x, mean=np.where(mean > 0, mean, np.nan), low=low, high=high, look=look)
        error = curve.values("excess_std") / np.sqrt(np.maximum(curve.values("trials"), 1))
        order = np.argsort(x)
        positive = np.where(mean > 0, mean, np.nan)
        between, slope, spread = local_slopes(x[order], loss=positive[order], error=error[order])
        style.points(lower, between, mean=slope, low=slope - 1.96 * spread, high=slope + 1.96 * spread, look=look)
        lower.axhline(predicted(results, curve)[0], color=look.colour, linewidth=0.6, linestyle=":", zorder=1)
        for law in curve.laws:
            line = law_line(results, curve, Wanted(law, "excess", "samples", scale="log"))
            if line is None:
                continue
            style.draw_law(upper, replace(line, y=np.where(line.y > 0, line.y, np.nan)), law, look.colour, zorder=2)
            said = curve.law(law, "excess")
            if said is not None:  # at the points alone: between them a horizon jumps from lag to lag
                _, falls, _ = local_slopes(x[order], loss=said[order], error=np.zeros_like(x))
                dots = Line(between, falls, np.zeros(len(between), np.bool_))
                style.draw_law(lower, dots, law, look.colour, zorder=2)
        keys.append(style.point_key(look, f"{BY[by]} = {float(curve.value):g}" if by else "simulated"))
    upper.set(xscale="log", yscale="log", ylabel="excess loss (nat)")
    lower.set(xlabel="samples, $P$", ylabel="slope between points,\n$-d \\ln L / d \\ln P$")
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "excess" in results.laws[law]]
    style.legend(figure, keys, lines)
    return figure


def summary(results: Results) -> str:
    """The exponent of each source, a line each."""
    lines = ["excess ~ samples^-e over the upper half of the samples"]
    for each in source_exponents(results):
        said = f"e = {each.measured:.4f} ± {1.96 * each.error:.4f}"
        lines.append(
            f"  {each.name or each.kind}: {said}; published {each.published:.4f}, corrected {each.corrected:.4f}"
        )
    return "\n".join(lines)
