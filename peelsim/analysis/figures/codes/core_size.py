"""The 2-core of a random hypergraph against its edges: the share of them that is in the core.

Tests: tests/analysis/test_figures.py
"""

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Wanted, law_line
from peelsim.analysis.requirements import Along, Seen
from peelsim.analysis.results import Results
from peelsim.theory.codes.limits import satisfiable_edges

_ALONG = "edges_per_vertex"
_BY = "edge_size"

MODELS = ("hypergraph",)
NEEDS = (Along((_ALONG,)), Seen(("core_fraction",), ((_ALONG,),), (_BY,)))


@style.publication()
def draw(results: Results) -> Figure:
    """A curve for each edge size; a dotted line where random XORSAT of as many clauses becomes impossible."""
    by = axis(results, _BY)
    figure = style.new_figure(style.SINGLE, 3.1)
    axes = figure.subplots()
    keys = []
    drawn = curves(results, _ALONG, by=by)
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        mean, low, high = (curve.values(f"core_fraction{suffix}") for suffix in ("", "_low", "_high"))
        style.points(axes, curve.values(_ALONG), mean=mean, low=low, high=high, look=look)
        for law in style.in_order(results.laws):
            style.draw_law(axes, law_line(results, curve, Wanted(law, "core_fraction", _ALONG)), law, look.colour)
        size = int(curve.value) if by else int(results.config.get(_BY, "0"))
        keys.append(style.point_key(look, f"$k$ = {size}"))
        if size >= 3:
            axes.axvline(satisfiable_edges(size), color=look.colour, linewidth=0.5, linestyle=":", zorder=0)
    axes.set(xlabel="edges per vertex, $c = m/n$", ylabel="share of the edges in the 2-core", ylim=(-0.03, 1.03))
    limit = Line2D([], [], color=style.GREY, linewidth=0.5, linestyle=":", label="$k$-XORSAT threshold")
    laws = [style.law_key(law) for law in style.in_order(results.laws) if "core_fraction" in results.laws[law]]
    style.legend(figure, keys, [*laws, limit])
    return figure
