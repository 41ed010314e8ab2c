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
from peelsim.graphs.matrix import pattern
from peelsim.kernels.components.sizes import number_components, rank_by_size, renumber
from peelsim.kernels.components.union_find import join_rows
from peelsim.kernels.graph.given_graph import peel_given
from peelsim.models.base import Model, ParameterError, ShowsGraph
from peelsim.stats.law import Prediction
from peelsim.stats.observable import Scale
from peelsim.sweep.file import spec
from peelsim.sweep.file.mistakes import unknown
from peelsim.sweep.file.seeds import content_hash, point_key
from peelsim.sweep.run import memory
from peelsim.sweep.run.executors import Given
from peelsim.sweep.run.stop_word import StopWord, signals_to
from peelsim.sweep.run.workers import Block, Workers, cores


def simulate(
    model: Model, *, trials: int, seed: int, engine: str = "auto", threads: int | None = None
) -> dict[str, npt.NDArray[Any]]:
    """Trials 0 .. trials - 1 of a model: observable -> array, one entry a trial, a row of them if it has a dimension.

    They are the trials a sweep with this seed has at this point, whatever the number of threads. Events are bool,
    counts int64, fractions float64.

    Raises
    ------
    ValueError : if trials < 1, or the engine cannot run the model or has no room for it.
    KeyboardInterrupt : on Ctrl-C, within half a second.
    """
    if trials < 1:
        raise ValueError(f"{trials} is not a number of trials; it must be 1 or more")
    engine = model.resolve_engine(engine)
    threads = threads or cores()
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
                    raise KeyboardInterrupt
                blocks.append(workers.submit(model, engine, key, first, min(step, trials - first)))
            counts = [_finished(block) for block in blocks]
        except BaseException:
            word.set()
            raise
        finally:
            workers.close()
    return {o.name: _values(o.kind, o.per, [c[o.name] for c in counts]) for o in model.observables}


def _finished(block: "Future[Block]") -> Mapping[str, npt.NDArray[np.int64]]:
    counts = block.result()
    if counts is None:
        raise KeyboardInterrupt
    return counts


def _values(kind: str, per: Scale | None, counts: list[npt.NDArray[np.int64]]) -> npt.NDArray[Any]:
    joined = np.concatenate(counts)
    if kind == "event":
        return joined.astype(bool)
    return joined if per is None else joined / per


def predict(model: Model, *, law: str) -> Prediction:
    """What a law says of the model: observable -> probability of an event, mean of a number.

    An observable the law says nothing of is missing. Raises ValueError for a law that is not one of model.laws, and
    for a model too large for the law ``exact``.
    """
    if law not in model.laws:
        raise ValueError(f"unknown law {law!r}; {unknown(law, model.laws)}")
    return model.predict(law)


def sample_graph(model: Model, *, seed: int, trial: int = 0) -> csr_array:
    """The graph of one trial: texts x concepts, or texts x skills, entries 1.

    It is that of the engine that samples graphs; of a model with a curve, the graph of all its texts.

    Raises
    ------
    ValueError : if no engine of the model samples graphs of texts.
    """
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


def peel(graph: sparray | npt.NDArray[Any]) -> Peeled:
    """Peel any texts x concepts matrix, sparse or dense; every non-zero entry is an edge.

    Raises ValueError for what is no matrix.
    """
    given = pattern(graph)
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
    """Components of the graph with this adjacency matrix, sparse or dense; every non-zero entry is a link.

    Directions do not matter, and a link from a node to itself joins nothing. Raises ValueError for what is no square
    matrix.
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
    """Run a sweep file to its end, from where its result file is; returns the result file's path.

    executor: runs the trials instead of threads of this process; any of concurrent.futures, or a cluster's that looks
    like one, such as ``distributed.Client.get_executor()``. It is left open.

    Raises SweepError, ResultsError or WorkersError in one line for a mistake of the user, KeyboardInterrupt on Ctrl-C
    with all that is committed kept.
    """
    asked = spec.read(sweep, smoke=smoke)
    word = StopWord()
    path = Path(output) if output is not None else asked.path
    with signals_to(word):
        outcome = campaign.run(
            asked,
            path=path,
            threads=threads or cores(),
            fresh=fresh,
            word=word,
            say=lambda remark: None,
            machines=None if executor is None else Given(executor),
        )
    if not outcome.finished:
        raise KeyboardInterrupt(f"stopped; {path} keeps what is done, and the same call goes on")
    return path
