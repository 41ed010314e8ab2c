"""A given matrix between its null models: what is learnt of it against the share of its texts, or of what is erased.

Tests: tests/analysis/test_graph_figures.py
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import Curve, axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results

_ALONG = {
    "texts_share": "share of the texts",
    "erasure": "probability that a concept is unknown at first",
    "edge_deletion": "probability that an edge is deleted",
}
_NULLS = {"configuration": "same degrees", "texts": "same degrees of texts", "binomial": "as many edges"}
_SUFFIXES = ("", "_low", "_high")
_LAW = "density_evolution"


def _is_plain(results: Results) -> bool:
    name = axis(results, *_ALONG)
    return name is not None and all(
        results.data[f"unknown{suffix}"].size == results.data[name].size for suffix in _SUFFIXES
    )


def _has_counts(results: Results) -> bool:
    return all(f"unknown{suffix}" in results.data for suffix in _SUFFIXES)


MODELS = ("matrix",)
NEEDS = (
    Along(tuple(_ALONG)),
    Condition("observable unknown", _has_counts),
    Condition("one axis alone, texts_share, erasure or edge_deletion", _is_plain),
)


@style.publication()
def draw(results: Results) -> Figure:
    """Points of the matrix with 95 % intervals; bands hold 95 % of the null models' draws; the line is the law."""
    along = axis(results, *_ALONG) or ""
    (curve,) = curves(results, along, by=None)
    figure = style.new_figure(style.SINGLE, 3.1)
    axes = figure.subplots()
    x = curve.values(along)
    order = np.argsort(x)
    own, *others = style.looks(1 + len(_NULLS))
    unknown = [_share(curve, f"unknown{suffix}") for suffix in _SUFFIXES]
    style.points(axes, x, mean=unknown[0], low=unknown[1], high=unknown[2], look=own)
    keys = [style.point_key(own, "the matrix")]
    for null, look in zip(_NULLS, others, strict=True):
        if f"null_{null}_unknown" in curve.data:
            _band(axes, x[order], [_share(curve, f"null_{null}_unknown{s}")[order] for s in _SUFFIXES], look.colour)
            keys.append(Line2D([], [], color=look.colour, label=f"random graphs, {_NULLS[null]}"))
    said = curve.law(_LAW, "unknown") if _LAW in results.laws else None
    laws = []
    if said is not None:
        axes.plot(x[order], said[order] / curve.values("concepts")[order], color="black", **style.law_style(_LAW))
        laws = [style.law_key(_LAW)]
    axes.set(xlabel=_ALONG[along], ylabel="share of concepts left unknown", ylim=(-0.03, 1.03))
    style.legend(figure, keys, laws)
    return figure


def _share(curve: Curve, name: str) -> style.Floats:
    return np.asarray(curve.values(name) / curve.values("concepts"))


def _band(axes: Axes, x: style.Floats, values: list[style.Floats], colour: str) -> None:
    mean, low, high = values
    axes.fill_between(x, low, high, color=colour, alpha=0.35, linewidth=0, zorder=1)
    axes.plot(x, mean, color=colour, linewidth=0.8, zorder=2)


def summary(results: Results) -> str:
    """A line per point: unknown of the matrix, and mean, range and p-value of each null model."""
    along = axis(results, *_ALONG) or ""
    (curve,) = curves(results, along, by=None)
    nulls = [null for null in _NULLS if f"null_{null}_unknown" in curve.data]
    lines = []
    for i, x in enumerate(curve.values(along).tolist()):
        parts = [f"{along} {x:g}: {curve.values('unknown')[i]:.1f} unknown"]
        for null in nulls:
            mean, low, high, p = (curve.values(f"null_{null}_unknown{s}")[i] for s in (*_SUFFIXES, "_p"))
            parts.append(f"{null} {mean:.1f} [{low:.0f}, {high:.0f}], p = {p:.3g}")
        lines.append("; ".join(parts))
    return "\n".join(lines)
