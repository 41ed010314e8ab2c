"""Concepts learnt against their number at fixed budgets (Nayak and Varshney 2024, Fig. 4 left), and the optima."""

from importlib import import_module
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import Curve, axis, curves, runs_along, spread
from peelsim.analysis.figures import style
from peelsim.analysis.results import Results
from peelsim.analysis.setting import Setting, setting
from peelsim.theory import compute_optimal
from peelsim.theory.compute_optimal import Law, Optimum

NEEDS = "learnt along compute or flops and along window, texts_per_concept or concepts, and along no other axis"

ALONG = ("window", "texts_per_concept", "concepts")
BUDGETS = ("compute", "flops")
OPTIMA: dict[Law, str] = {"corrected": "D", "authors_code": "*", "published": "X"}  # laws, and what marks their optimum

_MOST = 6


def suits(results: Results) -> bool:
    """Whether these are isoFLOP curves."""
    return runs_along(results, "learnt", axis(results, *ALONG), axis(results, *BUDGETS))


@style.publication()
def draw(results: Results) -> Figure:
    """A curve a budget; of more than six, six spread ones."""
    along, by, shared = axis(results, *ALONG), axis(results, *BUDGETS), setting(results)
    assert along is not None and by is not None
    figure = style.new_figure(style.SINGLE, 3.6)
    axes = figure.subplots()
    axes.set(xscale="log", yscale="log")
    found = import_module("peelsim.analysis.frontier").frontier(results.data).sortby(by)
    drawn = spread(curves(results, along, by=by), _MOST)
    marked: set[Law] = set()
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        x = curve.values("concepts")
        order = np.argsort(x, kind="stable")
        mean, low, high = (curve.values(f"learnt{suffix}") for suffix in ("", "_low", "_high"))
        style.points(axes, x, mean=_positive(mean), low=low, high=high, look=look)
        for law in results.laws:
            said = curve.law(law, "learnt")
            if said is not None:
                axes.plot(x[order], _positive(said[order]), color=look.colour, **style.law_style(law))
        for law, best in law_optima(results, shared, curve).items():
            marked.add(law)
            colour = look.colour if law == "corrected" else style.PAPER
            axes.plot(best.concepts, best.learnt, OPTIMA[law], color=colour, markersize=6, zorder=5, **_HOLLOW)
        best = found.isel({found["concepts"].dims[0]: int(np.argmin(np.abs(found[by].values - curve.value)))})
        axes.plot(best["concepts"], best["learnt"], "o", color=look.colour, markersize=7, zorder=5, **_HOLLOW)
        keys.append(style.point_key(look, f"{BUDGET_NAMES[by]} = {style.number(float(curve.value))}"))
    keys += [style.law_key(law) for law in results.laws if "learnt" in results.laws[law]]
    keys.append(_mark_key("o", style.GREY, "optimum, simulated"))
    for law, marker in OPTIMA.items():
        if law in marked:
            colour = style.GREY if law == "corrected" else style.PAPER
            keys.append(_mark_key(marker, colour, f"optimum, {style.law_name(law)}"))
    axes.set(xlabel="number of concepts, $R$", ylabel="mean number of concepts learnt")
    style.legend(figure, keys, columns=2, title="points: simulated, with 95 % intervals")
    return figure


BUDGET_NAMES = {"compute": "$C'$", "flops": "$C$ (FLOPs)"}
_HOLLOW: dict[str, Any] = {"markerfacecolor": "none", "markeredgewidth": 0.8}


def law_optima(results: Results, shared: Setting, curve: Curve) -> dict[Law, Optimum[float]]:
    """The optimum of each law of the file that has one at the curve's budget."""
    if shared.mean_text_degree is None or not shared.texts_fixed:
        return {}
    budget = float(curve.value)
    if "flops" in results.data.coords:
        budget = shared.scales.compute(budget)
    optima = {}
    for law in OPTIMA:
        try:
            if law in results.laws:
                optima[law] = compute_optimal.optimum(budget, mean_text_degree=shared.mean_text_degree, law=law)
        except ValueError:  # no threshold, or a budget below the law's range
            continue
    return optima


def _positive(values: style.Floats) -> style.Floats:
    """NaN for what a logarithmic axis cannot show: law authors_code may say that less than nothing is learnt."""
    return np.where(values > 0, values, np.nan)


def _mark_key(marker: str, colour: str, label: str) -> Line2D:
    return Line2D([], [], linestyle="", marker=marker, color=colour, label=label, markersize=6, **_HOLLOW)
