"""Bits per text of semantic compression against the texts per skill, and how far the laws are off.

Tests: tests/analysis/test_association_figures.py
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis import learners
from peelsim.analysis.figures import style
from peelsim.analysis.figures.style import Look
from peelsim.analysis.learners import RATIO, Learning
from peelsim.analysis.results import Results
from peelsim.theory.learning import compression
from peelsim.theory.learning.learners import unlearnt

_LAWS = ("limit", "prediction")
_FINE = 400  # points of a law's line
_ENTROPY: dict[str, Any] = {"linestyle": (0, (1, 1)), "linewidth": 0.8}

MODELS = ("semantic-compression",)
NEEDS = (*learners.needs("bits_per_text"), learners.SEVERAL_RATIOS)


@style.publication()
def draw(results: Results) -> Figure:
    """Above, the rate and the entropy of a text; below, how far the rate and law prediction are from law limit."""
    found = learners.learnings(results)
    laws = [law for law in style.in_order(results.laws) if law in _LAWS]
    figure = style.new_figure(style.SINGLE, 4.4)
    upper, lower = figure.subplots(2, 1, height_ratios=(3, 2), sharex=True)
    looks = style.looks(len(found))
    for each, look in zip(found, looks, strict=True):
        ratio = each.values[RATIO]
        mean, low, high = (each.values[f"bits_per_text{suffix}"] for suffix in ("", "_low", "_high"))
        style.points(upper, ratio, mean=mean, low=low, high=high, look=look)
        limit = np.array([_rate(each, float(x), "limit") for x in ratio])
        off = [100 * (values / limit - 1) for values in (mean, low, high)]
        style.points(lower, ratio, mean=off[0], low=off[1], high=off[2], look=look)
        for law in laws:
            _law(upper, lower, each, law, look)
        entropy = each.values["source_entropy"][0]
        upper.plot(ratio[[0, -1]], [entropy, entropy], color=look.colour, zorder=1, **_ENTROPY)
    upper.set(yscale="log", ylabel="message, bits per text")
    lower.set(xlabel="texts per skill, $\\rho$", ylabel="above law limit (%)", ylim=_limits(lower))
    keys = [style.point_key(look, each.name) for look, each in zip(looks, found, strict=True)]
    lines = [style.law_key(law) for law in laws]
    style.legend(figure, keys, [*lines, Line2D([], [], color=style.GREY, label="entropy of a text", **_ENTROPY)])
    return figure


def _rate(each: Learning, ratio: float, law: str) -> float:
    """What a law says at so many texts per skill."""
    c, full_bits = each.mean_skills, float(each.values["full_bits"][0])
    left = unlearnt(each.success, texts_per_skill=ratio, mean_skills=c)
    rate = compression.rate(unlearnt=left, mean_skills=c, skills=each.skills, full_bits=full_bits)
    return rate.total if law == "limit" else rate.total - rate.numbers


def _law(upper: Axes, lower: Axes, each: Learning, law: str, look: Look) -> None:
    """A law's line in both panels, from the first point to the last."""
    ratio = np.linspace(each.values[RATIO][0], each.values[RATIO][-1], _FINE)
    bits, limit = (np.array([_rate(each, float(x), name) for x in ratio]) for name in (law, "limit"))
    upper.plot(ratio, bits, color=look.colour, zorder=2, **style.law_style(law))
    lower.plot(ratio, 100 * (bits / limit - 1), color=look.colour, zorder=2, **style.law_style(law))


def _limits(axes: Axes) -> tuple[float, float]:
    """Room for all, but for points of a threshold, where trials of both kinds are averaged."""
    low, high = axes.get_ylim()
    return max(low, -8.0), min(high, 4.0)
