"""How figures look: sizes and letters of a journal's column, curves that can be told apart in grey too.

Nothing here changes matplotlib for others: every figure is drawn within ``publication()``, which takes its settings
back, and no window is opened.
"""

import logging
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from io import BytesIO
from math import floor, log10
from typing import Any

import matplotlib.style
import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from peelsim.analysis.law_lines import Line
from peelsim.analysis.results import Results
from peelsim.analysis.sheets import placing
from peelsim.printing import printable

SINGLE, DOUBLE = 3.4, 7.0  # width of one column and of two, inches
GREY = "0.35"
PALE = 0.35  # of a law's line where it is extrapolated
PAPER = "black"  # what Nayak and Varshney mark

_SETTINGS = {
    "font.size": 8,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "legend.title_fontsize": 7,
    "legend.frameon": False,
    "legend.columnspacing": 1.2,
    "legend.handletextpad": 0.5,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "lines.linewidth": 1.0,
    "lines.markersize": 3.5,
    "pdf.fonttype": 42,  # letters stay letters
    "svg.hashsalt": "peelsim",
}
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9")  # Okabe and Ito
_MARKERS = "os^Dv<>phX"
_LAWS: dict[str, tuple[Any, float]] = {  # dashes and width of a law's line
    "corrected": ("-", 1.1),
    "published": (":", 1.1),
    "authors_code": ("-.", 1.0),
    "density_evolution": ("--", 0.9),
    "renewal": ("-", 0.7),
    "exact": ("-", 0.5),
    "scaling": ("-", 0.9),
    "floor": (":", 0.9),
    "limit": ("-", 0.5),
    "giant_component": ("-", 0.9),
    "critical_window": ("--", 1.1),
    "asymptotic": ("--", 0.9),
    "mean_field": ("-", 0.9),
    "independent": (":", 1.1),
    "prediction": ("--", 1.1),
}
_FOOT, _LETTERS = 4.5, 27  # points, and letters that fit an inch of them
_DENSE, _SPREAD = 100, 25  # more points than the first hide each other; of so many the second are drawn
_OTHER_LAW = ((0, (6, 1, 1, 1, 1, 1)), 0.9)
_NAMES = {"authors_code": "authors' code", "density_evolution": "density evolution"}

Floats = npt.NDArray[np.float64]

_colour: ContextVar[str] = ContextVar("colour", default="")  # of all curves; "": each has its own


@dataclass(frozen=True)
class Look:
    """What one curve's points are drawn with."""

    colour: str
    marker: str


@contextmanager
def publication() -> Iterator[None]:
    """matplotlib's own defaults and the settings of these figures, until the block ends; decorates functions too."""
    with matplotlib.style.context(_SETTINGS, after_reset=True):
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty figure, in inches, that makes room for its labels and legend."""
    return placing.sheet(width, height)


def looks(number: int) -> list[Look]:
    """A look for each of so many curves: distinct colours for a few, a sequence from dark to light for many."""
    if _colour.get():
        return [Look(_colour.get(), _MARKERS[i % len(_MARKERS)]) for i in range(number)]
    if number <= len(_COLOURS):
        colours: Sequence[str] = _COLOURS
    else:
        colours = [to_hex(colormaps["viridis"](share)) for share in np.linspace(0, 0.92, number)]
    return [Look(colours[i], _MARKERS[i % len(_MARKERS)]) for i in range(number)]


@contextmanager
def in_colour(colour: str) -> Iterator[None]:
    """Within this, all curves have this colour, and differ in their markers alone."""
    token = _colour.set(colour)
    try:
        yield
    finally:
        _colour.reset(token)


def points(axes: Axes, x: Floats, *, mean: Floats, low: Floats, high: Floats, look: Look, upright: bool = True) -> None:
    """Simulated points with their intervals, a NaN leaves a gap; upright: the mean is what stands over x.

    Of points that would hide each other some are drawn, spread evenly, over the band of all intervals.
    """
    seen = ~np.isnan(mean)
    if upright and seen.sum() > _DENSE:
        order = np.argsort(x[seen], kind="stable")
        along, lower, upper = (values[seen][order] for values in (x, low, high))
        axes.fill_between(along, lower, upper, color=look.colour, alpha=0.4, linewidth=0, zorder=2)
        seen[np.flatnonzero(seen)[order][np.arange(len(order)) % -(-len(order) // _SPREAD) != 0]] = False
    lengths = [np.clip(mean - low, 0, None)[seen], np.clip(high - mean, 0, None)[seen]]
    style = {"fmt": look.marker, "color": look.colour, "elinewidth": 0.7, "capsize": 0, "zorder": 3}
    if upright:
        axes.errorbar(x[seen], mean[seen], yerr=lengths, markeredgewidth=0, **style)  # type: ignore[arg-type]
    else:
        axes.errorbar(mean[seen], x[seen], xerr=lengths, markeredgewidth=0, **style)  # type: ignore[arg-type]


def law_style(law: str) -> dict[str, Any]:
    """Dashes and width of a law's line."""
    dashes, width = _LAWS.get(law, _OTHER_LAW)
    return {"linestyle": dashes, "linewidth": width}


def draw_law(axes: Axes, line: Line | None, law: str, colour: str, **more: Any) -> None:
    """A law's line, pale where it is extrapolated; nothing if the law is silent."""
    if line is None:
        return
    style = {"color": colour, **law_style(law), **more}
    axes.plot(line.x, np.where(line.extrapolated, np.nan, line.y), **style)
    if line.extrapolated.any():
        beyond = line.extrapolated | np.append(line.extrapolated[1:], False) | np.append(False, line.extrapolated[:-1])
        axes.plot(line.x, np.where(beyond, line.y, np.nan), alpha=PALE, **style)


def in_order(laws: Iterable[str]) -> list[str]:
    """Laws as a legend lists them."""
    return sorted(laws, key=lambda law: (list(_LAWS).index(law) if law in _LAWS else len(_LAWS), law))


def law_name(law: str) -> str:
    """A law's name in a legend."""
    return _NAMES.get(law, printable(law).replace("_", " "))


def point_key(look: Look, label: str) -> Line2D:
    """The legend's entry of a curve's points."""
    return Line2D([], [], linestyle="", marker=look.marker, color=look.colour, label=label, markeredgewidth=0)


def colour_key(colour: str, label: str) -> Line2D:
    """The legend's entry of a colour, whatever has it."""
    return Line2D([], [], linestyle="", marker="s", color=colour, label=label, markersize=5, markeredgewidth=0)


def law_key(law: str) -> Line2D:
    """The legend's entry of a law, whatever the curve."""
    return Line2D([], [], color=GREY, label=f"law {law_name(law)}", **law_style(law))


def legend(figure: Figure, *columns: Sequence[Line2D]) -> None:
    """A legend above the panels, where it hides nothing; each group of entries is a column."""
    rows = max(len(column) for column in columns)
    blank = Line2D([], [], linestyle="", label=" ")
    keys = [key for column in columns for key in [*column, *[blank] * (rows - len(column))]]
    title = "points: simulated, with 95 % intervals" if has_points(figure) else None
    figure.legend(handles=keys, loc="outside upper center", ncols=len(columns), title=title)


def has_points(figure: Figure) -> bool:
    """Whether anything simulated is drawn: a file of laws alone has no trials."""
    return any(len(container[0].get_xdata()) for axes in figure.axes for container in axes.containers)


def sign(figure: Any, *results: Results) -> None:
    """A line at the foot for each: model, text degree, engine, trials, file and version; none in axes of a user's."""
    if placing.of_a_user(figure):
        return
    with publication():
        letters = int(_LETTERS * placing.inches(figure))
        text = "\n".join(textwrap.fill(signature(each), letters) for each in results)
        figure.supxlabel(text, fontsize=_FOOT, color=GREY)


def signature(results: Results) -> str:
    """What a figure is of, in a line."""
    degree = {k.partition(".")[2]: v for k, v in results.config.items() if k.partition(".")[0] == "text_degree"}
    tried = results.data["trials"].values
    tried = tried[tried > 0]
    trials = "no trials"
    if tried.size:
        least, most = int(tried.min()), int(tried.max())
        trials = f"{least:,} trials per point" if least == most else f"{least:,} to {most:,} trials per point"
    parts = [
        results.kind,
        f"text degree {' '.join([degree.pop('kind', ''), *(f'{k} {v}' for k, v in degree.items())]).strip()}"
        if degree
        else "",
        f"engine {results.engine}" if results.engine and tried.size else "",
        trials,
        results.file,
        f"peelsim {results.version}" if results.version else "",
    ]
    return printable(", ".join(part for part in parts if part))


def in_columns(keys: Sequence[Line2D], number: int) -> list[Sequence[Line2D]]:
    """Entries dealt out to so many columns, down the first one first."""
    rows = max(1, -(-len(keys) // number))
    return [keys[start : start + rows] for start in range(0, len(keys), rows)]


def number(value: float) -> str:
    """A number as a label has it: 1000, 3.35e5 as a power of ten."""
    if 1e-3 <= abs(value) < 1e4 or value == 0:
        return f"{value:g}"
    exponent = floor(log10(abs(value)) + 1e-12)
    mantissa = f"{value / 10**exponent:.3g}"
    power = f"10^{{{exponent}}}"
    return f"${power}$" if mantissa == "1" else f"${mantissa}\\times {power}$"


def encode(figure: Figure, kind: str) -> bytes:
    """The figure as the bytes of a pdf, png (300 dpi) or svg file, the same whenever it is drawn."""
    undated = {"pdf": {"CreationDate": None}, "png": {"Software": None}, "svg": {"Date": None}}[kind]
    content = BytesIO()
    fonts = logging.getLogger("fontTools")  # which remarks on the dates in matplotlib's own fonts
    level = fonts.level
    fonts.setLevel(logging.ERROR)
    try:
        with publication():
            figure.savefig(content, format=kind, dpi=300, metadata=undated)
    finally:
        fonts.setLevel(level)
    return content.getvalue()
