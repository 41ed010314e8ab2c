"""How likely peeling gets stuck as texts are added, at each size, beside what the laws say."""

from math import isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.curves import axis, curves, runs_along, spread
from peelsim.analysis.figures import style
from peelsim.analysis.results import Results
from peelsim.analysis.setting import setting
from peelsim.theory import density_evolution

NEEDS = "the event stuck along texts_per_concept or window, with or without concepts, and along no other axis"

_MOST = 6  # curves that can be told apart
_LABELS = {"texts_per_concept": "texts a concept, $T/R$", "window": "place in the critical window, $z$"}


def suits(results: Results) -> bool:
    """Whether these are waterfalls."""
    along, by = axis(results, *_LABELS), axis(results, "concepts")
    return along is not None and runs_along(results, "stuck", along, *([by] if by else []))


@style.publication()
def draw(results: Results) -> Figure:
    """P(stuck), a curve for each number of concepts; of more than six, six spread ones."""
    along, by = axis(results, *_LABELS), axis(results, "concepts")
    assert along is not None
    figure = style.new_figure(style.SINGLE, 3.1)
    axes = figure.subplots()
    drawn = spread(curves(results, along, by=by), _MOST)
    keys = []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        x = curve.values(along)
        mean, low, high = (curve.values(f"stuck{suffix}") for suffix in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        for law in results.laws:
            said = curve.law(law, "stuck")
            if said is not None:
                axes.plot(x, said, color=look.colour, **style.law_style(law))
        size = curve.values("concepts")[0]
        keys.append(style.point_key(look, f"$R$ = {style.number(size)}"))
    keys += [style.law_key(law) for law in results.laws if "stuck" in results.laws[law]]
    if along == "texts_per_concept":
        keys += _threshold(axes, results)
    axes.set(xlabel=_LABELS[along], ylabel="probability of getting stuck, $P$(stuck)", ylim=(-0.03, 1.03))
    axes.margins(x=0.02)
    style.legend(figure, keys, columns=2, title="points: simulated, with 95 % intervals")
    return figure


def _threshold(axes: Axes, results: Results) -> list[Line2D]:
    """Mark c*, where there is one; its entry in the legend."""
    try:
        threshold = density_evolution.threshold(setting(results).text_degree).texts_per_concept
    except ValueError:
        return []
    if not isfinite(threshold):
        return []
    line = axes.axvline(threshold, color="0.6", linewidth=0.6, zorder=0)
    line.set_label("threshold $c^*$")
    return [line]
