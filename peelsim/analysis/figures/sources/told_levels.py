"""A hierarchy told level by level: what each level is worth against the samples it takes, and who is told when.

Tests: tests/analysis/test_source_figures.py
"""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import curves, runs_along
from peelsim.analysis.figures import style
from peelsim.analysis.hierarchy_levels import FIRST, exponent, levels
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results

MODELS = ("hierarchy-source",)


def _seen(results: Results) -> bool:
    return runs_along(results, "told", "samples", "height") and runs_along(results, "entropy", "samples", "seen")


NEEDS = (Along(("samples",)), Condition("told and entropy along it, and along no other axis", _seen))


@style.publication()
def draw(results: Results) -> Figure:
    """Left: entropy above its limit against the samples that tell a level, and the slope gamma / (2 beta).

    Right: the probability that a level is told, against samples over those.
    """
    seen = levels(results)
    gaps, needed, grammars = seen.gaps, seen.needed, seen.grammars
    figure = style.new_figure(style.DOUBLE, 3.0)
    left, right = figure.subplots(1, 2)
    look = style.looks(1)[0]
    left.plot(needed, gaps, look.marker, color=look.colour)
    middle = len(gaps) // 2
    line = gaps[middle] * (needed / needed[middle]) ** -grammars.data_exponent
    left.plot(needed, line, color="black", label=f"$\\gamma / 2 \\beta$ = {grammars.data_exponent:.4f}")
    left.set(xscale="log", yscale="log", xlabel="samples that tell a level, $P^*_l$", ylabel="excess entropy (nat)")
    left.legend()
    heights = curves(results, "samples", by="height")
    keys = []
    for curve, look, enough in zip(heights, style.looks(len(heights)), needed, strict=True):
        mean, low, high = (curve.values(f"told{suffix}") for suffix in ("", "_low", "_high"))
        style.points(right, curve.values("samples") / enough, mean=mean, low=low, high=high, look=look)
        keys.append(style.point_key(look, f"$l$ = {curve.value:g}"))
    right.set(xscale="log", xlim=(1e-3, 1e3), xlabel="$P / P^*_l$", ylabel="probability that a level is told")
    style.legend(figure, *style.in_columns(keys, 4))
    return figure


def summary(results: Results) -> str:
    """The exponents between levels, the one fitted to the later ones, and that of the law."""
    seen = levels(results)
    lines = [f"exponents between levels: {' '.join(f'{each:.3f}' for each in seen.local)}"]
    value, error = exponent(results)
    if np.isfinite(value):
        lines.append(
            f"  from level {FIRST} on {value:.4f} ± {1.96 * error:.4f}; "
            f"gamma / (2 beta) = {seen.grammars.data_exponent:.4f}"
        )
    return "\n".join(lines)
