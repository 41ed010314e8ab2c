"""Where the blocks of a sweep run: threads, processes, a Dask cluster, or any executor of concurrent.futures.

Whatever runs them, ``schedule`` commits blocks in order, so that the data are the same.
"""

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
from peelsim.printing import complain
from peelsim.sweep.run.processes import MOST_LOSSES, ProcessWorkers
from peelsim.sweep.run.remote import Answer, OtherKernelsError, Work, attempt, work
from peelsim.sweep.run.stop_word import StopWord
from peelsim.sweep.run.workers import Block, BlockRunner, Workers, WorkersError, cores

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
        said = getattr(self.executor, "_max_workers", None)  # no part of the interface: it may be anything
        return said if type(said) is int and said > 0 else cores()

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
        try:
            if self.address == "local":
                cluster = distributed.LocalCluster(
                    n_workers=self.processes, threads_per_worker=1, dashboard_address=None, silence_logs=CRITICAL
                )
            else:  # a client that cannot make out its address tries for long, and leaves a traceback
                import_module("distributed.comm").resolve_address(self.address)
            client = distributed.Client(cluster or self.address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            if cluster is not None:
                cluster.close(timeout=5)
            said = " ".join(str(error).split()) or "no answer"
            if isinstance(error, OSError):
                raise WorkersError(f"no Dask scheduler at {self.address}: {said}") from None
            raise WorkersError(
                f"{self.address} is no address of a Dask scheduler ({said}): give tcp://HOST:PORT, or local"
            ) from None

        def give_back() -> None:
            with suppress(OSError):  # a scheduler that is gone needs no goodbye
                client.close(timeout=2)
            with suppress(OSError):
                if cluster is not None:
                    cluster.close(timeout=7)

        def close(stopped: bool) -> None:
            closing = threading.Thread(target=give_back, daemon=True)
            closing.start()
            closing.join(0.2 if stopped else 10)

        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError:
            close(word.is_set)
            raise WorkersError(f"the Dask scheduler at {self.address} has no workers: start some") from None
        width = sum(client.nthreads().values())
        pool = client.get_executor(pure=False)
        return ExecutorWorkers(pool, width, word, block=_run_on_dask, close=close)


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
        close: Callable[[bool], None] = lambda stopped: None,
    ) -> None:
        """block: runs one there. close: called in the end, with whether the run was stopped."""
        self.width = width
        self._executor, self._word = executor, word
        self._block, self._close = block or _run_anywhere, close
        self._spare: ThreadPoolExecutor | None = None  # in place of an executor that is broken
        self._closed = False
        self._changing = threading.Lock()  # the spare, or closed
        self._sent: set[Future[Outcome]] = set()
        self._name = f"{id(self)}"
        _words[self._name] = word

    def submit(self, model: Model, engine: str, key: int, first: int, trials: int) -> "Future[Block]":
        """Trials first .. first + trials - 1 of the point with this key."""
        block: Future[Block] = Future()
        self._send(work(model, engine, key, first, trials), block, losses=0)
        return block

    def close(self, *, stopped: bool = False) -> None:
        """Ask for none of the blocks any more."""
        with self._changing:
            self._closed = True
        for future in list(self._sent):
            future.cancel()
        if self._spare is not None:
            self._spare.shutdown(wait=True, cancel_futures=True)
        self._close(stopped)
        del _words[self._name]

    @property
    def _unwanted(self) -> bool:
        """Whether the run has ended or is stopped: its blocks come to nothing, whatever becomes of them."""
        return self._word.is_set or self._closed

    def _send(self, asked: Work, block: "Future[Block]", *, losses: int) -> None:
        try:
            future = self._submitted(asked)
        except RuntimeError as error:  # the executor is shut down
            if self._unwanted:
                block.set_result(None)
            else:
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
        if self._spare is None:
            raise RuntimeError("closed")
        return self._spare.submit(_run_anywhere, asked, self._name)

    def _break(self, error: BrokenExecutor) -> None:
        """Give up the executor, unless nobody wants its blocks any more."""
        with self._changing:
            if self._spare is None and not self._unwanted:
                threads = min(self.width, cores())
                self._spare = ThreadPoolExecutor(threads, thread_name_prefix="peelsim")
                said = f"the executor is broken ({' '.join(str(error).split()) or type(error).__name__})"
                complain(f"{said}: going on with {threads} threads of this process")

    def _back(self, future: "Future[Outcome]", asked: Work, block: "Future[Block]", losses: int) -> None:
        """A block has come back, or its worker is lost. Called in some thread of the executor."""
        self._sent.discard(future)
        if self._unwanted:
            block.set_result(None)
            return
        try:
            answer = future.result()
        except CancelledError:
            block.set_exception(WorkersError("the cluster is gone"))
        except BrokenExecutor as error:
            self._break(error)
            self._send(asked, block, losses=losses)
        except BaseException as error:  # not the block's own: those come back as answers
            if losses + 1 < MOST_LOSSES:
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
