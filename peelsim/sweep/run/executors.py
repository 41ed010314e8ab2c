"""Blocks on an executor of concurrent.futures, or one that looks like it."""

import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor

import numpy as np

from peelsim.printing import complain
from peelsim.sweep.run.job import Job, LostWorkersError, Result, WorkersError, cores
from peelsim.sweep.run.processes import MOST_LOSSES
from peelsim.sweep.run.remote import Answer, OtherKernelsError, PlainJob, attempt
from peelsim.sweep.run.stop_word import StopWord

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
        block: Callable[[PlainJob, str], Outcome] | None = None,
        close: Callable[[bool], None] = lambda stopped: None,
        gone: str = "the executor has cancelled its blocks",
    ) -> None:
        """block: runs one there. close: called in the end, with whether the run was stopped. gone: said if it is."""
        self.width = width
        self._executor, self._word = executor, word
        self._block, self._close, self._gone = block or _run_anywhere, close, gone
        self._spare: ThreadPoolExecutor | None = None  # in place of an executor that is broken
        self._closed = False
        self._changing = threading.Lock()  # the spare, or closed
        self._sent: set[Future[Outcome]] = set()
        self._name = f"{id(self)}"
        _words[self._name] = word

    def submit(self, job: Job) -> "Future[Result]":
        """Have a block run."""
        block: Future[Result] = Future()
        self._send(PlainJob.of(job), block, losses=0)
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

    def _send(self, asked: PlainJob, block: "Future[Result]", *, losses: int) -> None:
        try:
            future = self._submitted(asked)
        except RuntimeError as error:  # the executor is shut down
            if self._unwanted:
                block.set_result(None)
            else:
                block.set_exception(LostWorkersError(f"the executor takes no more work: {error}"))
            return
        self._sent.add(future)
        future.add_done_callback(lambda done: self._back(done, asked, block, losses))

    def _submitted(self, asked: PlainJob) -> "Future[Outcome]":
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

    def _back(self, future: "Future[Outcome]", asked: PlainJob, block: "Future[Result]", losses: int) -> None:
        """A block has come back, or its worker is lost. Called in some thread of the executor."""
        self._sent.discard(future)
        if self._unwanted:
            block.set_result(None)
            return
        try:
            answer = future.result()
        except CancelledError:
            block.set_exception(LostWorkersError(self._gone))
        except BrokenExecutor as error:
            self._break(error)
            self._send(asked, block, losses=losses)
        except BaseException as error:  # not the block's own: those come back as answers
            if losses + 1 < MOST_LOSSES:
                self._send(asked, block, losses=losses + 1)
            else:
                said = f"a block was lost {MOST_LOSSES} times over by its worker: {type(error).__name__}: {error}"
                block.set_exception(LostWorkersError(" ".join(said.split())))
        else:
            if isinstance(answer, OtherKernelsError):
                block.set_exception(WorkersError(str(answer)))
            elif isinstance(answer, Exception):
                block.set_exception(answer)
            else:
                block.set_result(answer.counts)


_words: dict[str, StopWord] = {}  # of the runs of this process, for executors whose workers are its own threads


def _run_anywhere(job: PlainJob, name: str) -> Outcome:
    """Run a block in whatever process this is; the stop word is heard if it is the run's own."""
    word = _words.get(name)
    if word is not None and word.is_set:
        return Answer(None, 0)
    return attempt(job, np.zeros(2, np.int64) if word is None else word.control())
