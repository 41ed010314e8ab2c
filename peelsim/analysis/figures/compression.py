"""Bits a text of semantic compression against the texts a skill, and how far the laws are off."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis import learner_curves
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Floats, Look
from peelsim.analysis.learner_curves import LearnerCurve
from peelsim.analysis.results import Results
from peelsim.theory import compression, learners

NEEDS = "bits_per_text along texts_per_skill or texts, and along no axis but learner, text_degree.mean and skills"

_LAWS = ("exact", "prediction")
_ENTROPY: dict[str, Any] = {"linestyle": (0, (1, 1)), "linewidth": 0.8}


def suits(results: Results) -> bool:
    """Whether the number of texts was varied."""
    return learner_curves.suits(results, "bits_per_text")


@style.publication()
def draw(results: Results) -> Figure:
    """Above, the rate and the entropy of a text; below, how far the rate and law prediction are from law exact."""
    drawn = learner_curves.curves(results, "bits_per_text")
    laws = [law for law in style.in_order(results.laws) if law in _LAWS]
    figure = style.new_figure(style.SINGLE, 4.4)
    upper, lower = figure.subplots(2, 1, height_ratios=(3, 2), sharex=True)
    looks = style.looks(len(drawn))
    for curve, look in zip(drawn, looks, strict=True):
        ratio = curve.values("texts_per_skill")
        mean, low, high = (curve.values(f"bits_per_text{suffix}") for suffix in ("", "_low", "_high"))
        style.points(upper, ratio, mean=mean, low=low, high=high, look=look)
        exact = np.array([_rate(curve, x, "exact") for x in ratio])
        off = [100 * (values / exact - 1) for values in (mean, low, high)]
        style.points(lower, ratio, mean=off[0], low=off[1], high=off[2], look=look)
        for law in laws:
            _law(upper, lower, curve, law, look)
        entropy = float(curve.values("source_entropy")[0])
        upper.plot([ratio[0], ratio[-1]], [entropy, entropy], color=look.colour, zorder=1, **_ENTROPY)
    upper.set(yscale="log", ylabel="message, bits a text")
    lower.set(xlabel="texts a skill, $\\rho$", ylabel="above law exact (%)", ylim=_limits(lower))
    keys = [style.point_key(look, curve.label) for look, curve in zip(looks, drawn, strict=True)]
    lines = [style.law_key(law) for law in laws]
    style.legend(figure, keys, [*lines, Line2D([], [], color=style.GREY, label="entropy of a text", **_ENTROPY)])
    return figure


def _rate(curve: LearnerCurve, ratio: float, law: str) -> float:
    """What a law says at so many texts a skill."""
    c = curve.mean_skills
    unlearnt = learners.unlearnt(curve.success, texts_per_skill=ratio, mean_skills=c)
    full_bits = float(curve.values("full_bits")[0])
    rate = compression.rate(unlearnt=unlearnt, mean_skills=c, skills=curve.skills, full_bits=full_bits)
    return rate.total if law == "exact" else rate.total - rate.numbers


def _law(upper: Axes, lower: Axes, curve: LearnerCurve, law: str, look: Look) -> None:
    """A law's line in both panels."""
    ratio, bits = curve.line(lambda x: _rate(curve, x, law))
    exact: Floats = np.array([_rate(curve, float(x), "exact") for x in ratio])
    upper.plot(ratio, bits, color=look.colour, zorder=2, **style.law_style(law))
    lower.plot(ratio, 100 * (bits / exact - 1), color=look.colour, zorder=2, **style.law_style(law))


def _limits(axes: Axes) -> tuple[float, float]:
    """Room for all, but for points of a threshold, where trials of both kinds are averaged."""
    low, high = axes.get_ylim()
    return max(low, -8.0), min(high, 4.0)
