"""Labels between the powers of ten of a logarithmic axis, few and short enough not to run into each other.

Tests: tests/analysis/test_ticks.py
"""

from math import ceil, floor, log10
from typing import Any

from matplotlib.ticker import Formatter, LogFormatter

from peelsim.analysis.figures.style import number
from peelsim.analysis.sheets import placing

__all__ = ["space"]

_SHOWN = (2, 5)
_SHORT = 3.2  # ratio of the ends of an axis up to which all have room
_NEAR = 1e-9


class _Between(Formatter):
    """Labels 2 and 5 where the axis shows one power of ten at most, and every digit of a short one."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        assert self.axis is not None
        low, high = sorted(self.axis.get_view_interval())
        if not 0 < low <= x or floor(log10(high) + _NEAR) > ceil(log10(low) - _NEAR):
            return ""
        digit = round(x / 10 ** floor(log10(x) + _NEAR))
        return number(float(f"{x:.6g}")) if digit in _SHOWN or high < _SHORT * low else ""


def space(figure: Any) -> None:
    """Space out the labels of every logarithmic axis of a figure of ours; axes of a user's are left as they are."""
    if placing.of_a_user(figure):
        return
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if axis.get_scale() == "log" and isinstance(axis.get_minor_formatter(), LogFormatter):
                axis.set_minor_formatter(_Between())
