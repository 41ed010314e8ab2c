"""Any observable against any axis: points with their intervals, and the laws as lines.

Tests: tests/api/test_plotting.py
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from peelsim.analysis.curves import Curve, Floats, curves
from peelsim.analysis.figures import style
from peelsim.analysis.law_lines import Wanted, law_line
from peelsim.analysis.results import Results
from peelsim.analysis.sheets.places import plain_name, said
from peelsim.analysis.sheets.placing import rows_and_columns
from peelsim.models.registry import kinds, model_of
from peelsim.printing import printable

__all__ = ["Named", "Request", "draw"]

_MOST_CURVES, _MOST_PANELS = 10, 12  # that can be told apart, or read
_WIDE, _HIGH = 3.4, 3.1  # inches of a panel
_LETTERS = 36  # of a line of a label
_EVEN = 1e-6  # steps of an axis that differ by no more are equal
_LEAST = 0.3  # of the least positive value, the bottom of a logarithmic axis

Named = tuple[str, Results]  # a part of the results, and what it is called; "" for all of them


@dataclass(frozen=True)
class Request:
    """What is to be drawn; None where that follows from the results.

    y, x: the observable, and the coordinate or quantity along which it goes. hue: what differs in colour.
    log: the axes that are logarithmic, of "x" and "y"; None: x alone, where its values are spaced so.
    """

    y: str | None = None
    x: str | None = None
    hue: str | None = None
    log: str | None = None


def draw(parts: Sequence[Named], request: Request) -> Any:
    """A figure of all parts, in one panel or several.

    The axes of the grid are used up in turn: x, hue, and panels for what is left. Parts differ in hue if the grid
    leaves that free, else they have panels of their own.

    Raises
    ------
    ValueError : in words, if something asked for is not there.
    """
    plan = _Plan.of(parts, request)
    rows, columns = rows_and_columns(len(plan.panels))
    figure = style.new_figure(_WIDE * columns, _HIGH * rows)
    many = rows * columns > 1
    axes = list(figure.subplots(rows, columns, sharey=True).ravel()) if many else [figure.subplots()]
    looks = dict(zip(plan.hues, style.looks(len(plan.hues)), strict=True))
    shown: list[Floats] = []
    for panel, (title, members) in zip(axes, plan.panels, strict=False):
        for hue, results, curve in members:
            shown += _draw_curve(panel, results, curve, plan, looks[hue])
        if title:
            panel.set_title(title, fontsize=7)
    for spare in axes[len(plan.panels) :]:
        spare.set_visible(False)
    _finish(axes, plan, shown)
    keys = [style.point_key(look, label) for label, look in looks.items() if label]
    laws = [style.law_key(law) for law in style.in_order(plan.laws)]
    groups = [*style.in_columns(keys, 1 if len(keys) <= 4 else 2), laws] if keys else [laws]
    if any(groups):
        style.legend(figure, *[group for group in groups if group])
    return figure


@dataclass(frozen=True)
class _Plan:
    """What goes where."""

    y: str
    x: str
    along: str  # the dimension of x
    own: bool  # whether that is the observable's own, and no axis of the grid
    log: str
    hues: tuple[str, ...]
    panels: Sequence[tuple[str, Sequence[tuple[str, Results, Curve]]]]
    laws: tuple[str, ...]

    @classmethod
    def of(cls, parts: Sequence[Named], request: Request) -> "_Plan":
        first = parts[0][1]
        y = _observable(first, request.y)
        for name, results in parts:
            if y not in results.data or f"{y}_low" not in results.data:
                raise ValueError(f"{name or results.file} has no observable {y}")
        axes = [str(name) for name in first.data["trials"].dims if first.data.sizes[name] > 1]
        hue = _hue(first, axes, request.hue)
        x, along = _x(first, y, request.x, hue)
        if along == hue:
            raise ValueError(f"{x!r} and {request.hue!r} run along the same axis; take another one for x or hue")
        grid = [name for name in axes if name != along]
        if hue is None and request.hue is None and len(parts) == 1 and grid:
            hue = grid[0]
        rest = [name for name in grid if name != hue]
        several = len(parts) > 1
        panels: dict[str, list[tuple[str, Results, Curve]]] = {}
        for name, results in parts:
            for place in product(*(range(results.data.sizes[each]) for each in rest)):
                places = dict(zip(rest, place, strict=True))
                at = results.at(places)
                words = [said(results, places)] if places else []
                if several and hue is not None:
                    words.append(name)
                for label, curve_of in _by_hue(at, hue):
                    labelled = label if hue is not None else name
                    curve = curves(curve_of, x, by=None)[0] if not _is_own(first, y, along) else _own(curve_of, along)
                    panels.setdefault(", ".join(words), []).append((labelled, curve_of, curve))
        kept = _spread(list(panels.items()), _MOST_PANELS)
        labels = _spread(list(dict.fromkeys(label for _, members in kept for label, _, _ in members)), _MOST_CURVES)
        kept = [(title, [each for each in members if each[0] in labels]) for title, members in kept]
        values = np.concatenate([curve.values(x) for _, members in kept for _, _, curve in members])
        log = request.log if request.log is not None else "x" if _geometric(values) else ""
        laws = tuple(dict.fromkeys(law for _, results in parts for law in results.laws if y in results.laws[law]))
        return cls(y, x, along, _is_own(first, y, along), log, tuple(labels), kept, laws)


def _observable(results: Results, asked: str | None) -> str:
    known = [str(name) for name in results.data.data_vars if f"{name}_low" in results.data]
    if asked is not None:
        if asked not in known:
            raise ValueError(f"no observable is called {asked!r}; they are {', '.join(known)}")
        return asked
    headline = getattr(model_of(results.kind), "headline", "") if results.kind in kinds() else ""
    return headline if headline in known else known[0]


def _x(results: Results, y: str, asked: str | None, other: str | None) -> tuple[str, str]:
    """What y is drawn against, and the dimension of it, which is not the other one that is asked for."""
    data = results.data
    if asked is not None:
        if asked not in data.variables or data[asked].dtype.kind not in "if":
            raise ValueError(f"{asked!r} is no number of the file to draw against")
        runs = [str(name) for name in data[asked].dims if data.sizes[name] > 1 and _varies(data[asked], str(name))]
        runs = runs or [str(name) for name in data[asked].dims]
        if not runs:
            raise ValueError(f"{asked!r} has one value at all points")
        free = [name for name in runs if name != other] or runs
        return asked, max(free, key=lambda name: float((data[asked].max(name) - data[asked].min(name)).max()))
    grid = [str(name) for name in data["trials"].dims if data.sizes[name] > 1]
    numbers = [n for n in grid if n != other and n in data.coords and data[n].dtype.kind in "if"]
    own = [str(name) for name in data[y].dims if name not in data["trials"].dims and data.sizes[name] > 1]
    if own:
        return own[0], own[0]
    if not numbers:
        zipped = [str(n) for n, c in data.coords.items() if c.ndim == 1 and c.size > 1 and c.dtype.kind in "if"]
        if not zipped:
            raise ValueError("nothing in it runs along an axis of numbers: there is no curve to draw")
        return zipped[0], str(data[zipped[0]].dims[0])
    longest = max(numbers, key=lambda name: (data.sizes[name], grid.index(name)))
    return longest, longest


def _varies(values: Any, along: str) -> bool:
    return bool((values.max(along) != values.min(along)).any())


def _hue(results: Results, grid: Sequence[str], asked: str | None) -> str | None:
    """The dimension that differs in colour."""
    if asked is None or asked == "file":
        return None
    if asked not in results.data.coords:
        raise ValueError(f"no axis is called {asked!r}; they are {', '.join(map(str, results.data.coords))}")
    dims = results.data[asked].dims
    if not dims or str(dims[0]) not in grid:
        raise ValueError(f"{asked!r} does not differ between curves; take one of {', '.join(grid) or 'no other axis'}")
    return str(dims[0])


def _by_hue(results: Results, hue: str | None) -> list[tuple[str, Results]]:
    if hue is None:
        return [("", results)]
    return [(said(results, {hue: place}), results.at({hue: place})) for place in range(results.data.sizes[hue])]


def _is_own(results: Results, y: str, along: str) -> bool:
    return along not in results.data["trials"].dims and along in results.data[y].dims


def _own(results: Results, along: str) -> Curve:
    return Curve("", along, results.data, results.laws)


def _draw_curve(axes: Axes, results: Results, curve: Curve, plan: _Plan, look: style.Look) -> list[Floats]:
    """Points and laws of a curve; the values that are drawn."""
    x = curve.values(plan.x) if plan.x in curve.data else np.arange(1.0, curve.data.sizes[plan.along] + 1)
    mean, low, high = (curve.values(plan.y + suffix) for suffix in ("", "_low", "_high"))
    if "y" in plan.log:
        mean = np.where(mean > 0, mean, np.nan)
    style.points(axes, x, mean=mean, low=low, high=high, look=look)
    shown = [mean]
    for law in style.in_order(results.laws):
        if plan.own:
            said = curve.law(law, plan.y)
            if said is not None:
                axes.plot(x, said, color=look.colour, **style.law_style(law))
            continue
        along = plan.x if plan.x in curve.data.coords else plan.along
        wanted = Wanted(law, plan.y, along, against=None if along == plan.x else plan.x, scale=_scale(plan))
        line = law_line(results, curve, wanted)
        style.draw_law(axes, line, law, look.colour)
        shown += [line.y] if line is not None else []
    return shown


def _scale(plan: _Plan) -> Any:
    return "log" if "x" in plan.log else "linear"


def _finish(axes: Sequence[Axes], plan: _Plan, shown: Sequence[Floats]) -> None:
    """Scales and labels."""
    data = plan.panels[0][1][0][2].data
    values = np.concatenate([each[np.isfinite(each)] for each in shown]) if shown else np.empty(0)
    positive = values[values > 0]
    for place, panel in enumerate(axes[: len(plan.panels)]):
        panel.set_xlabel(_label(data, plan.x))
        if place % rows_and_columns(len(plan.panels))[1] == 0:
            panel.set_ylabel(_label(data, plan.y))
        if "x" in plan.log:
            panel.set_xscale("log")
        if "y" in plan.log:
            panel.set_yscale("log")
            if positive.size:
                panel.set_ylim(positive.min() * _LEAST if positive.min() > 1e-300 else None, positive.max() / _LEAST)


def _label(data: Any, name: str) -> str:
    attributes: Mapping[str, Any] = data[name].attrs if name in data.variables else {}
    words = str(attributes.get("long_name") or "")
    words = words.removesuffix(", mean").removesuffix(", probability")  # of files written by earlier versions
    words = printable(words) if words not in ("", name) else plain_name(name)
    units = printable(str(attributes.get("units", "1")))
    return "\n".join(textwrap.wrap(words if units in ("1", "") else f"{words} ({units})", _LETTERS))


def _geometric(values: Floats) -> bool:
    """Whether values are spaced evenly in their logarithm, over a decade at least."""
    distinct = np.unique(values[np.isfinite(values)])
    if len(distinct) < 3 or distinct[0] <= 0 or distinct[-1] < 10 * distinct[0]:
        return False
    steps = np.diff(np.log(distinct))
    return bool(np.ptp(steps) < 0.1 * steps.mean() + _EVEN or distinct[-1] >= 1000 * distinct[0])


def _spread(items: list[Any], most: int) -> list[Any]:
    """At most so many of them, the first and the last among them, evenly spread."""
    if len(items) <= most:
        return items
    return [items[place] for place in np.round(np.linspace(0, len(items) - 1, most)).astype(int)]
