"""Figures from Python."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peelsim.analysis.results import needed
from peelsim.api.given_laws import GivenLaws
from peelsim.api.results import Results
from peelsim.quoting import shown
from peelsim.results.errors import ResultsError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot"]


def plot(
    results: Results | str | Path | Sequence[Results | str | Path],
    figure: str | None = None,
    *,
    ax: "Axes | None" = None,
    select: Mapping[str, Any] | None = None,
    x: str | None = None,
    y: str | None = None,
    hue: str | None = None,
    log: str | None = None,
    laws: GivenLaws | None = None,
    title: str | None = None,
    width: float | None = None,
    trust: bool = False,
) -> "Axes | npt.NDArray[Any]":
    """Draw results: simulated points with their 95 % intervals, and what the laws say between them.

    Parameters
    ----------
    results : of ``peelsim.open``, the path of a result file, or several of them.
    figure : its name, such as ``"waterfall"`` (``peelsim plot FILE`` draws all that suit); by default the first that
        suits, else ``"curves"``, which draws any observable against any axis. Axes of the grid that a figure has no
        place for make panels.
    ax : axes to draw into; a figure of a single panel only.
    select : coordinate -> the value to draw, such as ``{"text_degree.mean": 4}``.
    x, y : of ``"curves"``: the coordinate or quantity along which it goes, and the observable.
    hue : the coordinate that differs in colour, or ``"file"``; a named figure is then drawn once for each of its
        values, and its own curves differ in their markers.
    log : axes that are logarithmic: "x", "y", "xy", or "" for none.
    laws : those that are drawn, names or functions as in ``Results.check``; all of the file by default.
    title : above the figure.
    width : of the figure, inches.
    trust : as in ``Results.check``.

    Returns
    -------
    matplotlib Axes, an array of them if there are several panels.

    Raises
    ------
    ResultsError : in one line, if the figure is unknown, or there is no such axis, observable, value or law.
    ValueError : for a ``select`` that is no mapping, an ``ax`` that is none, and a single name in place of ``laws``.
    ImportError : with the cure, if matplotlib or xarray is not installed.

    Examples
    --------
    >>> import peelsim, tempfile
    >>> from matplotlib.figure import Figure
    >>> graph = peelsim.RandomGraph(nodes=100, mean_degree=1)
    >>> grid = {"nodes": [100, 200], "mean_degree": [0.5, 1, 2]}
    >>> sweep = peelsim.Sweep(graph, grid, stop={"max_trials": 50}, seed=1, laws=["giant_component"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     results = sweep.run(f"{folder}/x.h5", progress=False)
    ...     axes = peelsim.plot(results, ax=Figure().subplots(), y="largest", hue="nodes", log="y")
    >>> axes.get_yscale(), len(axes.get_legend().get_texts())
    ('log', 3)
    """
    needed("matplotlib", "drawing")
    from matplotlib.axes import Axes

    from peelsim.analysis.sheets import placing
    from peelsim.analysis.sheets.drawing import Options, drawings

    given = list(results) if isinstance(results, Sequence) and not isinstance(results, str) else [results]
    if not given:
        raise ResultsError("there are no results to draw: give one or more")
    opened = [each if isinstance(each, Results) else Results(each) for each in given]
    files, names = zip(*(each.drawn_with(laws, trust=trust) for each in opened), strict=True)
    options = Options(_selection(select), x, y, hue, log, names[0], title, width)
    drawing = min(drawings(files, [] if figure is None else [figure], options), key=lambda each: each.panels)
    if ax is not None and not isinstance(ax, Axes):
        raise ValueError(f"ax is {shown(ax)}; give axes of matplotlib, such as pyplot.gca(), or None")
    if getattr(ax, "name", "rectilinear") == "3d":
        raise ValueError("ax has three dimensions; give plain axes of matplotlib, such as pyplot.gca(), or None")
    with placing.on_shown_sheet() if ax is None else placing.on(lambda width, height: placing.Given(ax)):
        drawn = drawing.draw()
    axes = [each for each in drawn.axes if each.get_visible()]
    return axes[0] if len(axes) == 1 else np.array(axes, dtype=object)


def _selection(select: Any) -> dict[str, Any]:
    if select is not None and not isinstance(select, Mapping):
        raise ValueError(f"select is {shown(select)}; give coordinates and their values, {{'concepts': 100}}")
    return dict(select or {})
