"""A result file as a value."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peelsim.api.given_laws import GivenLaws, names_and_functions
from peelsim.api.trials import Trials
from peelsim.arguments import chance_of, flag_of, name_of, names_of, path_of, whole
from peelsim.judging.judged import Judged, judged
from peelsim.judging.two_files import Differences, differences
from peelsim.quoting import shown
from peelsim.results.compare import Comparison, compared
from peelsim.results.errors import ResultsError
from peelsim.results.summary import summary
from peelsim.tables import Table, short

if TYPE_CHECKING:
    import pandas
    import xarray
    from matplotlib.axes import Axes

    from peelsim.analysis.results import Results as Drawn
    from peelsim.sweep.file.spec import Sweep

__all__ = ["Results", "open"]


class Results:
    """A result file: what was seen, what the laws say, and what that is worth.

    It holds the file as it is when it is first looked at; ``peelsim.open`` again sees what a run has added since.

    Parameters
    ----------
    path : a result file, also of a sweep that is still running.
    made_by : the sweep whose run this is, if it is at hand; else what the file says of it.

    Raises
    ------
    ResultsError : if the file is missing, damaged or not one of ours.

    Examples
    --------
    >>> import peelsim, tempfile
    >>> graph = peelsim.RandomGraph(nodes=100, mean_degree=1)
    >>> how = dict(stop={"max_trials": 100}, seed=1, laws=["giant_component"])
    >>> sweep = peelsim.Sweep(graph, {"mean_degree": [1, 2]}, **how)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     results = sweep.run(f"{folder}/x.h5", progress=False)
    ...     results.laws, results.data["largest"].dims, results.check()["giant_component"].fails
    (('giant_component',), ('mean_degree',), False)
    """

    def __init__(self, path: str | Path, *, made_by: "Sweep | None" = None) -> None:
        self.path = path_of(path)
        self._made_by = made_by
        self._summary = summary(self.path)

    @cached_property
    def data(self) -> "xarray.Dataset":
        """What was seen: observables with their intervals over the grid; needs peelsim[analysis]."""
        return self.drawn.data

    @property
    def laws(self) -> tuple[str, ...]:
        """Names of the laws that the file holds."""
        return tuple(self._compared.laws)

    def law(self, name: str) -> "xarray.Dataset":
        """What a law says, variables called like the observables, along the same coordinates.

        Raises ResultsError if the file has no such law, ValueError if that is no name.
        """
        if name_of(name, "law") not in self.drawn.laws:
            raise ResultsError(f"{self.path} has no law {name!r}, it has {', '.join(self.laws) or 'none'}")
        said = self.drawn.laws[name]
        return said.assign_coords({k: v for k, v in self.data.coords.items() if set(v.dims) <= set(said.dims)})

    def trials(self, point: int | Mapping[str, Any], *, trust: bool = False) -> Trials:
        """The trials of a point, of a sweep with ``keep_trials``.

        Parameters
        ----------
        point : its number, last axis fastest; or its coordinates, such as ``{"concepts": 1000}``.
        trust : whether functions that the file names may be imported, and files opened outside of its folder and the
            current one.

        Raises
        ------
        ResultsError : if the file keeps no trials, was made by a version with other points, or names functions.
        ValueError : if there is no such point, or more than one.
        """
        from peelsim.api.simulating import counts_of
        from peelsim.campaign.stored import check_one_run, sweep_of
        from peelsim.results.restore import read

        trust, number = flag_of(trust, "trust"), self._place(point)
        saved = read(self.path)
        if not saved.counts[number]:
            cure = "run its sweep with keep_trials = true, or peelsim.simulate the model of the point"
            raise ResultsError(f"{self.path} keeps no single trials: {cure}")
        check_one_run(self.path, saved)
        sweep = self._made_by or sweep_of(self.path, saved, trust=trust)
        at = sweep.points[number]
        more = counts_of if at.curve is None else _not_alone
        return Trials(at.model, at.engine, int(saved.identity["seed"]), saved.counts[number], more=more)

    def check(self, *, laws: GivenLaws | None = None, level: float = 1e-3, trust: bool = False) -> Judged:
        """Hold laws against all that was seen, as ``peelsim check`` does.

        Parameters
        ----------
        laws : names, functions of a model as in ``Sweep``, or a mapping from names to them, ``{"mine": f}``; all of the
            file by default. The file stays as it is.
        level : chance that a true law is rejected at all.
        trust : with a function: whether those that the file names may be imported, too, see ``trials``.

        Returns
        -------
        Judged : law -> its verdicts; ``fails`` says whether a binding one does.

        Raises
        ------
        ResultsError : if the file has no laws, or not these.
        ValueError : for a level that is no chance, and a single name in place of a list.

        Examples
        --------
        >>> import peelsim, tempfile
        >>> graph = peelsim.RandomGraph(nodes=100, mean_degree=1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     results = peelsim.Sweep(graph, stop={"max_trials": 500}, seed=1).run(f"{folder}/x.h5", progress=False)
        ...     results.check(laws={"mine": lambda model: {"links": model.expected_edges}})["mine"].fails
        False
        """
        data, names = self._compared_with(laws, trust=trust)
        return judged(data, name=str(self.path), laws=names, level=chance_of(level))

    def compare(self, other: "Results | str | Path", *, level: float = 1e-3) -> Differences:
        """Hold this file against another one, at the points that both have, as ``peelsim compare`` does.

        Parameters
        ----------
        other : results, or the path of a result file.
        level : chance that equal laws are told apart at all.

        Returns
        -------
        Differences : ``differ`` says whether chance explains them.
        """
        against = other if isinstance(other, Results) else Results(other)
        names = str(self.path), str(against.path)
        return differences(self._compared, against._compared, names=names, level=chance_of(level))

    def plot(self, figure: str | None = None, **how: Any) -> "Axes | npt.NDArray[Any]":
        """Draw the results; see ``peelsim.plot``."""
        from peelsim.api.plotting import plot

        return plot(self, figure, **how)

    def to_dataframe(self, *, laws: bool = True) -> "pandas.DataFrame":
        """A row per point: coordinates, observables with their intervals, and what the laws say of them.

        Observables with a dimension of their own have a column for each place along it. Needs peelsim[analysis].

        Parameters
        ----------
        laws : whether what the laws say is in it, as ``stuck_corrected`` beside ``stuck``.
        """
        import pandas

        parts = {"": self.data}
        if flag_of(laws, "laws"):
            parts |= {f"_{law}": said for law, said in self.drawn.laws.items()}
        grid = [str(name) for name in self.data["trials"].dims]
        columns: dict[str, Any] = dict(self._summary.coordinates)
        for suffix, data in parts.items():
            for name, values in data.data_vars.items():
                if not set(grid) <= set(map(str, values.dims)) or (suffix and str(name).endswith("_range")):
                    continue
                own = [dimension for dimension in values.dims if dimension not in grid]
                rows = values.transpose(*grid, *own).values.reshape(len(self._summary.trials), -1)
                if not own:
                    columns[f"{name}{suffix}"] = rows[:, 0]
                    continue
                places = data[own[0]].values if own[0] in data.coords else np.arange(1, rows.shape[1] + 1)
                columns |= {f"{name}{suffix}[{place}]": rows[:, i] for i, place in enumerate(places)}
        return pandas.DataFrame(columns)

    @property
    def finished(self) -> bool:
        """Whether all points have ended."""
        return all(reason != "unfinished" for reason in self._summary.reasons)

    @cached_property
    def drawn(self) -> "Drawn":
        """The file as figures take it."""
        from peelsim.analysis.results import read

        return read(self.path)

    def __repr__(self) -> str:
        return f"<Results {self.path}: {self._said}>"

    def _repr_html_(self) -> str:
        found = self._summary
        heads = ("point", *found.coordinates, "trials", "ended by")
        rows = [
            (str(i), *(short(values[i]) for values in found.coordinates.values()), f"{trials:,}", reason)
            for i, (trials, reason) in enumerate(zip(found.trials, found.reasons, strict=True))
        ]
        return Table(f"{self.path}: {self._said}", heads, rows).html()

    @property
    def _said(self) -> str:
        found = self._summary
        axes = [f"{name} ({length})" for name, length in found.axes.items()]
        least, most = min(found.trials), max(found.trials)
        trials = f"{least:,} trials each" if least == most else f"{least:,} to {most:,} trials each"
        laws = f"laws {', '.join(self.laws)}" if self.laws else "no laws"
        kind = self._compared.constants.get("kind", "")
        parts = [kind, *([" x ".join(axes)] if axes else []), f"{len(found.trials):,} points", trials, laws]
        return ", ".join([*filter(None, parts), *([] if self.finished else ["unfinished"])])

    def drawn_with(self, laws: GivenLaws | None, *, trust: bool = False) -> "tuple[Drawn, list[str] | None]":
        """The file as figures take it, with laws beside its own that are functions; the names of all that are given."""
        data, names = self._compared_with(laws, trust=trust)
        more = {law: said for law, said in data.laws.items() if law not in self._compared.laws}
        if not more:
            return self.drawn, names
        from peelsim.analysis.added_laws import with_added

        return with_added(self.drawn, more), names

    def _compared_with(self, laws: GivenLaws | None, *, trust: bool) -> tuple[Comparison, list[str] | None]:
        """What was seen, with laws beside the file's own that are functions; the names of all that are given."""
        given, mine = names_and_functions(laws)
        names, known = names_of(given, "laws"), self._compared.laws
        taken = known.keys() & mine.keys()
        if taken:
            raise ResultsError(f"{self.path} has a law {min(taken)!r}: call yours otherwise")
        if not (mine or any(":" in name for name in names or ())):
            return self._compared, names
        from peelsim.campaign.asked_laws import named_laws, with_laws

        asked = {**named_laws(names or (), {*known, *mine}), **mine}
        if not asked:
            return self._compared, names
        return with_laws(self.path, self._compared, asked, made_by=self._made_by, trust=flag_of(trust, "trust")), names

    @cached_property
    def _compared(self) -> Comparison:
        return compared(self.path)

    def _place(self, point: int | Mapping[str, Any]) -> int:
        found = self._summary
        last = len(found.trials) - 1
        if not isinstance(point, Mapping):
            number = whole(point, "number of a point", least=0)
            if number > last:
                raise ValueError(f"{number} is not a number of a point; the last is {last}")
            return number
        there = np.ones(last + 1, dtype=bool)
        for name, value in point.items():
            if name not in found.coordinates:
                raise ValueError(f"no axis is called {name!r}; they are {', '.join(found.coordinates) or 'none'}")
            there &= np.array([each == value for each in found.coordinates[name].tolist()])
        places = np.flatnonzero(there)
        if len(places) != 1:
            raise ValueError(f"{shown(dict(point))} are the coordinates of {len(places)} points; name one")
        return int(places[0])


def open(path: str | Path) -> Results:
    """A result file as a value: its data, laws, trials, verdicts and figures.

    Parameters
    ----------
    path : a result file, also of a sweep that is still running.

    Raises
    ------
    ResultsError : if the file is missing, damaged or not one of ours.

    Examples
    --------
    >>> import peelsim
    >>> results = peelsim.open("results/waterfall.h5")  # doctest: +SKIP
    >>> results.data["stuck"], results.law("corrected")["stuck"], results.check()  # doctest: +SKIP
    """
    return Results(path)


def _not_alone(*_: Any) -> Any:
    raise ValueError("trials of a curve go on for all its points together: raise max_trials and run the sweep again")
