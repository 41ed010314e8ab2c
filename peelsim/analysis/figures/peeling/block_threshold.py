"""The erasure at which half the trials are stuck, at fixed budgets (Nayak and Varshney 2024, Fig. 4 right).

Tests: tests/analysis/test_figures.py
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.block_threshold import block_threshold
from peelsim.analysis.curves import Curve, axis, curves, spread
from peelsim.analysis.figures import style
from peelsim.analysis.figures.peeling.isoflop import ALONG, BUDGET_NAMES, BUDGETS, budget_of
from peelsim.analysis.requirements import Along, Condition, Seen
from peelsim.analysis.results import Results
from peelsim.analysis.setting import Setting, setting_of_code
from peelsim.theory.optimum import compute_optimal
from peelsim.theory.peeling import block_threshold as corrected
from peelsim.theory.printed import authors_code, published
from peelsim.theory.printed.dummy_nodes import AUTHORS_ERASURE, dummy_node_code

_MOST = 6
_FINE = 120  # points of a law's line


MODELS = ("concept-text",)
NEEDS = (
    Along(("erasure",)),
    Along(BUDGETS),
    Along(ALONG),
    Seen(("stuck",), (("erasure",), ALONG, BUDGETS)),
    Condition("the number of stuck trials", lambda results: "stuck_count" in results.data),
)


@style.publication()
def draw(results: Results) -> Figure:
    """A curve per budget, of more than six, six spread ones, and the two laws' at the code's R and T = C'/R."""
    along, by, shared = axis(results, *ALONG), axis(results, *BUDGETS), setting_of_code(results)
    assert along is not None and by is not None
    if shared.mean_text_degree is None:
        raise ValueError("the code has binomial text degrees only")
    figure = style.new_figure(style.SINGLE, 3.2)
    axes = figure.subplots()
    axes.set(xscale="log")
    found = block_threshold(results.data, along=str(results.data[along].dims[0]))
    if not np.isfinite(found["code_concepts"]).any():
        raise ValueError("at no budget do the points enclose a threshold")
    estimated = Results(found, {}, results.kind, results.name, results.config)
    drawn = spread(curves(estimated, "erasure", by=by), _MOST)
    keys, starred = [], False
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        size, low, high = (curve.values(f"code_concepts{suffix}") for suffix in ("", "_low", "_high"))
        style.points(axes, curve.values("erasure"), mean=size, low=low, high=high, look=look, upright=False)
        budget = budget_of(estimated, shared, curve)
        if np.isfinite(size).any():
            _laws(axes, curve, shared, shared.mean_text_degree, budget, look.colour)
        starred |= _authors_optimum(axes, budget, shared.mean_text_degree)
        keys.append(style.point_key(look, f"{BUDGET_NAMES[by]} = {style.number(float(curve.value))}"))
    lines = [style.law_key("corrected"), style.law_key("published")]
    if starred:
        lines.append(Line2D([], [], linestyle="", marker="*", color=style.PAPER, label="optimum, authors' code"))
    axes.axhline(AUTHORS_ERASURE, color="0.6", linewidth=0.6, zorder=0)
    axes.set(xlabel="number of concepts of the code, $R$", ylabel="block erasure threshold, $\\epsilon^*$")
    style.legend(figure, keys, lines)
    return figure


def summary(results: Results) -> str:
    """Where the points enclose no threshold."""
    along, by = axis(results, *ALONG), axis(results, *BUDGETS)
    assert along is not None and by is not None
    found = block_threshold(results.data, along=str(results.data[along].dims[0]))["code_concepts"]
    lines = []
    for curve in curves(Results(found.to_dataset(), {}, results.kind, results.name, results.config), "erasure", by=by):
        missing = curve.values("erasure")[np.isnan(curve.values("code_concepts"))]
        if len(missing):
            lines.append(
                f"{by} = {curve.value:g}: no threshold between the points at {', '.join(f'{e:g}' for e in missing)}"
            )
    return "\n".join(lines)


def _laws(axes: Axes, curve: Curve, shared: Setting, degree: float, budget: float, colour: str) -> None:
    """Lines from the smallest R to the largest, gaps where a law has no threshold."""
    sizes = curve.values("code_concepts")
    concepts = np.geomspace(np.nanmin(sizes), np.nanmax(sizes), _FINE)
    texts = budget / concepts
    at = [
        corrected.erasure(size, texts=number, mean_text_degree=degree, texts_fixed=shared.texts_fixed)
        for size, number in zip(concepts, texts, strict=True)
    ]
    printed = published.where_defined(dummy_node_code(concepts, texts, degree, AUTHORS_ERASURE)).erasure
    axes.plot(concepts, at, color=colour, **style.law_style("corrected"))
    axes.plot(concepts, np.where(np.isfinite(printed), printed, np.nan), color=colour, **style.law_style("published"))


def _authors_optimum(axes: Axes, budget: float, degree: float) -> bool:
    """Mark the authors' R* on their curve, as the paper does; False if their law has none."""
    try:
        best = compute_optimal.optimum(budget, mean_text_degree=degree, law="authors_code")
        at = authors_code.scaling(best.concepts, texts=best.texts, mean_text_degree=degree)
    except ValueError:
        return False
    axes.plot(best.concepts, at.erasure, "*", color=style.PAPER, zorder=5, markersize=6, markeredgewidth=0)
    return True
