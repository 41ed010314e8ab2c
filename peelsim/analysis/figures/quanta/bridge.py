"""Weight unlearnt against occurrences: from the power law of single quanta to the threshold of texts of equal ones.

Tests: tests/analysis/test_quanta_figures.py
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from peelsim.analysis.curves import Curve, axis, curves, spread
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats
from peelsim.analysis.requirements import Along, Seen
from peelsim.analysis.results import Results
from peelsim.analysis.setting import shared
from peelsim.theory.peeling.weighted_peeling import Weights, jump, learning_curve

_ALONG = ("occurrences", "texts")
_BY, _PANELS = "mean_text_degree", "weight_exponent"
_MOST = 3  # panels


MODELS = ("weighted-concepts",)
NEEDS = (Along(_ALONG), Seen(("unlearnt_weight",), (_ALONG,), (_BY, _PANELS)))


@style.publication()
def draw(results: Results) -> Figure:
    """A panel for each exponent of the weights, three at most, steepest first; a curve for each mean text degree.

    The mean field is drawn between the points, too, as it may jump.
    """
    along, by, across = axis(results, *_ALONG), axis(results, _BY), axis(results, _PANELS)
    assert along is not None
    parts = spread(curves(results, along, by=across), _MOST)[::-1]
    figure = style.new_figure(style.SINGLE if len(parts) == 1 else style.DOUBLE, 3.2)
    panels = figure.subplots(1, len(parts), sharey=True, squeeze=False)[0]
    degrees = _degrees(results, along, by)
    looks = style.looks(len(degrees))
    for axes, part in zip(panels, parts, strict=True):
        for curve, look in zip(_curves(part, by), looks, strict=True):
            x = curve.values("occurrences")
            mean, low, high = (curve.values(f"unlearnt_weight{suffix}") for suffix in ("", "_low", "_high"))
            style.points(axes, x, mean=_positive(mean), low=low, high=high, look=look)
            if "mean_field" in results.laws:
                _law(axes, x, _weights(results, part, across), float(curve.values(_BY)[0]), look.colour)
        axes.set(xscale="log", yscale="log", xlabel="occurrences of concepts, $n$")
        if across:
            axes.set_title(f"weights $k^{{-{part.value:g}}}$" if part.value else "equal weights", fontsize=8)
    seen = _positive(results.data["unlearnt_weight"].values)
    least = np.nanmin(seen) if np.isfinite(seen).any() else 0.1
    panels[0].set(ylabel="weight unlearnt", ylim=(max(least / 2, 1e-4), 1.5))
    keys = [style.point_key(look, f"$d_t$ = {d:g}") for d, look in zip(degrees, looks, strict=True)]
    lines = [style.law_key(law) for law in results.laws]
    style.legend(figure, *style.in_columns(keys, len(parts)), lines)
    return figure


def summary(results: Results) -> str:
    """Where learning jumps in the mean field."""
    along, by, across = axis(results, *_ALONG), axis(results, _BY), axis(results, _PANELS)
    assert along is not None
    lines = ["mean field: occurrences at which learning jumps"]
    for part in curves(results, along, by=across):
        weights = _weights(results, part, across)
        for d in _degrees(results, along, by):
            at = jump(weights, mean_text_degree=d)
            named = f"{across} = {part.value:g}, " if across else ""
            lines.append(f"  {named}d_t = {d:g}: {'nowhere' if np.isinf(at) else f'{at:.4g}'}")
    return "\n".join(lines)


def _curves(part: Curve, by: str | None) -> list[Curve]:
    """One for each mean text degree, ascending."""
    if by is None:
        return [part]
    dimension = str(part.data[by].dims[0])
    places = np.argsort(part.data[by].values, kind="stable")
    return [Curve(float(part.data[by].values[i]), part.dimension, part.data.isel({dimension: i}), {}) for i in places]


def _degrees(results: Results, along: str, by: str | None) -> list[float]:
    """Mean text degrees, ascending."""
    (first, *_) = curves(results, along, by=None)
    return [float(curve.values(_BY)[0]) for curve in _curves(first, by)] if by else [_only(results, _BY)]


def _only(results: Results, name: str) -> float:
    """A parameter that is the same at all points."""
    return float(results.data[name].values.ravel()[0] if name in results.data else results.config[name])


def _weights(results: Results, part: Curve, across: str | None) -> Weights:
    """Those of a panel."""
    given = shared(results).get("weights")
    if given is not None:
        return Weights.given(given)
    exponent = float(part.value) if across else _only(results, _PANELS)
    return Weights.zipf(int(_only(results, "concepts")), exponent=exponent)


def _law(axes: Axes, x: Floats, weights: Weights, mean_text_degree: float, colour: str) -> None:
    """The mean field from the first to the last point."""
    n, unlearnt = learning_curve(weights, mean_text_degree=mean_text_degree)
    near = (n >= x.min()) & (n <= x.max())
    axes.plot(n[near], _positive(unlearnt[near]), color=colour, zorder=2, **style.law_style("mean_field"))


def _positive(values: Floats) -> Floats:
    """NaN for what a logarithmic axis cannot show."""
    return np.where(values > 0, values, np.nan)
