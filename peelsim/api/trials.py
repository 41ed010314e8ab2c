"""Trials of one model as they come back from ``simulate``."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from peelsim.arguments import LARGEST, whole
from peelsim.models.base import Model
from peelsim.named import named
from peelsim.quoting import shown
from peelsim.records import briefly
from peelsim.stats.estimate import interval_of
from peelsim.stats.observable import Observable
from peelsim.stats.tally import Tally
from peelsim.tables import Table, rate

if TYPE_CHECKING:
    import xarray

__all__ = ["Counts", "Estimate", "Floats", "More", "StoppedTrials", "Summary", "Trials"]

Counts = Mapping[str, npt.NDArray[np.int64]]  # observable -> a row per trial
Floats = npt.NDArray[np.float64]
More = Callable[[Model, str, int, range, int | None], Counts]  # counts of the trials of these numbers


class Estimate(NamedTuple):
    """A mean, or the probability of an event, with its 95 % interval; arrays along the observable's own dimension."""

    mean: Floats
    low: Floats
    high: Floats


class Trials(Mapping[str, npt.NDArray[Any]]):
    """Trials 0 .. number - 1 of a model: observable -> array with an entry per trial.

    Attributes
    ----------
    model, engine, seed : what made them.
    number : how many there are.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Binomial(mean=6))
    >>> trials = peelsim.simulate(model, trials=100, seed=1)
    >>> trials
    <Trials: 100 of ConceptText(concepts=100, texts=450, text_degree=Binomial(mean=6)), engine rounds, seed 1>
    >>> trials.extend(900).number, bool((trials.extend(900)["learnt"][:100] == trials["learnt"]).all())
    (1000, True)
    >>> low, high = trials.summary()["stuck"][1:]
    >>> bool(low < trials["stuck"].mean() < high)
    True
    """

    def __init__(self, model: Model, engine: str, seed: int, counts: Counts, *, more: More) -> None:
        self.model, self.engine, self.seed = model, engine, seed
        self._observables = {each.name: each for each in model.observables if each.name in counts}
        self._counts, self._more = counts, more
        self.number = len(next(iter(counts.values())))

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        observable = named(self._observables, name, "observable")
        counts = self._counts[name]
        if observable.kind == "event":
            return counts.astype(bool)
        return counts if observable.per is None else counts / observable.per

    def __iter__(self) -> Iterator[str]:
        return iter(self._observables)

    def __len__(self) -> int:
        return len(self._observables)

    def extend(self, trials: int, *, threads: int | None = None) -> "Trials":
        """These trials and as many more: the same, bit for bit, as those of one call for all of them.

        Raises
        ------
        ValueError : if trials or threads are no such number.
        KeyboardInterrupt : on Ctrl-C. These trials stay as they are; its ``trials`` are those with what more is done.
        """
        more = whole(trials, "number of trials", least=0, most=LARGEST)
        if not more:
            return self
        after = self._more(self.model, self.engine, self.seed, range(self.number, self.number + more), threads)
        joined = {name: np.concatenate([counts, after[name]]) for name, counts in self._counts.items()}
        done = Trials(self.model, self.engine, self.seed, joined, more=self._more)
        return done.unless_short_of(self.number + more)

    def unless_short_of(self, asked: int) -> "Trials":
        """These trials; if they are fewer than asked for, as Ctrl-C came, KeyboardInterrupt, which has them."""
        if self.number >= asked:
            return self
        raise StoppedTrials(self, asked)

    def summary(self) -> "Summary":
        """Mean and 95 % interval of every observable, the same that a sweep of as many trials stores."""
        return Summary(repr(self)[1:-1], self._observables, Tally.of(self._counts))

    def to_xarray(self) -> "xarray.Dataset":
        """The trials as a labelled dataset along ``trial``; observables have units and a long name.

        Raises ImportError, with the cure, if xarray is not installed.
        """
        from peelsim.analysis.results import needed  # which reads HDF5 files, too

        needed("xarray", "labelled trials")
        import xarray

        variables: dict[str, Any] = {}
        coordinates: dict[str, Any] = {"trial": np.arange(self.number)}
        for name, observable in self._observables.items():
            said = {"units": observable.units, "long_name": observable.long_name}
            own = observable.dimension
            dimensions = ("trial",) if own is None else ("trial", own.name)
            variables[name] = (dimensions, self[name], said)
            if own is not None:
                coordinates[own.name] = _places(observable)
        attributes = {"model": repr(self.model), "engine": self.engine, "seed": self.seed}
        return xarray.Dataset(variables, coordinates, attributes)

    def __repr__(self) -> str:
        return f"<Trials: {self.number:,} of {self.model!r}, engine {self.engine}, seed {shown(self.seed)}>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()


class StoppedTrials(KeyboardInterrupt):  # it is no error
    """Ctrl-C while trials were simulated.

    Attributes
    ----------
    trials : those that are done, the first of all that were asked for; None if there are none.
    """

    def __init__(self, trials: Trials, asked: int) -> None:
        self.trials = trials if trials.number else None
        kept = "the trials of this exception, and their extend(n) goes on" if trials.number else "nothing is kept"
        super().__init__(f"stopped after {trials.number:,} of {asked:,} trials; {kept}")


class Summary(Mapping[str, Estimate]):
    """Observable -> mean with its 95 % interval; a table where it is shown."""

    def __init__(self, title: str, observables: Mapping[str, Observable], tally: Tally) -> None:
        self._title, self._observables = title, observables
        self._estimates = {name: _estimate(observable, tally) for name, observable in observables.items()}

    def __getitem__(self, name: str) -> Estimate:
        return named(self._estimates, name, "observable")

    def __iter__(self) -> Iterator[str]:
        return iter(self._estimates)

    def __len__(self) -> int:
        return len(self._estimates)

    def __repr__(self) -> str:
        return str(self._table)

    def _repr_html_(self) -> str:
        return self._table.html()

    @property
    def _table(self) -> Table:
        rows: list[tuple[str, ...]] = []
        for name, found in self._estimates.items():
            observable = self._observables[name]
            own = observable.dimension
            names = [name] if own is None else [f"{name} at {own.name} {briefly(p)}" for p in _places(observable)]
            each = (np.atleast_1d(values).tolist() for values in found)
            rows += [
                (label, rate(mean), f"[{rate(low)}, {rate(high)}]", observable.units)
                for label, mean, low, high in zip(names, *each, strict=True)
            ]
        return Table(self._title, ("observable", "mean", "95 % interval", "units"), rows)


def _estimate(observable: Observable, tally: Tally) -> Estimate:
    mean = np.asarray(tally.mean(observable.name) / np.asarray(observable.scale))
    low, high = interval_of(observable, tally, reason="max_trials", targets={})
    return Estimate(mean, np.asarray(low), np.asarray(high))


def _places(observable: Observable) -> list[Any]:
    """Coordinates along an observable's own dimension."""
    own = observable.dimension
    assert own is not None
    return list(range(1, own.length + 1) if own.values is None else own.values)
