"""Sweeps from Python: made of values or of a file, and run."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

from peelsim.api.given_laws import GivenLaws, names_and_functions
from peelsim.api.running import Progress, run_to_end
from peelsim.arguments import flag_of, is_list, threads_of
from peelsim.campaign.plan import Plan, plan
from peelsim.models.base import Model
from peelsim.records import briefly
from peelsim.sweep.file import spec
from peelsim.sweep.file.from_values import Axes, toml_of
from peelsim.sweep.own.functions import Function, Functions, place_of, reachable
from peelsim.sweep.own.observed import observed_by
from peelsim.sweep.run.job import cores
from peelsim.tables import Table

if TYPE_CHECKING:
    from peelsim.api.results import Results

__all__ = ["Progress", "Sweep", "SweepPoint", "run_sweep"]


class SweepPoint(NamedTuple):
    """A place of the grid: where it is, what is simulated there, and by which engine."""

    coordinates: Mapping[str, Any]
    model: Model
    engine: str


class Sweep:
    """A model over a grid of parameters, when to stop, and which laws to compare: what a sweep file says.

    Parameters
    ----------
    model : a model, such as ``ConceptText(...)``, of which the grid varies some parameters; or its class, with the
        parameters that the grid leaves out given by name. Other ways to say a parameter (``texts_per_concept``,
        ``window``, ``flops``, ...) are those of sweep files.
    grid : parameter -> its values; the points are the product. ``"text_degree.mean"`` names a part of one, a table
        ``{"start": 4, "stop": 5, "num": 11}`` a range, ``{"zip": {...}}`` parameters that run together.
    stop : rules by name, such as ``{"max_trials": 1000}`` or ``{"max_events": {"observable": "stuck", "count": 100}}``.
    seed : a whole number, from which every trial follows.
    laws : names of laws to compare, and laws of your own: functions from a model to ``{observable: number}``. In a
        mapping each has the name that you give it, ``{"mine": f}``; None stands for the model's own law of that name.
    observe : observables of your own, name -> function, as in ``simulate``.
    binding : those of them that must not fail.
    observables : names of what is kept; all by default.
    engine : as in ``simulate``.
    name : of the sweep, and of its result file.
    keep_trials : whether every single trial is stored.
    **parameters : of the model, by name.

    Raises
    ------
    SweepError : names every mistake at once.

    Examples
    --------
    >>> import peelsim
    >>> sweep = peelsim.Sweep(
    ...     peelsim.ConceptText, grid={"concepts": [100, 1000], "window": [-1, 0, 1]}, stop={"max_trials": 100}, seed=1,
    ...     laws=["corrected"], text_degree=peelsim.Binomial(mean=6), name="window",
    ... )
    >>> sweep
    <Sweep 'window': concept-text, concepts (2) x window (3), 6 points, laws corrected, seed 1>
    >>> sweep.points[0].coordinates
    {'concepts': 100, 'window': -1}
    >>> peelsim.Sweep.from_toml("experiments/sweep.toml").run()  # doctest: +SKIP
    """

    def __init__(
        self,
        model: Model | type[Model],
        grid: Axes | None = None,
        *,
        stop: Mapping[str, Any],
        seed: int,
        laws: GivenLaws = (),
        observe: Mapping[str, Function] | None = None,
        binding: Sequence[str] = (),
        observables: Sequence[str] | None = None,
        engine: str = "auto",
        name: str = "sweep",
        keep_trials: bool = False,
        **parameters: Any,
    ) -> None:
        own = {each.name: each.function for each in observed_by({} if observe is None else observe)}
        names, mine = names_and_functions(laws)
        keep_trials = flag_of(keep_trials, "keep_trials")
        tables: dict[str, Mapping[str, Any]] = {
            "sweep": {"name": name, "seed": seed},
            "stop": stop,
            "observe": {name: _place(name, function) for name, function in own.items()},
            "laws": {
                "compare": _some(names),
                "binding": _some(_several(binding)),
                "functions": {name: _place(name, function) for name, function in mine.items()} or None,
            },
            "run": {"engine": engine},
            "output": {"observables": _several(observables), "keep_trials": keep_trials or None},
        }
        text = toml_of(model, parameters, {} if grid is None else grid, tables)
        known = Functions({_place(*each): each[1] for each in (*own.items(), *mine.items())})
        self._sweep = spec.parse(text, source=Path(f"Sweep {name!r}"), functions=known)

    @classmethod
    def from_toml(cls, path: str | Path, *, smoke: bool = False) -> "Sweep":
        """The sweep of a file; smoke: its small version."""
        made = cls.__new__(cls)
        made._sweep = spec.read(path, smoke=smoke)
        return made

    def to_toml(self) -> str:
        """The sweep as a file; run from there, it gives the same data to the same digest. Of a file: the very text."""
        return self._sweep.text

    @property
    def name(self) -> str:
        """Of the sweep, and of its result file."""
        return self._sweep.name

    @property
    def points(self) -> tuple[SweepPoint, ...]:
        """The places of the grid, last axis fastest."""
        return tuple(SweepPoint(p.coordinates, p.model, p.engine) for p in self._sweep.points)

    def forecast(self, *, threads: int | None = None) -> Plan:
        """What a run would cost, by a few trials of three seconds at most, of which nothing is kept.

        Examples
        --------
        >>> import peelsim
        >>> graph = peelsim.RandomGraph(nodes=100, mean_degree=1)
        >>> found = peelsim.Sweep(graph, {"mean_degree": [1, 2]}, stop={"max_trials": 10}, seed=1).forecast()
        >>> found.points, found.trials, found.on(2) < 1
        (2, 20, True)
        """
        return plan(self._sweep, threads_of(threads, cores()))

    def run(
        self,
        path: str | Path | None = None,
        *,
        threads: int | None = None,
        executor: Executor | None = None,
        progress: Progress = True,
        stop: Event | None = None,
        fresh: bool = False,
    ) -> "Results":
        """Run the sweep to its end, from where its result file is.

        Parameters
        ----------
        path : the result file, which is the checkpoint too; by default results/<name>.h5.
        threads, executor, fresh : as in ``run_sweep``.
        progress : True shows a bar; a function is told the state of the run, some times a second and at its end.
        stop : an event that any thread may set: the run ends within half a second and keeps what is done; writing a
            file of observables of 10^5 places may take a second more.

        Returns
        -------
        Results : of the file, finished or, after ``stop``, as far as it is; the same call goes on.

        Raises
        ------
        ResultsError, WorkersError, ValueError : in one line, for a mistake of the user.
        KeyboardInterrupt : on Ctrl-C, with all that is committed kept.
        """
        from peelsim.api.results import Results

        number, fresh = threads_of(threads, cores()), flag_of(fresh, "fresh")
        stored = run_to_end(
            self._sweep, path, threads=number, executor=executor, fresh=fresh, progress=progress, stop=stop
        )
        return Results(stored, made_by=self._sweep)

    def __repr__(self) -> str:
        sweep = self._sweep
        axes = " x ".join(f"{axis.name} ({len(axis)})" for axis in sweep.axes)
        laws = f"laws {', '.join(sweep.laws)}" if sweep.laws else "no laws"
        parts = [sweep.kind, *([axes] if axes else []), f"{len(sweep.points):,} points", laws, f"seed {sweep.seed}"]
        return f"<Sweep {sweep.name!r}: {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        sweep = self._sweep
        rows = [("axis", axis.name, briefly(tuple(next(iter(axis.values.values()))))) for axis in sweep.axes]
        rows += [("parameter", name, value) for name, value in sweep.constants.items() if name != "kind"]
        rows += [("stop", name, str(rule)) for name, rule in sweep.stop.model_dump(exclude_unset=True).items()]
        return Table(repr(self)[1:-1], ("what", "name", "value"), rows).html()


def run_sweep(
    sweep: str | Path | Sweep,
    *,
    output: str | Path | None = None,
    threads: int | None = None,
    executor: Executor | None = None,
    smoke: bool = False,
    fresh: bool = False,
    progress: Progress = True,
    stop: Event | None = None,
) -> Path:
    """Run a sweep to its end, from where its result file is.

    Parameters
    ----------
    sweep : path of a sweep file, or a ``Sweep``.
    output : path of the result file, which is the checkpoint too; by default the one that the sweep file names.
    threads : of this process; by default one per core.
    executor : runs the trials instead of threads of this process; any of concurrent.futures, or a cluster's that looks
        like one, such as ``distributed.Client.get_executor()``. It is left open.
    smoke : whether to run the small version that the file defines.
    fresh : whether to begin anew where there is a result file.
    progress : True shows a bar; a function is told the state of the run, some times a second and at its end.
    stop : an event that any thread may set: the run ends within half a second and keeps what is done; writing a
        file of observables of 10^5 places may take a second more.

    Returns
    -------
    Path : the result file.

    Raises
    ------
    SweepError, ResultsError, WorkersError : in one line, for a mistake of the user.
    KeyboardInterrupt : on Ctrl-C, with all that is committed kept.

    Examples
    --------
    >>> import peelsim
    >>> path = peelsim.run_sweep("experiments/sweep.toml", smoke=True)  # doctest: +SKIP
    """
    number = threads_of(threads, cores())
    fresh, smoke = flag_of(fresh, "fresh"), flag_of(smoke, "smoke")
    if isinstance(sweep, Sweep):
        if smoke:
            raise ValueError("a Sweep has no small version; take Sweep.from_toml(path, smoke=True)")
        asked = sweep._sweep
    else:
        asked = spec.read(sweep, smoke=smoke)
    return run_to_end(asked, output, threads=number, executor=executor, fresh=fresh, progress=progress, stop=stop)


def _several(names: Any) -> Any:
    """Names as a list; anything else is left for the reader of sweep files to refuse."""
    return list(names) if is_list(names) else names


def _some(names: Any) -> Any:
    """None in the place of no names."""
    return None if isinstance(names, list) and not names else names


def _place(name: str, function: Function) -> str:
    """What a sweep calls a function: where it is found, with its name here if it is found nowhere."""
    return place_of(function) if reachable(function) else f"{place_of(function)}#{name}"
