"""Block and bit error of codes against the erasure probability, on logarithmic axes, at each length.

Tests: tests/analysis/test_figures.py
"""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import axis, curves, spread
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Wanted, law_line
from peelsim.analysis.requirements import Along, Seen
from peelsim.analysis.results import Results

_ALONG = {"erasure": "erasure probability, $\\epsilon$", "window": "place in the critical window, $z$"}
_PANELS = {"block_error": "block error probability", "bit_error": "bit error probability"}
_MOST = 6  # curves that can be told apart
_BELOW = 0.2  # of the least error seen, the lowest that is shown
_LEAST = 1e-12  # shown where none was seen

MODELS = ("erasure-code",)
NEEDS = (Along(tuple(_ALONG)), Seen(tuple(_PANELS), (tuple(_ALONG),), ("bits",)))


@style.publication()
def draw(results: Results) -> Figure:
    """Two panels, a curve for each number of bits; of more than six, six spread ones."""
    along, by = axis(results, *_ALONG), axis(results, "bits")
    assert along is not None
    figure = style.new_figure(style.DOUBLE, 3.2)
    panels = figure.subplots(1, 2)
    drawn = spread(curves(results, along, by=by), _MOST)
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        for axes, name in zip(panels, _PANELS, strict=True):
            mean, low, high = (curve.values(f"{name}{suffix}") for suffix in ("", "_low", "_high"))
            seen = np.where(mean > 0, mean, np.nan)
            style.points(axes, curve.values(along), mean=seen, low=low, high=high, look=look)
            for law in style.in_order(results.laws):
                style.draw_law(axes, law_line(results, curve, Wanted(law, name, along)), law, look.colour)
        keys.append(style.point_key(look, f"$n$ = {style.number(float(curve.values('bits')[0]))}"))
    for axes, (name, label) in zip(panels, _PANELS.items(), strict=True):
        values = results.data[name].values
        least = values[values > 0]
        bottom = _BELOW * float(least.min()) if least.size else _LEAST
        axes.set(xlabel=_ALONG[along], ylabel=label, yscale="log", ylim=(bottom, 2.0))
    laws = [style.law_key(law) for law in style.in_order(results.laws) if set(_PANELS) & set(results.laws[law])]
    style.legend(figure, *style.in_columns(keys, 1 if len(keys) <= 3 else 2), laws)
    return figure
