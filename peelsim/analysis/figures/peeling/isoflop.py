"""Concepts learnt against their number at fixed budgets (Nayak and Varshney 2024, Fig. 4 left), and the optima.

Tests: tests/analysis/test_figures.py
"""

from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis import frontier
from peelsim.analysis.curves import Curve, axis, curves, spread
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Wanted, law_line
from peelsim.analysis.requirements import Along, Condition, Seen
from peelsim.analysis.results import Results
from peelsim.analysis.setting import Setting, setting
from peelsim.theory.optimum import compute_optimal
from peelsim.theory.optimum.compute_optimal import Optimum
from peelsim.theory.optimum.mean_taught import Law

ALONG = ("window", "texts_per_concept", "concepts")
BUDGETS = ("compute", "flops")
OPTIMA: dict[Law, str] = {"renewal": "s", "corrected": "D", "authors_code": "*", "published": "X"}  # law -> its mark
_OURS = ("renewal", "corrected")

_OBSERVABLES = ("learnt", "learnt_fraction", "stuck")  # the last two for the optimum
_MOST = 6


def _nothing_erased(results: Results) -> bool:
    return "erasure" not in results.config and "erasure" not in results.data.coords


MODELS = ("concept-text",)
NEEDS = (
    Along(BUDGETS),
    Along(ALONG),
    Condition("no erasure: R T would not be the budget of what is peeled", _nothing_erased),
    Seen(_OBSERVABLES, (BUDGETS, ALONG)),
)


@style.publication()
def draw(results: Results) -> Figure:
    """A curve per budget, of more than six, six spread ones; over sqrt(C'), so that all optima are near 0.47."""
    along, by, shared = axis(results, *ALONG), axis(results, *BUDGETS), setting(results)
    assert along is not None and by is not None
    figure = style.new_figure(style.SINGLE, 4.2)
    axes = figure.subplots()
    found = frontier.frontier(results.data)
    drawn = spread(curves(results, along, by=by), _MOST)
    marked: set[Law] = set()
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        budget = budget_of(results, shared, curve)
        unit = np.sqrt(budget)
        x = curve.values("concepts") / unit
        mean, low, high = (curve.values(f"learnt{suffix}") / unit for suffix in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        for law in results.laws:
            line = law_line(results, curve, Wanted(law, "learnt", along, against="concepts"))
            if line is not None:
                style.draw_law(axes, replace(line, x=line.x / unit, y=line.y / unit), law, look.colour)
        for law, best in _law_optima(results, shared, budget).items():
            marked.add(law)
            colour = look.colour if law in _OURS else style.PAPER
            axes.plot(
                best.concepts / unit, best.learnt / unit, OPTIMA[law], color=colour, markersize=5, zorder=5, **_HOLLOW
            )
        seen = found.sel(compute=budget, method="nearest")
        best_seen = seen["concepts"] / unit, seen["learnt"] / unit
        axes.plot(*best_seen, "o", color=look.colour, markersize=5, zorder=5, **_HOLLOW)
        keys.append(style.point_key(look, f"{BUDGET_NAMES[by]} = {style.number(float(curve.value))}"))
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "learnt" in results.laws[law]]
    if style.has_points(figure):
        lines.append(_mark_key("o", style.GREY, "optimum, simulated"))
    for law, marker in OPTIMA.items():
        if law in marked:
            colour = style.GREY if law in _OURS else style.PAPER
            lines.append(_mark_key(marker, colour, f"optimum, {style.law_name(law)}"))
    axes.set(
        xlabel="number of concepts, $R / \\sqrt{C'}$", ylabel="mean number learnt over $\\sqrt{C'}$", ylim=(-0.02, None)
    )
    style.legend(figure, keys, lines)
    return figure


BUDGET_NAMES = {"compute": "$C'$", "flops": "$C$ (FLOPs)"}
_HOLLOW: dict[str, Any] = {"markerfacecolor": "none", "markeredgewidth": 0.7}


def budget_of(results: Results, shared: Setting, curve: Curve) -> float:
    """C' of a curve along one budget."""
    budget = float(curve.value)
    return budget if axis(results, *BUDGETS) == "compute" else shared.scales.compute(budget)


def _law_optima(results: Results, shared: Setting, budget: float) -> dict[Law, Optimum[float]]:
    """The optimum of each law of the file that has one at this budget."""
    if shared.mean_text_degree is None or not shared.texts_fixed:
        return {}
    optima = {}
    for law in OPTIMA:
        try:
            if law in results.laws:
                optima[law] = compute_optimal.optimum(budget, mean_text_degree=shared.mean_text_degree, law=law)
        except ValueError:  # no threshold, or a budget below the law's range
            continue
    return optima


def _mark_key(marker: str, colour: str, label: str) -> Line2D:
    return Line2D([], [], linestyle="", marker=marker, color=colour, label=label, markersize=5, **_HOLLOW)
