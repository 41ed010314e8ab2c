"""Percolation: the largest component and the mean size of the others against the share of occupied bonds or sites.

Tests: tests/analysis/test_graph_figures.py
"""

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from peelsim.analysis.curves import Curve, axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results
from peelsim.theory.graphs import giant_component

_KIND = "occupied"
_SIZES = ("nodes", "mean_degree", "link_probability")
_PANELS = {
    "largest_fraction": "largest component,\n$L_1 / n$ (share of nodes)",
    "susceptibility": "susceptibility,\n$\\Sigma_{i > 1} L_i^2 / n$ (nodes)",
}
_MARKERS = 12  # of a curve; its band has all points
_LEAST = 1e-12  # of a band
_FINE = 600  # points of the law's line
_ABOVE = 3.0  # factor by which a law is followed beyond the highest point
_LAW = "giant_component"


@dataclass(frozen=True, eq=False)
class _Named:
    """A curve and what it is a curve of."""

    nodes: float
    mean_degree: float
    curve: Curve


def _whole(results: Results) -> bool:
    data = results.data
    if any(f"{name}_low" not in data for name in _PANELS):
        return False
    sizes = {str(data[name].dims[0]) for name in _SIZES if axis(results, name)}
    known = sorted([*sizes, *(str(data[name].dims[0]) for name in ("occupation", _KIND) if axis(results, name))])
    return all(sorted(str(dim) for dim in data[name].dims if data.sizes[dim] > 1) == known for name in _PANELS)


MODELS = ("percolation",)
NEEDS = (
    Along(("occupation",)),
    Condition("largest_fraction and susceptibility, along no axis but occupied, nodes and mean_degree", _whole),
)


@style.publication()
def draw(results: Results) -> Figure:
    """Two panels for each kind of percolation, a curve for each size and mean degree; bands are 95 % intervals.

    All points of a curve come from the same graphs, so they lie above or below a law together.
    """
    kinds = curves(results, "occupation", by=_KIND if axis(results, _KIND) else None)
    figure = style.new_figure(style.SINGLE if len(kinds) == 1 else style.DOUBLE, 4.6)
    panels = figure.subplots(2, len(kinds), sharex=True, sharey="row", squeeze=False)
    found = _named(results)
    looks = style.looks(len(found))
    for column, kind in zip(panels.T, kinds, strict=True):
        occupied = str(kind.value) or _shared(results, _KIND)
        for axes, observable in zip(column, _PANELS, strict=True):
            drawn = _named(replace(results, data=kind.data, laws=kind.laws))
            for place, (named, look) in enumerate(zip(drawn, looks, strict=True)):
                _curve(axes, named.curve, observable, look, place / len(drawn))
            if _LAW in results.laws and observable in results.laws[_LAW]:
                for degree in sorted({named.mean_degree for named in drawn}):
                    _law(axes, results.data["occupation"].values, degree, occupied, observable)
        column[-1].set(xlabel=f"share of {occupied} occupied, $\\phi$")
    upper, lower = panels[:, 0]
    upper.set(ylabel=_PANELS["largest_fraction"], ylim=(-0.03, 1.03))
    lower.set(ylabel=_PANELS["susceptibility"], yscale="log")
    seen = _positive(results.data["susceptibility"].values)
    least, most = (np.nanmin(seen), np.nanmax(seen)) if np.isfinite(seen).any() else (0.1, 10)
    lower.set_ylim(least / _ABOVE, most * _ABOVE)  # the law is infinite at the threshold
    several = len({named.mean_degree for named in found}) > 1
    keys = [style.point_key(look, _label(named, several)) for named, look in zip(found, looks, strict=True)]
    lines = [style.law_key(law) for law in style.in_order(results.laws) if set(_PANELS) & set(results.laws[law])]
    style.legend(figure, *style.in_columns(keys, 2 * len(kinds) if len(keys) > 4 else len(kinds)), lines)
    return figure


def _named(results: Results) -> list[_Named]:
    """Curves of all sizes and mean degrees, in this order."""
    axes = {results.data[name].dims[0]: name for name in reversed(_SIZES) if axis(results, name)}
    parts = [Curve("", "occupation", results.data, results.laws)]
    for name in reversed(axes.values()):
        parts = [
            each
            for part in parts
            for each in curves(replace(results, data=part.data, laws=part.laws), "occupation", by=name)
        ]
    return [_Named(_number(results, part, "nodes"), _number(results, part, "mean_degree"), part) for part in parts]


def _number(results: Results, curve: Curve, name: str) -> float:
    """A parameter of a curve, from the file's coordinates, variables or constants."""
    return float(curve.data[name].values.ravel()[0] if name in curve.data else results.config[name])


def _shared(results: Results, name: str) -> str:
    """A word that is the same at all points."""
    return results.config[name] if name in results.config else str(results.data[name].values.ravel()[0])


def _label(named: _Named, several: bool) -> str:
    size = f"$n$ = {style.number(named.nodes)}"
    return f"{size}, $c$ = {style.number(named.mean_degree)}" if several else size


def _curve(axes: Axes, curve: Curve, observable: str, look: Look, shift: float) -> None:
    """A band with a line, and markers at some of its points, ``shift`` of a step on, so that curves share none."""
    x = curve.values("occupation")
    mean, low, high = (_positive(curve.values(f"{observable}{suffix}")) for suffix in ("", "_low", "_high"))
    least = np.maximum(curve.values(f"{observable}_low"), _LEAST)  # a limit of 0 is below any logarithmic axis
    axes.fill_between(x, least, high, color=look.colour, alpha=0.35, linewidth=0, zorder=1)
    axes.plot(x, mean, color=look.colour, linewidth=0.6, zorder=2)
    step = -(-len(x) // _MARKERS)
    some = slice(round(shift * step) % step, None, step)
    style.points(axes, x[some], mean=mean[some], low=low[some], high=high[some], look=look)


def _law(axes: Axes, occupation: Floats, mean_degree: float, occupied: str, observable: str) -> None:
    """The limit of many nodes, between the points of the file too."""
    phi = np.linspace(occupation.min(), occupation.max(), _FINE)
    kept = phi if occupied == "sites" else np.ones_like(phi)
    function = giant_component.giant_share if observable == "largest_fraction" else giant_component.susceptibility
    limit = kept * np.asarray(function(mean_degree * phi))
    limit[~np.isfinite(limit)] = np.nan
    axes.plot(phi, limit, color="black", zorder=2.5, **style.law_style(_LAW))


def _positive(values: Floats) -> Floats:
    """NaN where a logarithmic axis has no place."""
    return np.where(values > 0, values, np.nan)
