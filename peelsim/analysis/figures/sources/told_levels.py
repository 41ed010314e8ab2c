"""A hierarchy told level by level: what each level is worth against the samples it takes, and who is told when."""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.curves import Floats, curves, runs_along
from peelsim.analysis.figures import style
from peelsim.analysis.requirements import Along, Condition
from peelsim.analysis.results import Results
from peelsim.analysis.setting import shared
from peelsim.theory.sources.hierarchy import Grammars, samples_to_tell

MODELS = ("hierarchy-source",)


def _seen(results: Results) -> bool:
    return runs_along(results, "told", "samples", "height") and runs_along(results, "entropy", "samples", "seen")


NEEDS = (Along(("samples",)), Condition("told and entropy along it, and along no other axis", _seen))


@style.publication()
def draw(results: Results) -> Figure:
    """Left: entropy above its limit against the samples that tell a level, and the slope gamma / (2 beta).

    Right: the probability that a level is told, against samples over those.
    """
    gaps, needed, grammars = _levels(results)
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
    """The exponent between levels, fitted from the third on, and that of the law."""
    gaps, needed, grammars = _levels(results)
    local = -np.diff(np.log(gaps)) / np.diff(np.log(needed))
    lines = [f"exponents between levels: {' '.join(f'{each:.3f}' for each in local)}"]
    if len(gaps) > 4:
        fit = -np.polyfit(np.log(needed[2:]), np.log(gaps[2:]), 1)[0]
        lines.append(f"  from the third level on {fit:.4f}; gamma / (2 beta) = {grammars.data_exponent:.4f}")
    return "\n".join(lines)


def _levels(results: Results) -> tuple[Floats, Floats, Grammars]:
    """Entropy above its limit and samples that tell, for each level, averaged over all points."""
    parameters = shared(results)
    grammars = Grammars(
        symbols=parameters["symbols"], rules=parameters["rules"], branching=parameters.get("branching", 2)
    )
    entropy = np.asarray(results.data["entropy"].mean("samples").squeeze(), float)
    strength = np.asarray(results.data["correlation_strength"].mean("samples").squeeze(), float)
    limit = grammars.entropy_limit(entropy[-1], before=entropy[-2])
    return entropy[1:] - limit, np.asarray(samples_to_tell(strength, symbols=grammars.symbols)), grammars
