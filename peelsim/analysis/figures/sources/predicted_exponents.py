"""Measured exponents of sources against what gamma / (2 beta) predicts, published and corrected: a point per source.

Tests: tests/analysis/test_source_figures.py
"""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.figures import style
from peelsim.analysis.figures.sources import excess_of_sources, told_levels
from peelsim.analysis.requirements import Along, Condition, unmet
from peelsim.analysis.results import Results
from peelsim.analysis.source_exponents import HIERARCHY, SourceExponent, source_exponents
from peelsim.analysis.source_exponents import MODELS as LEARNT_AT_ONCE

__all__ = ["MODELS", "NEEDS", "TOGETHER", "draw"]

MODELS = (*LEARNT_AT_ONCE, HIERARCHY)
TOGETHER = True


def _seen(results: Results) -> bool:
    needs = told_levels.NEEDS if results.kind == HIERARCHY else excess_of_sources.NEEDS
    return unmet(needs, results) is None


NEEDS = (Along(("samples",)), Condition("what excess_of_sources or told_levels draw of it", _seen))


@style.publication()
def draw(*files: Results) -> Figure:
    """Filled: corrected; open: published; on the line the prediction is right.

    Raises ValueError if no source was seen at enough numbers of samples, or levels.
    """
    found = [each for results in files for each in source_exponents(results)]
    if not found:
        raise ValueError("no source was seen at two numbers of samples, or at three levels from the third on")
    figure = style.new_figure(style.SINGLE, 3.2 if len(found) < 5 else 4.2)
    axes = figure.subplots()
    keys = []
    for each, look in zip(found, style.looks(len(found)), strict=True):
        for x, face in ((each.published, "none"), (each.corrected, look.colour)):
            axes.errorbar(
                [x], [each.measured], yerr=1.96 * each.error, fmt=look.marker, color=look.colour, markerfacecolor=face
            )
        keys.append(style.point_key(look, _label(each, several=len(files) > 1)))
    seen = np.array([[each.published, each.corrected, each.measured] for each in found])
    ends = [0.8 * np.nanmin(seen), 1.25 * np.nanmax(seen)]
    axes.plot(ends, ends, color=style.GREY, linewidth=0.6, zorder=1)
    axes.set(xscale="log", yscale="log", xlabel="predicted exponent", ylabel="measured exponent")
    shown = {"markeredgecolor": style.GREY, "linestyle": "", "marker": "o"}
    kinds = [
        Line2D([], [], markerfacecolor="none", label="$\\gamma / 2 \\beta$, published", **shown),  # type: ignore[arg-type]
        Line2D([], [], markerfacecolor=style.GREY, label="$\\gamma / 2 \\beta'$, corrected", **shown),  # type: ignore[arg-type]
    ]
    style.legend(figure, *style.in_columns([*keys, *kinds], 2))
    return figure


def _label(each: SourceExponent, *, several: bool) -> str:
    return ", ".join(filter(None, (each.kind if several or not each.label else "", each.label)))
