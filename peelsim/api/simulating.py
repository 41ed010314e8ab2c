"""Trials, laws and graphs of a single model.

Tests: tests/api/test_results.py
"""

from collections.abc import Mapping
from concurrent.futures import Future, wait
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peelsim.api.trials import Trials
from peelsim.arguments import LARGEST, name_of, seed_of, threads_of, whole
from peelsim.machine import available_memory
from peelsim.mistakes import unknown
from peelsim.models.base import Model, ParameterError, ShowsGraph
from peelsim.stats.law import Prediction
from peelsim.sweep.file.own import engine_for
from peelsim.sweep.file.seeds import content_hash, point_key
from peelsim.sweep.own.extended import extended
from peelsim.sweep.own.functions import Function
from peelsim.sweep.own.observed import observed_by
from peelsim.sweep.run import memory
from peelsim.sweep.run.job import Job, Result, cores
from peelsim.sweep.run.stop_word import StopWord, signals_to
from peelsim.sweep.run.workers import Workers

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["counts_of", "predict", "sample_graph", "simulate"]

_LOOK = 0.1  # seconds


def simulate(
    model: Model,
    *,
    trials: int,
    seed: int,
    engine: str = "auto",
    threads: int | None = None,
    observe: Mapping[str, Function] | None = None,
) -> Trials:
    """Trials 0 .. trials - 1 of a model, which are those that a sweep with this seed has at this point.

    Parameters
    ----------
    model : parameters, such as ``ConceptText(...)``.
    trials : how many.
    seed : a whole number that is 0 or more; equal seeds give equal trials, whatever the number of threads.
    engine : one of ``model.engines``, or "auto".
    threads : of this process; by default one per core.
    observe : observables of your own, name -> function of a trial, of all models that sample graphs. It sees
        ``trial.graph`` (sparse; texts x concepts, of codes checks x unknown bits, of networks nodes x nodes) and
        ``trial.model``; where trials learn ``trial.learnt`` (bool) and ``trial.learnt_in`` (the round, 0 if not learnt,
        below 0 if known at first); of percolation ``trial.order``, the bonds (pairs of nodes) or sites in the order in
        which they are occupied. It returns a number from 0 to 1e6; one with ``-> bool`` is an event, with ``-> int`` a
        count. A function compiled by Numba sees the same, with ``graph.indptr``, ``graph.indices`` and
        ``graph.shape``, but no model. Engine graph runs.

    Returns
    -------
    Trials : observable -> array with an entry per trial, a row of them if the observable has a dimension of its own.
        Events are bool, counts int64, fractions float64. ``summary()`` has means with their intervals, ``extend(n)``
        as many trials more, ``to_xarray()`` all of them with their units.

    Raises
    ------
    ValueError : if trials, seed or threads are none, or the engine cannot run the model or has no room for it.
    KeyboardInterrupt : on Ctrl-C, within half a second. Its ``trials`` are the Trials that are done, None if there are
        none; ``trials.extend(n)`` goes on.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Binomial(mean=6))
    >>> trials = peelsim.simulate(model, trials=1000, seed=1)
    >>> trials["stuck"].shape, bool(0.7 < trials["stuck"].mean() < 0.9)
    ((1000,), True)
    >>> def longest(trial) -> int:
    ...     return trial.graph.sum(axis=1).max()
    >>> bool((peelsim.simulate(model, trials=10, seed=1, observe={"longest": longest})["longest"] > 6).all())
    True
    """
    _check_model(model)
    if observe is not None and observed_by(observe):
        model, engine = _observing(model, engine, observe)
    trials, seed = whole(trials, "number of trials", least=1, most=LARGEST), seed_of(seed)
    threads = threads_of(threads, cores())
    engine = model.resolve_engine(name_of(engine, "engine"))
    too_large = memory.shortage(model, engine, threads)
    if too_large:
        raise ValueError(f"the model {too_large}")
    done = Trials(model, engine, seed, counts_of(model, engine, seed, range(trials), threads), more=counts_of)
    return done.unless_short_of(trials)


def _observing(model: Model, engine: str, observe: Mapping[str, Function]) -> tuple[Model, str]:
    """The model with observables of the caller's own, and the engine that shows graphs to them."""
    own = observed_by(observe)
    taken = {o.name for o in model.observables} & observe.keys()
    if taken:
        raise ValueError(f"the model has an observable {min(taken)!r}; call yours otherwise")
    engine, wrong = engine_for(type(model), engine, own)
    if wrong:
        raise ValueError(wrong[0][1])
    return extended(model, own), engine


def counts_of(
    model: Model, engine: str, seed: int, trials: range, threads: int | None
) -> Mapping[str, npt.NDArray[np.int64]]:
    """What the trials of these numbers count, block by block as a sweep has them; after Ctrl-C the first of them."""
    threads = threads_of(threads, cores())
    _check_room(model, trials)
    key = point_key(seed, content_hash(model.identity, model.drawn_by(engine)))
    word = StopWord()
    workers = Workers(threads, word)
    step = model.block_trials(engine)
    with signals_to(word):  # an exception at any moment could leave a lock of the thread pool taken
        try:
            blocks = []
            for first in range(trials.start, trials.stop, step):
                if word.is_set:
                    break
                blocks.append(workers.submit(Job(model, engine, key, first, min(step, trials.stop - first))))
            counts = []
            for block in blocks:
                if (found := _awaited(block, word)) is None:
                    break  # what comes after it may be done, but extending goes on from here
                counts.append(found)
        except BaseException:
            word.set()
            raise
        finally:
            workers.close(stopped=word.is_set)
    none = {o.name: np.zeros((0, *o.shape), np.int64) for o in model.observables}
    return {name: np.concatenate([empty, *(block[name] for block in counts)]) for name, empty in none.items()}


def _check_room(model: Model, trials: range) -> None:
    """ValueError if what these trials count is more than fits into memory, twice: in blocks, and joined."""
    number = trials.stop - trials.start  # len() ends at 2^63
    need, have = 16 * number * sum(prod(each.shape) for each in model.observables), available_memory()
    if need > have:
        cure = "ask for fewer at a time, or run a sweep, which keeps their sums alone"
        raise ValueError(f"{number:,} trials need {need / 1e9:.3g} GB, {have / 1e9:.3g} GB are free; {cure}")


def _awaited(block: Future[Result], word: StopWord) -> Result:
    """What a block counts, None if the word is set before. A signal that comes just before a wait is heard after it."""
    while not wait([block], timeout=_LOOK).done:
        if word.is_set:
            return None
    return block.result()


def _check_model(model: Model) -> None:
    if isinstance(model, type) or not hasattr(model, "resolve_engine"):
        what = f"class {model.__name__}" if isinstance(model, type) else type(model).__name__
        raise ValueError(f"{what} is no model; give a value of one, such as ConceptText(concepts=..., ...)")


def predict(model: Model, *, law: str) -> Prediction:
    """What a law says of the model.

    Parameters
    ----------
    model : parameters, such as ``ConceptText(...)``.
    law : one of ``model.laws``.

    Returns
    -------
    Prediction : observable -> probability of an event, mean of a number. An observable of which the law says nothing
        is missing; ``range(name)`` says whether the law speaks within its range, and why not.

    Raises
    ------
    ValueError : for a law that is not one of model.laws, and for a model too large for the law ``exact``.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Binomial(mean=6))
    >>> said = peelsim.predict(model, law="density_evolution")
    >>> said["stuck"], said.range("stuck").status, said.range("complete").status
    (1.0, 'valid', 'undefined')
    """
    _check_model(model)
    if name_of(law, "law") not in model.laws:
        raise ValueError(f"unknown law {law!r}; {unknown(law, model.laws)}")
    return model.predict(law)


def sample_graph(model: Model, *, seed: int, trial: int = 0) -> "csr_array":
    """The graph of one trial of the engine that samples graphs; of a model with a curve, that of all its texts.

    Networks are those before percolation.

    Parameters
    ----------
    model, seed : as in ``simulate``.
    trial : its number, from 0.

    Returns
    -------
    scipy.sparse.csr_array : texts x concepts, or texts x skills; of networks nodes x nodes, each link both ways; int8,
        entries 1.

    Raises
    ------
    ValueError : if no engine of the model samples graphs.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.ConceptText(concepts=10, texts=40, text_degree=peelsim.Binomial(mean=2))
    >>> peelsim.sample_graph(model, seed=1).shape
    (40, 10)
    """
    from scipy.sparse import csr_array  # loads slowly

    _check_model(model)
    seed, trial = seed_of(seed), whole(trial, "number of a trial", least=0, most=LARGEST)
    for engine in model.engines:
        try:
            sampler = model.simulator(model.resolve_engine(engine))
        except ParameterError:
            continue
        if isinstance(sampler, ShowsGraph):
            key = point_key(seed, content_hash(model.identity, model.drawn_by(engine)))
            starts, members, shape = sampler.graph(key, trial, -1)
            return csr_array((np.ones(len(members), np.int8), members, starts), shape=shape)
    raise ValueError(f"no engine of {model.kind} samples a graph that could be shown")
