"""What fine-tuning teaches as its texts are added, on foundations of different strength."""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import Curve, axis, curves, runs_along
from peelsim.analysis.figures import style
from peelsim.analysis.results import Results

NEEDS = "fine_learnt_fraction along fine_ratio, with or without foundation_ratio, and along no other axis"

_ALONG, _BY = "fine_ratio", "foundation_ratio"
_MOST = 6  # curves that can be told apart


def suits(results: Results) -> bool:
    """Whether the number of fine-tuning texts was varied, on one foundation or a few."""
    by = axis(results, _BY)
    few = by is None or results.data[by].size <= _MOST
    return few and runs_along(results, "fine_learnt_fraction", axis(results, _ALONG), *([by] if by else []))


@style.publication()
def draw(results: Results) -> Figure:
    """The fraction of fine skills learnt against fine-tuning texts a fine skill, a curve for each foundation."""
    drawn = curves(results, _ALONG, by=axis(results, _BY))
    figure = style.new_figure(style.SINGLE, 3.2)
    axes = figure.subplots()
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        x = curve.values(_ALONG)
        mean, low, high = (curve.values(f"fine_learnt_fraction{end}") for end in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        for law in results.laws:
            said = curve.law(law, "fine_learnt_fraction")
            if said is not None:
                order = np.argsort(x)
                axes.plot(x[order], said[order], color=look.colour, zorder=2, **style.law_style(law))
        keys.append(style.point_key(look, _label(results, curve)))
    axes.set(
        xlabel="fine-tuning texts a fine skill, $\\rho_f$", ylabel="fraction of fine\nskills learnt", ylim=(-0.03, 1.03)
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
