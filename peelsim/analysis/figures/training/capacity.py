"""Tasks of sparse parity learnt, and the loss that is left, against room or samples (Michaud et al. 2023, Fig. 2).

Tests: tests/analysis/test_training_figures.py
"""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import Curve, axis, runs_along
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Wanted, law_line
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results

_ALONG = {"width": "hidden units, $w$", "samples": "samples, $D$"}
_PANELS = {"best_loss": "least mean loss, of a guess's", "best_learnt": "tasks learnt then"}


def _seen(results: Results) -> bool:
    return all(runs_along(results, name, axis(results, *_ALONG)) for name in _PANELS)


MODELS = ("sparse-parity",)
NEEDS = (Along(tuple(_ALONG)), Condition("best_loss and best_learnt along it and along no other axis", _seen))


@style.publication()
def draw(results: Results) -> Figure:
    """The least of the mean losses, and how many tasks were learnt by then."""
    along = axis(results, *_ALONG)
    assert along is not None
    figure = style.new_figure(style.DOUBLE, 2.8)
    panels = figure.subplots(1, 2)
    curve = Curve("", str(results.data[along].dims[0]), results.data, results.laws)
    x = curve.values(along)
    [look] = style.looks(1)
    for axes, (name, label) in zip(panels, _PANELS.items(), strict=True):
        mean, low, high = (curve.values(f"{name}{suffix}") for suffix in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        for law in curve.laws:
            style.draw_law(axes, law_line(results, curve, Wanted(law, name, along, scale="log")), law, style.GREY)
        axes.set(xscale="log", xlabel=_ALONG[along], ylabel=label)
    panels[0].set_ylim(bottom=0)
    top = max(1.0, float(np.nanmax(curve.values("best_learnt_high"))))
    panels[1].set_ylim(0, 1.1 * top)
    laws = [style.law_key(law) for law in style.in_order(results.laws)]
    style.legend(figure, [style.point_key(look, "networks")], laws)
    return figure
