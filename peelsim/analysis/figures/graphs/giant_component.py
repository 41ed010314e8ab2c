"""The largest component of G(n, p) against the mean degree, and all sizes on one curve in the critical window.

Tests: tests/analysis/test_graph_figures.py
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from peelsim.analysis.curves import Curve, axis, curves, spread
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.requirements import Along, Seen
from peelsim.analysis.results import Results
from peelsim.theory.graphs import giant_component

_ALONG = ("mean_degree", "link_probability")
_MOST = 6  # curves that can be told apart
_WIDEST = 5.0  # place in the window beyond which nothing is drawn there
_FINE = 400  # points of the law's line


MODELS = ("random-graph",)
NEEDS = (Along(_ALONG), Seen(("largest_fraction",), (_ALONG,), ("nodes",)))


@style.publication()
def draw(results: Results) -> Figure:
    """L1 / n against c, and below L1 / n^(2/3) against w = (c - 1) n^(1/3); of more than six sizes, six spread ones.

    Where only a share phi of the nodes is kept, n and c of the lower panel are those of the kept ones.
    """
    along, by = axis(results, *_ALONG), axis(results, "nodes")
    assert along is not None
    figure = style.new_figure(style.SINGLE, 4.8)
    upper, lower = figure.subplots(2, 1, height_ratios=(3, 2))
    drawn = spread(curves(results, along, by=by), _MOST)
    sizes, kept = [], _occupation(results)
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        mean, low, high = (curve.values(f"largest_fraction{suffix}") for suffix in ("", "_low", "_high"))
        style.points(upper, curve.values("mean_degree"), mean=mean, low=low, high=high, look=look)
        _collapsed(lower, curve, look, kept)
        sizes.append(style.point_key(look, f"$n$ = {style.number(curve.values('nodes')[0])}"))
    if "giant_component" in results.laws:
        _giant(upper, np.concatenate([curve.values("mean_degree") for curve in drawn]), kept)
    _critical(lower, drawn, kept)
    upper.set(xlabel="mean degree, $c$", ylabel="largest component,\n$L_1 / n$ (share of nodes)")
    lower.set(yscale="log", xlabel="place in the critical window, $w = (c - 1)\\, n^{1/3}$")
    lower.set(ylabel="largest component,\n$L_1 / n^{2/3}$")
    lines = [style.law_key(law) for law in style.in_order(results.laws) if "largest_fraction" in results.laws[law]]
    style.legend(figure, *style.in_columns(sizes, 1 if len(sizes) <= 4 else 2), lines)
    return figure


def _occupation(results: Results) -> float:
    """Share of the nodes that are kept, the same at all points."""
    if "occupation" in results.data:
        return float(results.data["occupation"].values.ravel()[0])
    return float(results.config["occupation"])


def _place(curve: Curve, kept: float) -> Floats:
    """w of each point."""
    return np.asarray((kept * curve.values("mean_degree") - 1) * np.cbrt(kept * curve.values("nodes")))


def _unit(curve: Curve, kept: float) -> Floats:
    """What a share of all nodes is multiplied with to give L1 / n^(2/3)."""
    return np.asarray(curve.values("nodes") / (kept * curve.values("nodes")) ** (2 / 3))


def _collapsed(axes: Axes, curve: Curve, look: Look, kept: float) -> None:
    """Points of the critical window."""
    place, unit = _place(curve, kept), _unit(curve, kept)
    near = np.abs(place) <= _WIDEST
    mean, low, high = ((unit * curve.values(f"largest_fraction{suffix}"))[near] for suffix in ("", "_low", "_high"))
    style.points(axes, place[near], mean=mean, low=low, high=high, look=look)


def _giant(axes: Axes, degrees: Floats, kept: float) -> None:
    """The share of the giant component, between the points of the file too, as it has a corner at c = 1."""
    ends = degrees.min(), degrees.max()
    fine = np.sort(np.append(np.linspace(*ends, _FINE), np.clip(1 / kept if kept else ends[0], *ends)))
    share = kept * np.asarray(giant_component.giant_share(kept * fine))
    axes.plot(fine, share, color="black", zorder=2.5, **style.law_style("giant_component"))


def _critical(axes: Axes, drawn: list[Curve], kept: float) -> None:
    """What law critical_window says at the points of all sizes: one curve."""
    places, said = [np.empty(0)], [np.empty(0)]
    for curve in drawn:
        predicted = curve.law("critical_window", "largest_fraction") if "critical_window" in curve.laws else None
        if predicted is not None:
            there = ~np.isnan(predicted)
            places.append(_place(curve, kept)[there])
            said.append((_unit(curve, kept) * predicted)[there])
    place, value = np.concatenate(places), np.concatenate(said)
    order = np.argsort(place, kind="stable")
    if len(order):
        axes.plot(place[order], value[order], color="black", zorder=2.5, **style.law_style("critical_window"))
