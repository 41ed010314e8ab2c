"""Figures of one result file or several, as they are asked for: which, of what part, and how.

Tests: tests/api/test_plotting.py
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np

from peelsim.analysis.results import Results
from peelsim.arguments import number_of
from peelsim.mistakes import unknown
from peelsim.quoting import shown
from peelsim.results.errors import ResultsError

if TYPE_CHECKING:
    from peelsim.analysis.figures import FigureKind

__all__ = ["BY_FILE", "GENERIC", "Drawing", "Options", "drawings"]

GENERIC = "curves"  # the figure of any observable against any axis

BY_FILE = "file"  # in place of an axis that differs in colour

_MOST_PANELS, _MOST_COLOURS = 9, 10


@dataclass(frozen=True)
class Options:
    """How figures are asked for; what is None follows from the results.

    Parameters
    ----------
    select : coordinate -> the value that is drawn; of numbers the nearest one, if it is within rounding.
    x, y : of the figure ``curves``: the axis, and the observable.
    hue : the axis that differs in colour, or "file".
    log : axes that are logarithmic: "x", "y", "xy", or "" for none.
    laws : those that are drawn.
    title : above the figure.
    width : inches.
    """

    select: Mapping[str, Any] = field(default_factory=dict)
    x: str | None = None
    y: str | None = None
    hue: str | None = None
    log: str | None = None
    laws: Sequence[str] | None = None
    title: str | None = None
    width: float | None = None

    def __post_init__(self) -> None:
        if self.log is not None and (not isinstance(self.log, str) or set(self.log) - {"x", "y"}):
            raise ResultsError(f'log is {shown(self.log)}: give "x", "y", "xy", or "" for none')
        for what in ("x", "y", "hue"):
            if not isinstance(getattr(self, what), str | None):
                raise ResultsError(f"{what} is {shown(getattr(self, what))}: give a name")
        if self.width is not None and not 0.5 <= number_of(self.width) <= 100:
            raise ResultsError(f"width is {shown(self.width)}: give inches, 0.5 to 100")


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure that can be drawn."""

    name: str
    draw: Callable[[], Any]  # on the sheet of the moment, see ``placing``
    panels: int  # copies of the figure, for axes and files that it has no place for
    summary: str = ""


def drawings(files: Sequence[Results], names: Sequence[str], options: Options) -> list[Drawing]:
    """The figures of these names; if there are none, all that suit, else ``curves``, which suits whatever has an axis.

    An axis that a figure has no place for makes panels, as several files do, but for figures that put them together.

    Raises
    ------
    ResultsError : in one line, if a figure is unknown or cannot be drawn of these.
    """
    from peelsim.analysis.figures import figures_of

    parts = [_chosen(each, options) for each in files]
    known: dict[str, FigureKind] = {}
    for each in parts:
        known |= figures_of(each.kind)
    for name in names:
        if not isinstance(name, str):
            raise ResultsError(f"figure is {shown(name)}: give a name")
        if name not in (*known, GENERIC):
            raise ResultsError(f"unknown figure {name!r}; {unknown(name, [*known, GENERIC])}")
    asked = [name for name in ("x", "y") if getattr(options, name) is not None]
    own = next((name for name in names if name != GENERIC), None)
    if asked and own:
        said = f"figure {own} says itself what its axes are; {GENERIC} alone takes {' and '.join(asked)}"
        raise ResultsError(f"{said}: name that one, or none")
    if asked or (options.hue is not None and not names) or list(names) == [GENERIC]:
        return [_generic(parts, options)]
    found = []
    for name in names or known:
        if name == GENERIC:
            found.append(_generic(parts, options))
            continue
        panels = [panel for each in parts for panel in _panels(known[name], each)]
        if panels and options.hue is not None:
            found.append(_coloured(known[name], parts, options))
        elif panels and all(_panels(known[name], each) for each in parts):
            found.append(_own(known[name], panels, options, several=len(parts) > 1))
        elif names:
            lacking = next(lack for each in parts if (lack := known[name].unmet(each)) is not None)
            where = next(each.file for each in parts if known[name].unmet(each) is not None)
            raise ResultsError(f"{where} does not suit figure {name}, which needs {lacking}")
    return found or [_generic(parts, options)]


def _chosen(results: Results, options: Options) -> Results:
    """The part of the results, and the laws, that are asked for."""
    places: dict[str, list[int]] = {}
    for name, value in options.select.items():
        coordinate = results.data.coords.get(name)
        if coordinate is None or coordinate.ndim != 1 or str(coordinate.dims[0]) not in results.data["trials"].dims:
            axes = [str(each) for each in results.data["trials"].dims]
            raise ResultsError(f"{results.file} has no axis {name!r}; {unknown(name, axes) if axes else 'it has none'}")
        along, there = str(coordinate.dims[0]), _places(results, name, value)
        places[along] = [place for place in places.get(along, there) if place in there]
        if not places[along]:
            said = " and ".join(f"{each} = {of}" for each, of in options.select.items())
            raise ResultsError(f"{results.file} has no point with {said}: they run together along {along}")
    if places:
        results = results.at({along: there[0] for along, there in places.items()})
    if options.laws is None:
        return results
    for law in options.laws:
        if law not in results.laws:
            raise ResultsError(f"{results.file} has no law {law!r}, it has {', '.join(results.laws) or 'none'}")
    return replace(results, laws={law: results.laws[law] for law in options.laws})


def _places(results: Results, name: str, value: Any) -> list[int]:
    """Where a coordinate has the value."""
    values = results.data[name].values
    if values.dtype.kind in "if":
        try:
            off = np.abs(values - float(value))
        except (TypeError, ValueError, OverflowError):
            off = np.full(values.shape, np.inf)
        nearest = float(np.min(off))
        same = (off == nearest) & (nearest <= 1e-9 * float(np.abs(values).max()))
    else:
        same = np.array([str(each) == str(value) for each in values.tolist()])
    if not same.any():
        few = ", ".join(f"{each:.10g}" if values.dtype.kind in "if" else str(each) for each in values.tolist()[:12])
        asked = value if isinstance(value, str) else shown(value)  # as it was typed
        raise ResultsError(f"{results.file} has no {name} = {asked}; it has {few}{', ...' * (len(values) > 12)}")
    found: list[int] = np.flatnonzero(same).tolist()
    return found


def _panels(kind: "FigureKind", results: Results) -> list[tuple[str, Results]]:
    """The results as a figure takes them: whole, or apart along as few axes as it takes; none if it suits no part."""
    if kind.suits(results):
        return [("", results)]
    from peelsim.analysis.sheets.places import said

    grid = [str(name) for name in results.data["trials"].dims if results.data.sizes[name] > 1]
    for number in range(1, len(grid)):
        for extra in combinations(grid, number):
            if kind.suits(results.at(dict.fromkeys(extra, 0))):
                places = list(product(*(range(results.data.sizes[name]) for name in extra)))
                step = -(-len(places) // _MOST_PANELS)
                return [
                    (said(results, dict(zip(extra, at, strict=True))), results.at(dict(zip(extra, at, strict=True))))
                    for at in places[::step]
                ]
    return []


def _own(kind: "FigureKind", panels: Sequence[tuple[str, Results]], options: Options, *, several: bool) -> Drawing:
    def paint(results: Results) -> Any:
        return _attempt(results, kind.name, partial(kind.draw, results))

    if kind.together and several and all(kind.suits(each) for _, each in panels):
        parts = [each for _, each in panels]

        def draw() -> Any:
            return _finished(_attempt(parts[0], kind.name, partial(kind.draw, *parts)), options)

        return Drawing(kind.name, draw, 1, _summaries(kind, panels))
    named = [(", ".join(filter(None, [each.file if several else "", title])), each) for title, each in panels]
    return Drawing(kind.name, partial(_side_by_side, named, paint, options), len(panels), _summaries(kind, panels))


def _coloured(kind: "FigureKind", parts: Sequence[Results], options: Options) -> Drawing:
    """The figure with a colour for each value of an axis, or for each file."""
    from peelsim.analysis.figures import style
    from peelsim.analysis.sheets import placing
    from peelsim.analysis.sheets.overlaid import Overlay

    assert options.hue is not None
    panels: dict[str, list[tuple[str, Results]]] = {}
    for whole in parts:
        for label, each in _layers(whole, options.hue):
            suited = _panels(kind, each)
            if not suited:
                said = f"{whole.file}: figure {kind.name} with a colour for each {options.hue} needs {kind.unmet(each)}"
                raise ResultsError(f"{said}; take another axis for hue, or the figure {GENERIC}")
            for title, panel in suited:
                several = len(parts) > 1 and options.hue != BY_FILE
                name = ", ".join(filter(None, [whole.file if several else "", title]))
                panels.setdefault(name, []).append((label, panel))
    labels = dict.fromkeys(label for members in panels.values() for label, _ in members)
    looks = dict(zip(labels, style.looks(len(labels)), strict=True))

    def paint(members: Sequence[tuple[str, Results]]) -> Any:
        overlay = Overlay(placing.current())
        for label, results in members:
            with overlay.layer(looks[label].colour):
                _attempt(results, kind.name, partial(kind.draw, results))
        with style.publication():
            sheet = overlay.finish([style.colour_key(looks[label].colour, label) for label, _ in members])
            style.sign(sheet, *dict.fromkeys(parts))
        return sheet

    drawn = list(panels.items())[:_MOST_PANELS]
    summaries = _summaries(kind, [each for _, members in drawn for each in members])
    return Drawing(kind.name, partial(_side_by_side, drawn, paint, options), len(drawn), summaries)


def _layers(results: Results, hue: str) -> list[tuple[str, Results]]:
    """The results apart along the axis that differs in colour, or whole where files do."""
    from peelsim.analysis.sheets.places import said

    if hue == BY_FILE:
        return [(results.file, results)]
    axes = [str(name) for name in results.data["trials"].dims if results.data.sizes[name] > 1]
    coordinate = results.data.coords.get(hue)
    along = str(coordinate.dims[0]) if coordinate is not None and coordinate.ndim == 1 else ""
    if along not in axes:
        raise ResultsError(f"{results.file} has no axis {hue!r}; {unknown(hue, axes) if axes else 'it has none'}")
    places = np.unique(np.linspace(0, results.data.sizes[along] - 1, _MOST_COLOURS).astype(int)).tolist()
    return [(said(results, {along: place}), results.at({along: place})) for place in places]


def _summaries(kind: "FigureKind", parts: Sequence[tuple[str, Results]]) -> str:
    texts = [(title, kind.summary(results)) for title, results in parts]
    return "\n".join(f"{title}\n{text}" if title else text for title, text in texts if text)


def _side_by_side(panels: Sequence[tuple[str, Any]], paint: Callable[[Any], Any], options: Options) -> Any:
    """The panels, each with its name above it if there are several."""
    from peelsim.analysis.sheets import placing

    if len(panels) == 1:
        return _finished(paint(panels[0][1]), options)
    sheets = placing.Panels(len(panels), placing.current())
    with placing.on(sheets):
        for title, content in panels:
            placing.entitle(paint(content), title, 7)
    return _finished(sheets.sheet, options)


def _generic(parts: Sequence[Results], options: Options) -> Drawing:
    def draw() -> Any:
        from peelsim.analysis.figures import style
        from peelsim.analysis.sheets import generic

        request = generic.Request(options.y, options.x, options.hue, options.log)
        named = [(each.file if len(parts) > 1 else "", each.counted_once()) for each in parts]
        with style.publication():
            figure = _attempt(parts[0], GENERIC, lambda: generic.draw(named, request))
            style.sign(figure, *parts)
        return _finished(figure, replace(options, log=None))

    return Drawing(GENERIC, draw, 1)


def _attempt(results: Results, name: str, draw: Callable[[], Any]) -> Any:
    try:
        return draw()
    except ValueError as error:
        raise ResultsError(f"{results.file}: figure {name} cannot be drawn: {error}") from error


def _finished(figure: Any, options: Options) -> Any:
    """The figure with its title, width and scales."""
    from matplotlib.figure import Figure

    from peelsim.analysis.sheets import placing

    if options.log is not None:
        for axes in figure.axes:
            axes.set_xscale("log" if "x" in options.log else "linear")
            axes.set_yscale("log" if "y" in options.log else "linear")
    if options.title is not None:
        placing.entitle(figure, options.title, 9)
    if options.width is not None and isinstance(figure, Figure):
        width, height = figure.get_size_inches()
        wanted = float(options.width)
        figure.set_size_inches(wanted, height * wanted / width)
    return figure
