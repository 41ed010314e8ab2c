"""Does a model keep what every model promises? ``check_model`` tries it, for models in this package and in others.

Tests: tests/conformance/test_models.py
"""

import itertools
import json
import pickle
from collections.abc import Mapping
from typing import get_args

import numpy as np
import numpy.typing as npt

from peelsim.models.base import (
    Model,
    ParameterError,
    ShowsGraph,
    ShowsLearnt,
    ShowsOrder,
    ShowsRounds,
    Simulator,
    keys_of,
)
from peelsim.stats.law import Law, LawKind
from peelsim.stats.observable import Observable

__all__ = ["Counts", "PromiseError", "check_laws", "check_model"]

_TRIALS = 7
_LARGEST = 2**50  # sums over trials are exact below it, see stats.tally
_KEY = 0x9E3779B97F4A7C15 ^ 0xC0FFEE  # of the trials tried; any will do

Counts = Mapping[str, npt.NDArray[np.int64]]


class PromiseError(AssertionError):
    """What a model promises, and this one does not keep."""


def check_model(model: Model | type[Model]) -> None:
    """Try everything that sweeps, files and verdicts take for granted of a model, on a small example of it.

    Parameters
    ----------
    model : a class of models, of which its ``example`` is tried; or a value of one, of which a trial takes some
        milliseconds at most.

    Raises
    ------
    PromiseError : in words, at the first promise that is not kept.

    Examples
    --------
    >>> import peelsim
    >>> check_model(peelsim.RandomGraph)
    >>> check_model(peelsim.RandomGraph(nodes=50, mean_degree=2.0))
    """
    if isinstance(model, type):
        model = _small(model)
    _expect(isinstance(model, Model), f"{type(model).__name__} is no model: it derives from peelsim.modelling.Model")
    _check_value(model)
    _check_observables(model)
    for engine in _engines(model):
        _check_trials(model, engine)
    check_laws(model)


def check_laws(model: Model) -> None:
    """Try that each law of a model speaks of its observables, within what is possible, or says why it does not.

    Parameters
    ----------
    model : any parameters, also those at the ends of what laws can say; no trial is run.

    Raises
    ------
    PromiseError : in words, at the first promise that is not kept.

    Examples
    --------
    >>> import peelsim
    >>> check_laws(peelsim.RandomGraph(nodes=1, mean_degree=0.0))
    """
    for law in model.laws.values():
        _check_law(model, law)


def _expect(holds: object, promise: str) -> None:
    if not holds:
        raise PromiseError(promise)


def _small(model: type[Model]) -> Model:
    """The example of a class, which must be one of a kind that sweeps can have."""
    if not (issubclass(model, Model) and hasattr(model, "__pydantic_fields__")):
        raise PromiseError(f"{model.__name__} derives from peelsim.modelling.Model and has @model above it")
    try:
        return model.small()
    except (TypeError, ValueError) as error:
        said = " ".join(str(error).split())
        raise PromiseError(f"the example of {model.__name__} is a model that a sweep file can say: {said}") from None


def _engines(model: Model) -> list[str]:
    """The engines that can run this model."""
    _expect(model.resolve_engine("auto") in model.engines, "auto resolves to one of the model's engines")
    able = []
    for engine in model.engines:
        try:
            able.append(model.resolve_engine(engine))
        except ParameterError as error:
            _expect("\n" not in str(error), f"engine {engine} is refused in one line")
    try:
        model.resolve_engine("no such engine")
    except ParameterError as error:
        _expect("\n" not in str(error), "an unknown engine is refused in one line")
    else:
        raise PromiseError("an unknown engine is refused")
    return able


def _check_value(model: Model) -> None:
    """Parameters are a frozen value that keys of a sweep file can say."""
    try:
        again = pickle.loads(pickle.dumps(model))
    except (pickle.PicklingError, AttributeError) as error:
        raise PromiseError(f"a model can be sent to another process: {error}") from None
    _expect(again == model and hash(again) == hash(model), "a model that was sent elsewhere is equal")
    _expect(again.identity == model.identity, "a model that was sent elsewhere has the same identity")
    json.dumps(model.identity, allow_nan=False)
    _expect(model.identity.get("kind") == model.kind, "the identity names the kind")
    for name, (value, units, long_name) in model.quantities.items():
        _expect(isinstance(value, int | float), f"quantity {name} is a number")
        _expect(units and long_name, f"quantity {name} has units and a long name")
    _expect(model.size in model.quantities, f"the size, {model.size}, is one of the stored quantities")
    keys = keys_of(type(model))
    _expect(keys.whole <= keys.model_fields.keys(), "keys that are rounded are keys")
    try:
        keys.of({"kind": model.kind, "no such key": 1})
    except ValueError:
        pass
    else:
        raise PromiseError("an unknown key is refused")


def _check_observables(model: Model) -> None:
    named = {observable.name: observable for observable in model.observables}
    _expect(len(named) == len(model.observables), "no two observables share a name")
    _expect(model.headline in named, f"the headline, {model.headline}, is an observable")
    for observable in named.values():
        _expect(observable.long_name and observable.units, f"{observable.name} has a long name and units")
        scale = np.asarray(observable.scale, float)
        _expect(np.all(np.isfinite(scale) & (scale > 0)), f"counts of {observable.name} are divided by something")
        if observable.kind == "event":
            _expect(observable.per is None, f"event {observable.name} is not divided")
        for event in observable.jumps:
            behind = named.get(event)
            _expect(behind is not None and behind.kind == "event", f"{observable.name}: {event} is an event counted")
            _expect(np.isfinite(observable.span), f"{observable.name} says by how much {event} changes it")


def _check_trials(model: Model, engine: str) -> None:
    """Trials depend on their key and number alone, whatever ran before them in the same scratch memory."""
    _expect(model.block_trials(engine) >= 1, "a block has a trial or more")
    _expect(model.bytes_per_thread(engine) > 0 and model.expected_edges >= 0, "costs are numbers")
    simulator = model.simulator(engine)
    whole, control = _ran(simulator, 0, _TRIALS)
    for observable in model.observables:
        _check_counts(observable, whole.get(observable.name))
    _expect(whole.keys() == {o.name for o in model.observables}, "trials count the observables, and nothing else")
    _expect(control[1] > 0 or model.expected_edges < 1, "finished work is told")
    used, _ = _ran(simulator, 2, 3)
    fresh, _ = _ran(model.simulator(engine), 2, 3)
    for name, values in whole.items():
        _expect((values[2:5] == used[name]).all(), f"{name}: a block leaves no trace in the next")
        _expect((values[2:5] == fresh[name]).all(), f"{name}: trials do not depend on where their block begins")
    stopped = simulator.run(_KEY, 0, _TRIALS, np.array([1, 0]))
    _expect(stopped is None, "the stop word is heard")
    after, _ = _ran(simulator, 0, _TRIALS)
    _expect(all((after[name] == values).all() for name, values in whole.items()), "a stopped block leaves no trace")
    _expect(all(len(v) == 0 for v in _ran(simulator, 0, 0)[0].values()), "a block of no trials is empty")
    _check_shown(simulator)
    if engine == "graph" and model.shows != "nothing":
        _check_own(model, simulator)


def _ran(simulator: Simulator, first: int, trials: int) -> tuple[Counts, npt.NDArray[np.int64]]:
    control = np.zeros(2, np.int64)
    counts = simulator.run(_KEY, first, trials, control)
    if counts is None:
        raise PromiseError("a block that nobody stops is finished")
    return counts, control


def _check_counts(observable: Observable, counts: npt.NDArray[np.int64] | None) -> None:
    name = observable.name
    if counts is None:
        raise PromiseError(f"trials count {name}")
    _expect(counts.dtype == np.int64, f"counts of {name} are int64")
    _expect(counts.shape == (_TRIALS, *observable.shape), f"counts of {name} have shape [trials, its dimension]")
    _expect(((counts >= 0) & (counts < _LARGEST)).all(), f"counts of {name} are between 0 and 2^50")
    if observable.kind == "event":
        _expect((counts <= 1).all(), f"event {name} is 0 or 1 in a trial")


def _check_shown(simulator: Simulator) -> None:
    if isinstance(simulator, ShowsGraph):
        starts, members, (texts, held) = simulator.graph(_KEY, 1)
        _expect(len(starts) == texts + 1 and starts[-1] == len(members), "a graph shown has the texts it says")
        _expect(((members >= 0) & (members < held)).all(), "texts hold what there is")
    if isinstance(simulator, ShowsRounds):
        unlearnt = list(simulator.unlearnt_by_round(_KEY, 1))
        _expect(all(a > b for a, b in itertools.pairwise(unlearnt)), "every round shown teaches")


def _check_own(model: Model, simulator: Simulator) -> None:
    """Observables of a user's own see what the model says that it shows."""
    if not isinstance(simulator, ShowsGraph):
        raise PromiseError(f"a model that shows {model.shows} has a simulator that shows graphs")
    graph, control = simulator.graph(_KEY, 1), np.zeros(2, np.int64)
    if model.shows == "learning":
        if not isinstance(simulator, ShowsLearnt):
            raise PromiseError("a model that shows learning has a simulator that does")
        learnt_in = simulator.learnt_in(_KEY, 1, graph, control)
        _expect(learnt_in.shape == (graph[-1][1],), "what is learnt is what the graph holds")
        rounds = np.unique(learnt_in[learnt_in > 0])
        _expect((rounds == np.arange(1, len(rounds) + 1)).all(), "every round teaches")
    if model.shows == "percolation":
        if not isinstance(simulator, ShowsOrder):
            raise PromiseError("a model that shows percolation has a simulator that does")
        order = simulator.order(_KEY, 1, control)
        _expect(len(np.unique(order, axis=0)) == len(order), "nothing is occupied twice")


def _check_law(model: Model, law: Law) -> None:
    """A law speaks of observables, in their shapes and ranges, or says why it does not."""
    _expect(law.source, f"law {law.name} names its source")
    _expect(law.kind in get_args(LawKind), f"law {law.name} is of a known kind")
    try:
        said = model.predict(law.name)
    except ValueError as error:
        _expect("\n" not in str(error) and str(error), f"law {law.name} says in one line that it is out of reach")
        return
    known = {observable.name: observable for observable in model.observables}
    _expect(said.keys() <= known.keys(), f"law {law.name} speaks of observables")
    for name, observable in known.items():
        ranges = said.ranges(name)
        _expect(len(ranges) in (1, *observable.shape), f"law {law.name} has a range for each place of {name}")
        for each in ranges:
            _expect(each.status == "valid" or each.reason, f"law {law.name} says why {name} is {each.status}")
        if name in said:
            _check_numbers(law, observable, np.asarray(said[name], float), [each.status for each in ranges])


def _check_numbers(law: Law, observable: Observable, numbers: npt.NDArray[np.float64], status: list[str]) -> None:
    name = observable.name
    _expect(numbers.shape in ((), observable.shape), f"law {law.name} predicts {name} in its shape")
    undefined = np.array([each == "undefined" for each in status])
    _expect((np.isfinite(numbers) | undefined).all(), f"law {law.name} predicts a number for {name}, or says why not")
    if observable.kind == "event":
        possible = (numbers >= 0) & (numbers <= 1)
        _expect((possible | undefined).all(), f"law {law.name}: the probability {name} is in [0, 1]")
