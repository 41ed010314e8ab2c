"""Measured exponents of sources against what gamma / (2 beta) predicts, published and corrected: a point per source."""

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.figures import style
from peelsim.analysis.figures.sources.excess_of_sources import NEEDS
from peelsim.analysis.results import Results
from peelsim.analysis.source_exponents import MODELS, source_exponents

__all__ = ["MODELS", "NEEDS", "draw"]


@style.publication()
def draw(results: Results) -> Figure:
    """Filled: corrected; open: published; on the line the prediction is right.

    Raises ValueError if no source was seen at two points or more.
    """
    found = source_exponents(results)
    if not found:
        raise ValueError("no source was seen at two numbers of samples or more")
    figure = style.new_figure(style.SINGLE, 3.2)
    axes = figure.subplots()
    keys = []
    for each, look in zip(found, style.looks(len(found)), strict=True):
        for x, face in ((each.published, "none"), (each.corrected, look.colour)):
            axes.errorbar(
                [x], [each.measured], yerr=1.96 * each.error, fmt=look.marker, color=look.colour, markerfacecolor=face
            )
        keys.append(style.point_key(look, each.label))
    ends = [0.8 * min(min(e.published, e.corrected, e.measured) for e in found)]
    ends.append(1.25 * max(max(e.published, e.corrected, e.measured) for e in found))
    axes.plot(ends, ends, color=style.GREY, linewidth=0.6, zorder=1)
    axes.set(xscale="log", yscale="log", xlabel="predicted exponent", ylabel="measured exponent")
    shown = {"markeredgecolor": style.GREY, "linestyle": "", "marker": "o"}
    kinds = [
        Line2D([], [], markerfacecolor="none", label="$\\gamma / 2 \\beta$, published", **shown),  # type: ignore[arg-type]
        Line2D([], [], markerfacecolor=style.GREY, label="$\\gamma / 2 \\beta'$, corrected", **shown),  # type: ignore[arg-type]
    ]
    style.legend(figure, keys, kinds)
    return figure
