"""Compute-optimal numbers of parameters and tokens (Nayak and Varshney 2024, Fig. 2(a)), and how fast they grow.

Tests: tests/analysis/test_figures.py
"""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis import frontier as estimation
from peelsim.analysis.chinchilla import TABLE_3
from peelsim.analysis.figures import style
from peelsim.analysis.figures.peeling import isoflop
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.results import Results
from peelsim.analysis.setting import Setting, setting
from peelsim.theory.optimum import compute_optimal
from peelsim.theory.optimum.mean_taught import Law

if TYPE_CHECKING:
    import xarray


_QUANTITIES = {
    "parameters": (Look("#0072B2", "o"), "model size $N^*$ (parameters)"),
    "tokens": (Look("#D55E00", "s"), "data $D^*$ (tokens)"),
}
_LAWS: tuple[Law, ...] = ("corrected", "authors_code")
_FINE = 60  # points of a law's line
_EVERY = 6  # slopes are told of every so many windows

_Lines = dict[Law, tuple[Floats, dict[str, Floats], Floats]]  # C; N* and D*; the slope of ln N* in ln C


MODELS = isoflop.MODELS
NEEDS = isoflop.NEEDS


@style.publication()
def draw(results: Results) -> Figure:
    """N* and D* against C, with the table of Hoffmann et al., and below by how much N* grows faster than sqrt(C).

    D* grows slower by the same, as 6 N* D* = C; where N* is the slower one there is a gap.
    """
    shared = setting(results)
    found = estimation.frontier(results.data)
    slopes = estimation.slopes(found)
    figure = style.new_figure(style.SINGLE, 4.8)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    upper.set(xscale="log", yscale="log")
    lower.set(yscale="log")
    flops = found["flops"].values.astype(float)
    keys = []
    for name, (look, label) in _QUANTITIES.items():
        _points(upper, found, flops, name, look)
        reported = [getattr(model, name) for model in TABLE_3]
        upper.plot([m.flops for m in TABLE_3], reported, "x", color=style.PAPER, markersize=4, zorder=4)
        keys.append(style.point_key(look, label))
    size_look, _ = _QUANTITIES["parameters"]
    _points(lower, slopes - 0.5, shared.scales.flops(slopes["compute"].values), "parameters", size_look)
    lines = _law_lines(shared, flops)
    for law, (x, both, growth) in lines.items():
        lower.plot(x, _positive(growth - 0.5), color=size_look.colour, **style.law_style(law))
        for name, (look, _) in _QUANTITIES.items():
            upper.plot(x, both[name], color=look.colour, **style.law_style(law))
    keys.append(
        Line2D([], [], linestyle="", marker="x", color=style.PAPER, markersize=4, label="Hoffmann et al., table 3")
    )
    upper.set(ylabel="compute-optimal number")
    growth = _positive(slopes["parameters"].values - 0.5)
    if np.isfinite(growth).any():  # law authors_code grows like sqrt(C) to all digits where its range of R ends
        lower.set_ylim(np.nanmin(growth) / 5, 5 * np.nanmax(growth))
    lower.set(xlabel="compute budget, $C$ (FLOPs)", ylabel="slope of $\\ln N^*$ in $\\ln C$,\nabove 1/2")
    style.legend(figure, keys, [style.law_key(law) for law in lines])
    return figure


def summary(results: Results) -> str:
    """A table of the optima, a line per budget, and how they grow."""
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
        lines.append(
            "-: no optimum can be told: most is learnt at an end of the grid, or too few points near it are well known"
        )
    return "\n".join([*lines, *_growth(shared, estimation.slopes(found))])


def _growth(shared: Setting, slopes: "xarray.Dataset") -> list[str]:
    """The slopes of ln N* and ln D* in ln C at some budgets, the last one among them."""
    lines = ["d ln N* / d ln C, over two decades of C (d ln D* / d ln C is 1 minus it):"]
    for place in range(slopes.sizes["compute"] - 1, -1, -_EVERY)[::-1]:
        at = slopes.isel(compute=place)
        slope, low, high = (float(at["parameters" + suffix]) for suffix in ("", "_low", "_high"))
        lines.append(f"{shared.scales.flops(float(at['compute'])):10.3e}  {slope:.5f}  [{low:.5f}, {high:.5f}]")
    return lines if len(lines) > 1 else []


def _positive(values: Floats) -> Floats:
    """NaN for what a logarithmic axis cannot show."""
    return np.where(values > 0, values, np.nan)


def _points(axes: Axes, found: "xarray.Dataset", flops: Floats, name: str, look: Look) -> None:
    mean, low, high = (found[name + suffix].values.astype(float) for suffix in ("", "_low", "_high"))
    style.points(axes, flops, mean=_positive(mean), low=low, high=high, look=look)


def _law_lines(shared: Setting, flops: Floats) -> _Lines:
    """The laws' lines over the budgets simulated and those of the table."""
    reported = [model.flops for model in TABLE_3]
    x = np.geomspace(min(*flops, *reported), max(*flops, *reported), _FINE)
    budgets = np.asarray(shared.scales.compute(x))
    made: _Lines = {}
    for law in _LAWS:
        both = _optima(shared, budgets, law)
        growth = np.gradient(np.log(both["parameters"]), np.log(x))
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
