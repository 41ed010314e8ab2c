"""How far skills reach as a model grows: the giant component of every level, and the highest level with a large one.

Tests: tests/analysis/test_skill_figures.py
"""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import Curve, curves, runs_along
from peelsim.analysis.figures import style
from peelsim.analysis.figures.skills.accuracy import ground
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.model_size import SIZES, ascending, size_axis
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results

_MAP = "cividis"  # even steps of lightness, the same to colour-blind eyes
_LAW = "corrected"
_HIGHEST = Look("#D55E00", "o")
_OUTLINE: dict[str, Any] = {"color": "white", "linewidth": 2.2}  # under a line, so that it stands out on dark ground


def _seen(results: Results) -> bool:
    along = size_axis(results)
    return runs_along(results, "giant_fraction", along, "level") and runs_along(results, "highest_level", along)


MODELS = ("skill-hierarchy",)
NEEDS = (
    SIZES,
    Along(("level",)),
    Condition("giant_fraction and highest_level along a size and along no other axis", _seen),
)


@style.publication()
def draw(results: Results) -> Figure:
    """gamma_l as a colour, level by N; above it lines of the highest level and of where a law says gamma = 1/2."""
    results, size = ascending(results)
    along = size_axis(results)
    assert along is not None
    (curve,) = curves(results, along, by=None)
    level = results.data["level"].values.astype(float)
    figure = style.new_figure(style.SINGLE, 3.3)
    axes = figure.subplots()
    axes.set(xscale="log", xlabel="model size, $N$ (parameters)", ylabel="level of skills, $l$")
    share = _by_level(curve, results.data["giant_fraction"])
    middles = np.sqrt(size[:-1] * size[1:])
    sides = np.concatenate([[size[0] ** 2 / middles[0]], middles, [size[-1] ** 2 / middles[-1]]])
    rungs = np.concatenate([level - 0.5, level[-1:] + 0.5])
    colours = axes.pcolormesh(
        sides, rungs, np.ma.masked_invalid(share), cmap=_MAP, vmin=0, vmax=1, rasterized=True, zorder=1
    )
    bar = figure.colorbar(colours, ax=axes, pad=0.02, aspect=30)
    bar.set_label("giant component, $\\gamma_l$ (share of skills)")
    keys = [style.point_key(_HIGHEST, "highest level with $\\gamma_l > 1/2$")]
    mean, low, high = (curve.values(f"highest_level{suffix}") for suffix in ("", "_low", "_high"))
    axes.plot(size, mean, color=_HIGHEST.colour, linewidth=0.6, zorder=3)
    style.points(axes, size, mean=mean, low=low, high=high, look=_HIGHEST)
    if _LAW in results.laws and "giant_fraction" in results.laws[_LAW]:
        half = _half(_by_level(curve, results.laws[_LAW]["giant_fraction"]), level)
        axes.plot(size, half, zorder=2, **_OUTLINE)
        axes.plot(size, half, color="black", zorder=2, **style.law_style(_LAW))
        label = f"$\\gamma_l = 1/2$, law {style.law_name(_LAW)}"
        keys.append(Line2D([], [], color="black", label=label, **style.law_style(_LAW)))
    keys += ground(axes, size, curve.values("trials"), limits=(sides[0], sides[-1]))
    below = min(rungs[0], -0.02 * rungs[-1])  # where no level is reached, the highest is 0
    axes.set_ylim(below, rungs[-1])
    style.legend(figure, keys)
    return figure


def _by_level(curve: Curve, values: Any) -> Floats:
    """A variable of every level as an array [levels, points]."""
    return np.asarray(values.squeeze().transpose("level", curve.dimension), dtype=float)


def _half(share: Floats, level: Floats) -> Floats:
    """Where gamma falls below 1/2 for good, straight between the levels; NaN where no level has 1/2.

    share: [levels, points].
    """
    found = np.full(share.shape[1], np.nan)
    for place, column in enumerate(share.T):
        above = np.flatnonzero(column >= 0.5)
        if len(above):
            last = slice(above[-1], above[-1] + 2)
            found[place] = np.interp(-0.5, -column[last], level[last])
    return found
