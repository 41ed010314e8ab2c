"""What fine-tuning teaches as its texts are added, on foundations of different strength.

Tests: tests/analysis/test_learner_figures.py
"""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import Curve, axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Wanted, law_line
from peelsim.analysis.requirements import Along, Condition, Seen
from peelsim.analysis.results import Results

_ALONG, _BY = "fine_ratio", "foundation_ratio"
_MOST = 6  # curves that can be told apart


MODELS = ("fine-tuning",)
NEEDS = (
    Along((_ALONG,)),
    Seen(("fine_learnt_fraction",), ((_ALONG,),), (_BY,)),
    Condition(f"{_MOST} foundations at most", lambda results: results.data.sizes.get(_BY, 0) <= _MOST),
)


@style.publication()
def draw(results: Results) -> Figure:
    """The fraction of fine skills learnt against fine-tuning texts per fine skill, a curve for each foundation."""
    drawn = curves(results, _ALONG, by=axis(results, _BY))
    figure = style.new_figure(style.SINGLE, 3.2)
    axes = figure.subplots()
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        x = curve.values(_ALONG)
        mean, low, high = (curve.values(f"fine_learnt_fraction{end}") for end in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        for law in results.laws:
            line = law_line(results, curve, Wanted(law, "fine_learnt_fraction", _ALONG))
            style.draw_law(axes, line, law, look.colour, zorder=2)
        keys.append(style.point_key(look, _label(results, curve)))
    axes.set(
        xlabel="fine-tuning texts per fine skill, $\\rho_f$",
        ylabel="fraction of fine\nskills learnt",
        ylim=(-0.03, 1.03),
    )
    laws = [style.law_key(law) for law in style.in_order(results.laws) if "fine_learnt_fraction" in results.laws[law]]
    style.legend(figure, keys, laws)
    return figure


def _label(results: Results, curve: Curve) -> str:
    """The foundation, and what was learnt from it if the file has that."""
    ratio = float(curve.value if curve.value != "" else results.config[_BY])
    known = (
        f", {np.nanmean(curve.values('basic_learnt_fraction')):.0%} known"
        if "basic_learnt_fraction" in curve.data
        else ""
    )
    return f"$\\rho_b$ = {ratio:g}{known}".replace("%", " %")
