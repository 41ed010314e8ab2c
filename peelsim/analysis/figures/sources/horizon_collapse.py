"""Learners that see n lags: n^gamma times their excess loss is one curve in P / n^(2 beta) (Cagnetta et al. 2026).

Tests: tests/analysis/test_source_figures.py
"""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import curves, runs_along
from peelsim.analysis.figures import style
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results
from peelsim.analysis.setting import shared
from peelsim.theory.sources.additive import Source, collapse

MODELS = ("additive-source",)


def _fixed(results: Results) -> bool:
    known = shared(results)
    exponents = {"correlation_exponent", "entropy_exponent"} <= known.keys()
    return exponents and runs_along(results, "excess", "samples", "seen")


NEEDS = (
    Along(("samples",)),
    Along(("seen",)),
    Condition("excess along both and along no other axis, at one pair of exponents", _fixed),
)


@style.publication()
def draw(results: Results) -> Figure:
    """Points of every n on the law's curve, which bends where the horizon reaches n."""
    known = shared(results)
    beta, gamma = float(known["correlation_exponent"]), float(known["entropy_exponent"])
    source = Source(
        correlation_exponent=beta,
        entropy_exponent=gamma,
        strength=float(known.get("strength", 0.05)),
        density=float(known.get("density", 1.0)),
    )
    figure = style.new_figure(style.SINGLE, 3.2)
    axes = figure.subplots()
    drawn = curves(results, "samples", by="seen")
    keys, most = [], []
    for curve, look in zip(drawn, style.looks(len(drawn)), strict=True):
        n = float(curve.value)
        x = curve.values("samples") / n ** (2 * beta)
        mean, low, high = (n**gamma * curve.values(f"excess{suffix}") for suffix in ("", "_low", "_high"))
        style.points(axes, x, mean=mean, low=low, high=high, look=look)
        keys.append(style.point_key(look, f"$n$ = {n:g}"))
        most += [x.min(), x.max()]
    along = np.geomspace(min(most), max(most), 300)
    axes.plot(along, collapse(source, scaled_samples=along), color="black", **style.law_style("asymptotic"))
    axes.set(xscale="log", yscale="log", xlabel="$P / n^{2 \\beta}$", ylabel="$n^\\gamma$ excess loss (nat)")
    style.legend(figure, keys, [style.law_key("asymptotic")])
    return figure
