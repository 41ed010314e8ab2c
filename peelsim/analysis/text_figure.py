"""The figure of a corpus: correlations against lag, entropies against tokens given, losses against tokens read.

Tests: tests/commands/test_text.py
"""

import numpy as np
from matplotlib.figure import Figure

from peelsim.analysis.figures import style, ticks
from peelsim.text.exponents import Exponent
from peelsim.text.statistics import TextStatistics

__all__ = ["of_text"]


@style.publication()
def of_text(found: TextStatistics) -> Figure:
    """Three panels; each says the exponent it gives, or that none is identified."""
    figure = style.new_figure(style.DOUBLE, 2.8)
    left, middle, right = figure.subplots(1, 3)
    looks = style.looks(2)
    for strengths, look, name in ((found.strengths, looks[0], "all"), (found.partial, looks[1], "given nearer ones")):
        seen = [each for each in strengths if each.strength is not None]
        x = np.array([each.lag for each in seen], float)
        y = np.array([each.strength for each in seen], float)
        spread = np.exp(1.96 * np.array([each.error if np.isfinite(each.error) else 0 for each in seen]))
        style.points(left, x, mean=y, low=y / spread, high=y * spread, look=look)
        left.plot([], [], look.marker, color=look.colour, label=name)
    edges = [(each.lag, each.edge) for each in found.strengths if np.isfinite(each.edge)]
    if edges:
        left.plot(*zip(*edges, strict=True), color=style.GREY, linestyle=":", label="edge of noise")
    left.set(xscale="log", yscale="log", xlabel="lag", ylabel="correlation, normalised")
    left.set_title(_title("\\beta", found.beta))
    left.legend(loc="lower left")
    reliable = [each for each in found.entropies if each.reliable]
    others = [each for each in found.entropies if not each.reliable]
    middle.plot([e.order for e in reliable], [e.corrected for e in reliable], "o-", color=looks[0].colour)
    middle.plot([e.order for e in others], [e.corrected for e in others], "o", color=style.GREY, label="not reliable")
    middle.set(xlabel="tokens given", ylabel="entropy of the next (nat)")
    middle.set_title(_title("\\gamma", found.gamma))
    if found.ladder is not None:
        right.plot(found.ladder.samples, found.ladder.best, "o-", color=looks[0].colour)
    right.set(xscale="log", yscale="log", xlabel="tokens read", ylabel="loss of n-grams (nat)")
    right.set_title(_title("\\alpha", found.alpha))
    ticks.space(figure)
    return figure


def _title(letter: str, exponent: Exponent) -> str:
    if not exponent.identified:
        return f"${letter}$ not identified"
    return f"${letter}$ = {exponent.value:.3f} [{exponent.low:.3f}, {exponent.high:.3f}]"
