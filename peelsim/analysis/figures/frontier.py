"""Compute-optimal numbers of parameters and tokens (Nayak and Varshney 2024, Fig. 2(a)), and how fast they grow."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis import frontier as estimation
from peelsim.analysis.chinchilla import TABLE_3
from peelsim.analysis.figures import isoflop, style
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.results import Results
from peelsim.analysis.setting import Setting, setting
from peelsim.theory import compute_optimal
from peelsim.theory.compute_optimal import Law

if TYPE_CHECKING:
    import xarray

NEEDS = f"{isoflop.NEEDS}; and several budgets"

_QUANTITIES = {
    "parameters": (Look("#0072B2", "o"), "model size $N^*$ (parameters)"),
    "tokens": (Look("#D55E00", "s"), "data $D^*$ (tokens)"),
}
_LAWS: tuple[Law, ...] = ("corrected", "authors_code")
_FINE = 60  # points of a law's line

_Lines = dict[Law, tuple[Floats, dict[str, Floats], dict[str, Floats]]]  # C; N* and D*; their slopes


def suits(results: Results) -> bool:
    """Whether there are isoFLOP curves to find optima on."""
    return isoflop.suits(results)


@style.publication()
def draw(results: Results) -> Figure:
    """N* and D* against C, with the table of Hoffmann et al., and below the local slopes of their logarithms."""
    shared = setting(results)
    found = estimation.frontier(results.data)
    slopes = estimation.slopes(found)
    figure = style.new_figure(style.SINGLE, 4.8)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    upper.set(xscale="log", yscale="log")
    flops = found["flops"].values.astype(float)
    keys = []
    for name, (look, label) in _QUANTITIES.items():
        _points(upper, found, flops, name, look)
        _points(lower, slopes, shared.scales.flops(slopes["compute"].values), name, look)
        reported = [getattr(model, name) for model in TABLE_3]
        upper.plot([m.flops for m in TABLE_3], reported, "x", color=style.PAPER, markersize=4, zorder=4)
        keys.append(style.point_key(look, label))
    lines = _law_lines(shared, flops)
    for law, (x, both, growth) in lines.items():
        for name, (look, _) in _QUANTITIES.items():
            upper.plot(x, both[name], color=look.colour, **style.law_style(law))
            lower.plot(x, growth[name], color=look.colour, **style.law_style(law))
    keys.append(
        Line2D([], [], linestyle="", marker="x", color=style.PAPER, markersize=4, label="Hoffmann et al., table 3")
    )
    lower.axhline(0.5, color="0.6", linewidth=0.6, zorder=0)
    upper.set(ylabel="compute-optimal number")
    lower.set_ylim(*_slope_range(slopes, lines))
    lower.set(xlabel="compute budget, $C$ (FLOPs)", ylabel="local slope against $\\ln C$")
    style.legend(figure, keys, [style.law_key(law) for law in lines])
    return figure


def summary(results: Results) -> str:
    """A table of the optima, a line a budget."""
    shared = setting(results)
    found = estimation.frontier(results.data)
    lines = [
        f"{'C (FLOPs)':>10}  {'N*':>10}  {'95 % interval':>24}  {'D*':>10}  {'95 % interval':>24}  N* by corrected"
    ]
    law = _optima(shared, found["compute"].values, "corrected")
    for place, flops in enumerate(found["flops"].values):
        row = [f"{float(flops):10.3e}"]
        for name in _QUANTITIES:
            mean, low, high = (float(found[name + suffix].values[place]) for suffix in ("", "_low", "_high"))
            seen = not np.isnan(mean)
            row += [f"{mean:10.3e}" if seen else f"{'-':>10}", f"[{low:.3e}, {high:.3e}]" if seen else f"{'-':>24}"]
        predicted = law["parameters"][place]
        lines.append("  ".join([*row, "-" if np.isnan(predicted) else f"{predicted:.3e}"]))
    if bool(found["at_edge"].any()):
        lines.append("-: the largest mean is at the end of the grid, so the optimum may lie beyond")
    return "\n".join(lines)


def _slope_range(slopes: "xarray.Dataset", lines: _Lines) -> tuple[float, float]:
    """What was seen and law corrected, in full; law authors_code may leave it, where its range of R ends."""
    shown = [np.array([0.45, 0.55])]
    shown += [slopes[name + suffix].values for name in _QUANTITIES for suffix in ("_low", "_high")]
    if "corrected" in lines:
        shown += lines["corrected"][2].values()
    together = np.concatenate(shown)
    low, high = np.nanmin(together), np.nanmax(together)
    margin = 0.05 * (high - low)
    return float(low - margin), float(high + margin)


def _points(axes: Axes, found: "xarray.Dataset", flops: Floats, name: str, look: Look) -> None:
    mean, low, high = (found[name + suffix].values.astype(float) for suffix in ("", "_low", "_high"))
    style.points(axes, flops, mean=mean, low=low, high=high, look=look)


def _law_lines(shared: Setting, flops: Floats) -> _Lines:
    """The laws' lines over the budgets simulated and those of the table."""
    reported = [model.flops for model in TABLE_3]
    x = np.geomspace(min(*flops, *reported), max(*flops, *reported), _FINE)
    budgets = np.asarray(shared.scales.compute(x))
    made: _Lines = {}
    for law in _LAWS:
        both = _optima(shared, budgets, law)
        growth = {name: np.gradient(np.log(values), np.log(x)) for name, values in both.items()}
        if not np.isnan(both["parameters"]).all():
            made[law] = x, both, growth
    return made


def _optima(shared: Setting, budgets: Floats, law: Law) -> dict[str, Floats]:
    """N* and D* of a law, NaN below its range and for what is not the binomial ensemble with fixed texts."""
    concepts = np.full(len(budgets), np.nan)
    degree = shared.mean_text_degree
    order = np.argsort(budgets)
    while degree is not None and shared.texts_fixed and len(order):
        try:
            concepts[order] = compute_optimal.optimum(budgets[order], mean_text_degree=degree, law=law).concepts
            break
        except ValueError:
            order = order[1:]  # the least budget of all is too small, or there is no threshold at all
    return {
        "parameters": np.asarray(shared.scales.parameters(concepts)),
        "tokens": np.asarray(shared.scales.tokens(budgets / concepts)),
    }
