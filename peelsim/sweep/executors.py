"""Where the blocks of a sweep run: threads, processes, a Dask cluster, or any executor of concurrent.futures.

Whatever runs them, ``schedule`` commits blocks in order, so that the data are the same.
"""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from logging import CRITICAL
from typing import Any, Protocol

import numpy as np

from peelsim.models.base import Control, Model
from peelsim.sweep.processes import MOST_LOSSES, ProcessWorkers
from peelsim.sweep.remote import Answer, OtherKernelsError, Work, attempt, work
from peelsim.sweep.stop_word import StopWord
from peelsim.sweep.workers import Block, BlockRunner, Workers, WorkersError, cores

_PATIENCE = 10  # seconds a cluster may take to answer
_LOOK_EVERY = 0.1  # seconds between looks of a Dask worker at whether its block is still wanted


class Machines(Protocol):
    """What a sweep may use."""

    @property
    def here(self) -> int:
        """Models that are held in this machine's memory at a time."""

    def start(self, word: StopWord) -> BlockRunner:
        """Have the workers ready. Raises WorkersError if there are none."""


@dataclass(frozen=True)
class Threads:
    """Threads of this process."""

    here: int

    def start(self, word: StopWord) -> BlockRunner:
        """See ``Machines``."""
        return Workers(self.here, word)


@dataclass(frozen=True)
class Processes:
    """Processes of this machine."""

    here: int

    def start(self, word: StopWord) -> BlockRunner:
        """See ``Machines``."""
        return ProcessWorkers(self.here, word)


@dataclass(frozen=True)
class Given:
    """Any executor: a pool of threads or processes, one of MPI, a cluster's. It is left open in the end."""

    executor: Executor

    @property
    def here(self) -> int:
        """Its workers, were they all here."""
        return int(getattr(self.executor, "_max_workers", 0)) or cores()

    def start(self, word: StopWord) -> BlockRunner:
        """See ``Machines``."""
        return ExecutorWorkers(self.executor, self.here, word)


@dataclass(frozen=True)
class Dask:
    """Workers of a Dask scheduler at ``address``, or processes of a cluster of its own on this machine, "local"."""

    address: str
    processes: int  # of a local cluster

    @property
    def here(self) -> int:
        """None of another machine's."""
        return self.processes if self.address == "local" else 0

    def start(self, word: StopWord) -> BlockRunner:
        """See ``Machines``."""
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise WorkersError("--dask needs the package distributed: pip install 'peelsim[dask]'") from None
        cluster = None
        if self.address == "local":
            cluster = distributed.LocalCluster(
                n_workers=self.processes, threads_per_worker=1, dashboard_address=None, silence_logs=CRITICAL
            )
        try:
            client = distributed.Client(cluster or self.address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            said = " ".join(str(error).split()) or "no answer"
            raise WorkersError(f"no Dask scheduler at {self.address}: {said}") from None

        def close() -> None:
            with suppress(OSError):  # a scheduler that is gone needs no goodbye
                client.close(timeout=2)
                if cluster is not None:
                    cluster.close(timeout=5)

        def close_in_time() -> None:
            closing = threading.Thread(target=close, daemon=True)
            closing.start()
            closing.join(0.2 if word.is_set else 10)

        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            close_in_time()
            raise WorkersError(f"the Dask scheduler at {self.address} has no workers: start some") from None
        width = sum(client.nthreads().values())
        pool = client.get_executor(pure=False)
        return ExecutorWorkers(pool, width, word, block=_run_on_dask, close=close_in_time)


Outcome = Answer | Exception  # of a block, on its way back


class ExecutorWorkers:
    """As ``Workers``, on an executor. Blocks that are lost with their worker are run again.

    The executor runs them if it lives on, threads of this process if it is broken, as a pool of processes is for good
    when one of them dies.
    """

    def __init__(
        self,
        executor: Executor,
        width: int,
        word: StopWord,
        *,
        block: Callable[[Work, str], Outcome] | None = None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        """block: runs one there. close: called in the end."""
        self.width = width
        self._executor, self._word = executor, word
        self._block, self._close = block or _run_anywhere, close
        self._spare: ThreadPoolExecutor | None = None  # in place of an executor that is broken
        self._breaking = threading.Lock()
        self._sent: set[Future[Outcome]] = set()
        self._name = f"{id(self)}"
        _words[self._name] = word

    def submit(self, model: Model, engine: str, key: int, first: int, trials: int) -> "Future[Block]":
        """Trials first .. first + trials - 1 of the point with this key."""
        block: Future[Block] = Future()
        self._send(work(model, engine, key, first, trials), block, losses=0)
        return block

    def close(self) -> None:
        """Ask for none of the blocks any more."""
        for future in list(self._sent):
            future.cancel()
        if self._spare is not None:
            self._spare.shutdown(wait=True, cancel_futures=True)
        self._close()
        del _words[self._name]

    def _send(self, asked: Work, block: "Future[Block]", *, losses: int) -> None:
        try:
            future = self._submitted(asked)
        except RuntimeError as error:  # the executor is shut down
            block.set_exception(WorkersError(f"the executor takes no more work: {error}"))
            return
        self._sent.add(future)
        future.add_done_callback(lambda done: self._back(done, asked, block, losses))

    def _submitted(self, asked: Work) -> "Future[Outcome]":
        if self._spare is None:
            try:
                return self._executor.submit(self._block, asked, self._name)
            except BrokenExecutor as error:
                self._break(error)
        assert self._spare is not None
        return self._spare.submit(_run_anywhere, asked, self._name)

    def _break(self, error: BrokenExecutor) -> None:
        """Give up the executor."""
        with self._breaking:
            if self._spare is None:
                threads = min(self.width, cores())
                self._spare = ThreadPoolExecutor(threads, thread_name_prefix="peelsim")
                said = f"the executor is broken ({' '.join(str(error).split()) or type(error).__name__})"
                print(f"{said}: going on with {threads} threads of this process", file=sys.stderr, flush=True)

    def _back(self, future: "Future[Outcome]", asked: Work, block: "Future[Block]", losses: int) -> None:
        """A block has come back, or its worker is lost. Called in some thread of the executor."""
        self._sent.discard(future)
        try:
            answer = future.result()
        except CancelledError:
            block.set_result(None) if self._word.is_set else block.set_exception(WorkersError("the cluster is gone"))
        except BrokenExecutor as error:
            self._break(error)
            self._send(asked, block, losses=losses)
        except BaseException as error:  # not the block's own: those come back as answers
            if self._word.is_set:
                block.set_result(None)
            elif losses + 1 < MOST_LOSSES:
                self._send(asked, block, losses=losses + 1)
            else:
                said = f"a block was lost {MOST_LOSSES} times over by its worker: {type(error).__name__}: {error}"
                block.set_exception(WorkersError(" ".join(said.split())))
        else:
            if isinstance(answer, OtherKernelsError):
                block.set_exception(WorkersError(str(answer)))
            elif isinstance(answer, Exception):
                block.set_exception(answer)
            else:
                block.set_result(answer.counts)


_words: dict[str, StopWord] = {}  # of the runs of this process, for executors whose workers are its own threads


def _run_anywhere(block: Work, name: str) -> Outcome:
    """Run a block in whatever process this is; the stop word is heard if it is the run's own."""
    word = _words.get(name)
    if word is not None and word.is_set:
        return Answer(None, 0)
    return attempt(block, np.zeros(2, np.int64) if word is None else word.control())


def _run_on_dask(block: Work, name: str) -> Outcome:
    """Run a block in a thread of a Dask worker, until nobody wants it any more."""
    worker: Any = import_module("distributed").get_worker()
    key, over = worker.get_current_task(), threading.Event()
    control: Control = np.zeros(2, np.int64)

    def watch() -> None:
        while not over.wait(_LOOK_EVERY):
            task = worker.state.tasks.get(key)
            if task is None or task.state == "cancelled":
                control[0] = 1

    threading.Thread(target=watch, daemon=True).start()
    try:
        return attempt(block, control)
    finally:
        over.set()
