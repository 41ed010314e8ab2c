"""Where a figure goes: a sheet of its own, one panel of a sheet, or axes that a user has.

Tests: tests/api/test_plotting.py
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = [
    "Given",
    "Panels",
    "Sheet",
    "current",
    "entitle",
    "inches",
    "of_a_user",
    "on",
    "on_shown_sheet",
    "own_sheet",
    "rows_and_columns",
    "sheet",
]

Sheet = Callable[[float, float], Any]  # width and height in inches -> what behaves as a figure

_sheet: ContextVar[Sheet | None] = ContextVar("sheet", default=None)


def sheet(width: float, height: float) -> Figure:
    """What the figure that is drawn now is drawn on; by default a figure that makes room for labels and legend."""
    made: Figure = current()(width, height)
    return made


def current() -> Sheet:
    """The sheets of the moment."""
    return _sheet.get() or own_sheet


def of_a_user(figure: Any) -> bool:
    """Whether a sheet stands for axes that a user has, which keep their labels and are not signed."""
    return not hasattr(figure, "bbox")


def own_sheet(width: float, height: float) -> Figure:
    """A figure by itself."""
    return Figure(figsize=(width, height), layout="constrained")


@contextmanager
def on_shown_sheet() -> Iterator[None]:
    """Within this, a figure is drawn on a sheet that pyplot knows, so that notebooks and windows show it.

    It is made under the user's settings, since a figure is drawn under settings of its own; of an error nothing stays.
    """
    from matplotlib import pyplot

    figure: Figure = pyplot.figure(layout="constrained")

    def sized(width: float, height: float) -> Figure:
        figure.set_size_inches(width, height)
        return figure

    try:
        with on(sized):
            yield
    except BaseException:
        pyplot.close(figure)
        raise


@contextmanager
def on(given: Sheet) -> Iterator[None]:
    """Within this, figures are drawn on these sheets."""
    token = _sheet.set(given)
    try:
        yield
    finally:
        _sheet.reset(token)


class Panels:
    """Panels of one sheet, side by side, for figures of one size; the sheet is made for the first of them."""

    def __init__(self, number: int, whole: Sheet) -> None:
        self._rows, self._columns = rows_and_columns(number)
        self._number, self._whole = number, whole
        self._free: list[Any] = []
        self.sheet: Any = None

    def __call__(self, width: float, height: float) -> Any:
        """The next panel."""
        if self.sheet is None:
            self.sheet = self._whole(width * self._columns, height * self._rows)
            panels = self.sheet.subfigures(self._rows, self._columns, squeeze=False).ravel()
            self._free = list(panels[: self._number])
        return self._free.pop(0)


def rows_and_columns(number: int) -> tuple[int, int]:
    """How so many panels are laid out."""
    columns = 2 if number == 4 else min(number, 3)
    return -(-number // columns), columns


def entitle(figure: Any, title: str, size: float) -> None:
    """Put a title above all else; where a legend stands there, above its entries."""
    if isinstance(figure, Given):
        figure.axes[0].set_title(title, fontsize=size)
        return
    for legend in figure.legends[:1]:
        below = legend.get_title().get_text()
        legend.set_title(f"{title}\n{below}" if below and below != "None" else title, prop={"size": size})
        return
    figure.suptitle(title, fontsize=size)


class Given:
    """Axes that a user has, in the place of a figure."""

    def __init__(self, axes: Axes) -> None:
        self.axes = [axes]

    def subplots(self, *shape: int, **how: Any) -> Axes:
        """The axes. ValueError for a figure of several panels."""
        panels = 1
        for number in [*shape, how.get("nrows", 1), how.get("ncols", 1)]:
            panels *= number
        if panels > 1:
            raise ValueError(f"it has {panels} panels, and a single one was given with ax; leave that out")
        return self.axes[0]

    def legend(self, handles: Any, *, title: str | None = None, **where: Any) -> None:
        """A legend within the axes."""
        named = [each for each in handles if each.get_label().strip()]
        self.axes[0].legend(handles=named, title=title, loc="best")


def inches(figure: Any) -> float:
    """Width of a figure, or of a panel of one."""
    sizes = figure.get_size_inches() if isinstance(figure, Figure) else (figure.bbox.width / figure.dpi,)
    return float(sizes[0])
