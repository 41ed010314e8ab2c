"""Coded random access: users resolved per slot, and packet loss on a logarithmic axis, against the load.

Tests: tests/analysis/test_figures.py
"""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import axis, curves
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Wanted, law_line
from peelsim.analysis.requirements import Along, Seen
from peelsim.analysis.results import Results

_PANELS = {"throughput": "throughput,\nusers resolved per slot", "packet_loss": "packet loss"}
_BELOW = 0.3  # of the least loss seen, the lowest that is shown
_LEAST = 1e-6  # shown where none was seen

MODELS = ("random-access",)
NEEDS = (Along(("load",)), Seen(tuple(_PANELS), (("load",),), ("slots",)))


@style.publication()
def draw(results: Results) -> Figure:
    """Two panels, a curve for each number of slots; the grey diagonal is a throughput without loss."""
    figure = style.new_figure(style.DOUBLE, 3.2)
    panels = figure.subplots(1, 2)
    drawn = curves(results, "load", by=axis(results, "slots"))
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        for axes, name in zip(panels, _PANELS, strict=True):
            mean, low, high = (curve.values(f"{name}{suffix}") for suffix in ("", "_low", "_high"))
            seen = np.where(mean > 0, mean, np.nan)
            style.points(axes, curve.values("load"), mean=seen, low=low, high=high, look=look)
            for law in style.in_order(results.laws):
                style.draw_law(axes, law_line(results, curve, Wanted(law, name, "load")), law, look.colour)
        keys.append(style.point_key(look, f"{style.number(float(curve.values('slots')[0]))} slots"))
    most = float(results.data["load"].values.max())
    panels[0].plot([0, most], [0, most], color="0.8", linewidth=0.6, zorder=0)
    panels[0].set(xlabel="load, users per slot, $G$", ylabel=_PANELS["throughput"])
    values = results.data["packet_loss"].values
    least = values[values > 0]
    bottom = _BELOW * float(least.min()) if least.size else _LEAST
    panels[1].set(xlabel="load, users per slot, $G$", ylabel=_PANELS["packet_loss"], yscale="log", ylim=(bottom, 1.5))
    laws = [style.law_key(law) for law in style.in_order(results.laws) if set(_PANELS) & set(results.laws[law])]
    style.legend(figure, keys, laws)
    return figure
