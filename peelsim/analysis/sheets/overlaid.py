"""A figure drawn several times over, in a colour for each value of an axis that it has no place for.

Tests: tests/api/test_plotting.py
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from matplotlib.lines import Line2D

from peelsim.analysis.figures import style
from peelsim.analysis.sheets.placing import Sheet

__all__ = ["Overlay"]


class Overlay:
    """A sheet for several figures of one kind, each on top of the one before, with one legend for all."""

    def __init__(self, whole: Sheet) -> None:
        self._whole = whole
        self.sheet: Any = None
        self.panels: Any = None
        self.columns: list[Sequence[Line2D]] = []  # of the first figure's legend

    def __call__(self, width: float, height: float) -> "_Layer":
        """The same sheet, for the next figure."""
        if self.sheet is None:
            self.sheet = self._whole(width, height)
        return _Layer(self)

    @contextmanager
    def layer(self, colour: str) -> Iterator[None]:
        """Within this, a figure is drawn on top of the others, its points and laws in this colour."""
        from peelsim.analysis.sheets import placing

        with placing.on(self), style.in_colour(colour):
            yield

    def finish(self, keys: Sequence[Line2D]) -> Any:
        """The sheet, with a legend of the colours and of what the first figure has in its own."""
        first, *rest = self.columns or [[]]
        style.legend(self.sheet, [*keys, *first], *rest)  # no more columns than the figure has room for
        return self.sheet


class _Layer:
    """One figure on a sheet that others are drawn on, too."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay

    def __getattr__(self, name: str) -> Any:
        return getattr(self._overlay.sheet, name)

    def subplots(self, *shape: int, **how: Any) -> Any:
        """The panels, made for the first figure."""
        if self._overlay.panels is None:
            self._overlay.panels = self._overlay.sheet.subplots(*shape, **how)
        return self._overlay.panels

    def legend(self, handles: Sequence[Line2D], *, ncols: int, **how: Any) -> None:
        """Kept for the end: what differs in colour has an entry of its own there."""
        if not self._overlay.columns:
            rows = len(handles) // ncols
            self._overlay.columns = [handles[i * rows : (i + 1) * rows] for i in range(ncols)]
            for key in handles:
                if key.get_linestyle() == "None":
                    key.set_color(style.GREY)

    def colorbar(self, *arguments: Any, **how: Any) -> None:
        """ValueError: its colours say something already."""
        raise ValueError("its colours are numbers already, and hue would be a second meaning of them")

    def supxlabel(self, *arguments: Any, **how: Any) -> None:
        """Nothing: the sheet is signed as a whole."""
