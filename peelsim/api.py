"""peelsim from Python: the same as the sweep files and commands say, on values instead of files."""

from collections.abc import Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, sparray, spmatrix

from peelsim import campaign
from peelsim.arguments import name_of, path_of, seed_of, threads_of, whole
from peelsim.graphs.matrix import pattern
from peelsim.graphs.multiplicity import MultiEdges, with_multiplicity
from peelsim.kernels.components.sizes import number_components, rank_by_size, renumber
from peelsim.kernels.components.union_find import join_rows
from peelsim.kernels.graph.given_graph import peel_given
from peelsim.mistakes import unknown
from peelsim.models.base import Model, ParameterError, ShowsGraph
from peelsim.stats.law import Prediction
from peelsim.stats.observable import Scale
from peelsim.sweep.file import spec
from peelsim.sweep.file.seeds import content_hash, point_key
from peelsim.sweep.run import memory
from peelsim.sweep.run.job import Job, LostWorkersError, Result, cores
from peelsim.sweep.run.machines import Given
from peelsim.sweep.run.stop_word import StopWord, signals_to
from peelsim.sweep.run.workers import Workers

_STOPPED = "stopped; simulate keeps no trials, run_sweep does"


def simulate(
    model: Model, *, trials: int, seed: int, engine: str = "auto", threads: int | None = None
) -> dict[str, npt.NDArray[Any]]:
    """Trials 0 .. trials - 1 of a model, which are those that a sweep with this seed has at this point.

    Parameters
    ----------
    model : parameters, such as ``ConceptText(...)``.
    trials : how many.
    seed : a whole number that is 0 or more; equal seeds give equal trials, whatever the number of threads.
    engine : one of ``model.engines``, or "auto".
    threads : of this process; by default one per core.

    Returns
    -------
    dict : observable -> array with an entry per trial, a row of them if the observable has a dimension of its own.
        Events are bool, counts int64, fractions float64.

    Raises
    ------
    ValueError : if trials, seed or threads are none, or the engine cannot run the model or has no room for it.
    KeyboardInterrupt : on Ctrl-C, within half a second.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.ConceptText(concepts=100, texts=450, text_degree=peelsim.Binomial(mean=6))
    >>> trials = peelsim.simulate(model, trials=1000, seed=1)
    >>> trials["stuck"].shape, bool(0.7 < trials["stuck"].mean() < 0.9)
    ((1000,), True)
    """
    _check_model(model)
    trials, seed = whole(trials, "number of trials", least=1), seed_of(seed)
    threads = threads_of(threads, cores())
    engine = model.resolve_engine(engine)
    too_large = memory.shortage(model, engine, threads)
    if too_large:
        raise ValueError(f"the model {too_large}")
    key = point_key(seed, content_hash(model.identity, engine))
    word = StopWord()
    workers = Workers(threads, word)
    step = model.block_trials(engine)
    with signals_to(word):  # an exception at any moment could leave a lock of the thread pool taken
        try:
            blocks = []
            for first in range(0, trials, step):
                if word.is_set:
                    raise KeyboardInterrupt(_STOPPED)
                blocks.append(workers.submit(Job(model, engine, key, first, min(step, trials - first))))
            counts = [_finished(block) for block in blocks]
        except BaseException:
            word.set()
            raise
        finally:
            workers.close()
    return {o.name: _values(o.kind, o.per, [c[o.name] for c in counts]) for o in model.observables}


def _check_model(model: Model) -> None:
    if isinstance(model, type) or not hasattr(model, "resolve_engine"):
        what = f"class {model.__name__}" if isinstance(model, type) else type(model).__name__
        raise ValueError(f"{what} is no model; give a value of one, such as ConceptText(concepts=..., ...)")


def _finished(block: "Future[Result]") -> Mapping[str, npt.NDArray[np.int64]]:
    counts = block.result()
    if counts is None:
        raise KeyboardInterrupt(_STOPPED)
    return counts


def _values(kind: str, per: Scale | None, counts: list[npt.NDArray[np.int64]]) -> npt.NDArray[Any]:
    joined = np.concatenate(counts)
    if kind == "event":
        return joined.astype(bool)
    return joined if per is None else joined / per


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


def sample_graph(model: Model, *, seed: int, trial: int = 0) -> csr_array:
    """The graph of one trial of the engine that samples graphs; of a model with a curve, that of all its texts.

    Parameters
    ----------
    model, seed : as in ``simulate``.
    trial : its number, from 0.

    Returns
    -------
    scipy.sparse.csr_array : texts x concepts, or texts x skills; int8, entries 1.

    Raises
    ------
    ValueError : if no engine of the model samples graphs of texts.

    Examples
    --------
    >>> import peelsim
    >>> model = peelsim.ConceptText(concepts=10, texts=40, text_degree=peelsim.Binomial(mean=2))
    >>> peelsim.sample_graph(model, seed=1).shape
    (40, 10)
    """
    _check_model(model)
    seed, trial = seed_of(seed), whole(trial, "number of a trial", least=0)
    for engine in model.engines:
        try:
            sampler = model.simulator(model.resolve_engine(engine))
        except ParameterError:
            continue
        if isinstance(sampler, ShowsGraph):
            key = point_key(seed, content_hash(model.identity, engine))
            starts, members, shape = sampler.graph(key, trial, -1)
            return csr_array((np.ones(len(members), np.int8), members, starts), shape=shape)
    raise ValueError(f"no engine of {model.kind} samples a graph of texts that could be shown")


@dataclass(frozen=True)
class Peeled:
    """Outcome of peeling a given graph."""

    learnt: npt.NDArray[np.bool_]  # [concepts]
    learnt_in: npt.NDArray[np.int64]  # [concepts] round that taught it, from 1; 0 if it was not learnt
    stuck_texts: npt.NDArray[np.int64]  # texts with two or more unlearnt concepts, ascending

    @property
    def rounds(self) -> int:
        """Rounds that taught something."""
        return int(self.learnt_in.max(initial=0))


def peel(graph: sparray | npt.NDArray[Any], *, multi_edges: MultiEdges = "single") -> Peeled:
    """Peel any texts x concepts matrix: a text with a single unlearnt concept teaches it, until there is no such text.

    Parameters
    ----------
    graph : sparse or dense; every non-zero entry is an edge, and entries given twice add up.
    multi_edges : what a whole number above 1 is: ``"single"``, one edge; ``"count"``, so many edges, of which a text
        must have exactly one left to teach, as in the configuration model; ``"parity"``, an edge if it is odd, as over
        GF(2).

    Returns
    -------
    Peeled : which concepts are learnt, in which rounds, and which texts are stuck.

    Raises
    ------
    ValueError : in one line, for what is no matrix or holds what is no number, or if entries that must count are not
        whole numbers from 0 on.

    Examples
    --------
    >>> import numpy as np
    >>> import peelsim
    >>> peelsim.peel([[1, 0, 0], [1, 1, 0], [0, 1, 1]]).learnt_in.tolist()
    [1, 2, 3]
    >>> graph = np.array([[2, 0], [0, 1]])
    >>> [peelsim.peel(graph, multi_edges=each).learnt.tolist() for each in ("single", "count", "parity")]
    [[True, True], [False, True], [False, True]]
    """
    given = pattern(graph)
    if multi_edges != "single":
        given = with_multiplicity(given, graph, parity=multi_edges == "parity")
    texts, concepts = given.shape
    ones = np.ones(len(given.columns), np.int8)
    by_concept = csr_array((ones, given.columns, given.starts), shape=given.shape).tocsc()
    count = np.diff(given.starts).astype(np.int64)
    xor = np.zeros(texts, np.int64)
    filled = np.flatnonzero(count)
    if len(filled):
        xor[filled] = np.bitwise_xor.reduceat(given.columns.astype(np.int64), given.starts[filled])
    learnt_in = np.zeros(concepts, np.int64)
    starts, row_texts = by_concept.indptr.astype(np.int64), by_concept.indices.astype(np.int64)
    peel_given(starts, row_texts, count, xor, np.zeros(concepts, np.int64), learnt_in, np.zeros(2, np.int64))
    return Peeled(learnt_in > 0, learnt_in, np.flatnonzero(count > 1))


@dataclass(frozen=True)
class Components:
    """Connected components of a given graph, largest first; of equal ones the one with the smallest node first."""

    sizes: npt.NDArray[np.int64]  # [components] nodes, descending
    labels: npt.NDArray[np.int64]  # [nodes] place in ``sizes`` of each node's component


def components(adjacency: sparray | spmatrix | npt.NDArray[Any]) -> Components:
    """Connected components of a graph; directions do not matter, and a link from a node to itself joins nothing.

    Parameters
    ----------
    adjacency : its adjacency matrix, sparse or dense; every non-zero entry is a link.

    Returns
    -------
    Components : sizes, descending, and the component of each node.

    Raises
    ------
    ValueError : in one line, for what is no square matrix or holds what is no number.

    Examples
    --------
    >>> import peelsim
    >>> parts = peelsim.components([[0, 0, 1], [0, 0, 0], [0, 0, 0]])
    >>> parts.sizes.tolist(), parts.labels.tolist()
    ([2, 1], [0, 1, 0])
    """
    given = pattern(adjacency, square=True)
    nodes = given.shape[0]
    parent = np.full(nodes, -1, np.int32 if nodes < 2**31 else np.int64)
    join_rows(parent, given.starts, given.columns, np.zeros(2, np.int64))
    number, sizes = np.empty(nodes, np.int64), np.empty(nodes, np.int64)
    sizes = sizes[: number_components(parent, number, sizes)]
    rank, ordered = np.empty_like(sizes), np.empty_like(sizes)
    rank_by_size(sizes, np.zeros(int(sizes.max(initial=0)) + 2, np.int64), rank)
    ordered[rank] = sizes
    renumber(number, rank)
    return Components(ordered, number)


def run_sweep(
    sweep: str | Path,
    *,
    output: str | Path | None = None,
    threads: int | None = None,
    executor: Executor | None = None,
    smoke: bool = False,
    fresh: bool = False,
) -> Path:
    """Run a sweep file to its end, from where its result file is.

    Parameters
    ----------
    sweep : path of a sweep file.
    output : path of the result file, which is the checkpoint too; by default the one that the sweep file names.
    threads : of this process; by default one per core.
    executor : runs the trials instead of threads of this process; any of concurrent.futures, or a cluster's that looks
        like one, such as ``distributed.Client.get_executor()``. It is left open.
    smoke : whether to run the small version that the file defines.
    fresh : whether to begin anew where there is a result file.

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
    threads = threads_of(threads, cores())
    asked = spec.read(sweep, smoke=smoke)
    word = StopWord()
    path = path_of(output) if output is not None else asked.path
    with signals_to(word):
        try:
            outcome = campaign.run(
                asked,
                path=path,
                threads=threads,
                fresh=fresh,
                word=word,
                say=lambda remark: None,
                machines=None if executor is None else Given(executor),
            )
        except LostWorkersError as error:
            raise LostWorkersError(f"{error}; {path} keeps what is done, and the same call goes on") from None
        except KeyboardInterrupt:
            before = f"{path} is as it was" if path.exists() else "nothing is stored"
            raise KeyboardInterrupt(f"stopped before the first trial; {before}, and the same call begins") from None
    if not outcome.finished:
        raise KeyboardInterrupt(f"stopped; {path} keeps what is done, and the same call goes on")
    return path
