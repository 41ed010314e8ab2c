"""Worker processes of this machine: each serves one thread here, and one that dies is replaced.

They are started afresh (spawn), so they share nothing with this process but a pipe and a control array, by which
progress within a block is seen here; what they are asked and answer is in ``remote``. A block whose process died is
run again by the next.

Tests: tests/sweep/run/test_executors.py
"""

import ctypes
import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from peelsim.models.base import Control
from peelsim.sweep.run.job import Job, LostWorkersError, Result, WorkersError
from peelsim.sweep.run.remote import Answer, OtherKernelsError, PlainJob, attempt
from peelsim.sweep.run.stop_word import STOPPING, StopWord

MOST_LOSSES = 3  # of one block: what kills its worker each time is the block
_LOOK_EVERY = 0.02  # seconds between looks at the stop word while a block runs


class ProcessWorkers:
    """As ``Workers``, with a process behind each thread."""

    def __init__(self, processes: int, word: StopWord) -> None:
        self.width = processes
        self._word = word
        self._local = threading.local()
        self._children: list[_Child] = []
        resource_tracker.ensure_running()  # later it would let through the signals that are blocked below
        self._pool = ThreadPoolExecutor(processes, thread_name_prefix="peelsim", initializer=_block_signals)

    def submit(self, job: Job) -> "Future[Result]":
        """Have a block run."""
        return self._pool.submit(self._run, PlainJob.of(job))

    def close(self, *, stopped: bool = False) -> None:
        """Forget what has not begun and end the processes: those that still work only if the word is set."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.kill()

    def _run(self, job: PlainJob) -> Result:
        for _ in range(MOST_LOSSES):
            if self._word.is_set:
                return None
            child = getattr(self._local, "child", None)
            if child is None:
                child = self._local.child = _Child(self._word)
                self._children.append(child)
            try:
                answer = child.ask(job)
            except (EOFError, OSError):
                child.kill()
                self._local.child = None
                continue
            except OtherKernelsError as error:
                raise WorkersError(str(error)) from None
            return None if answer is None else answer.counts
        raise LostWorkersError(
            f"a worker process died {MOST_LOSSES} times over one block; if it was for want of memory, "
            "take fewer with --processes"
        )


class _Child:
    """A worker process, the pipe to it, and the control array of its kernels."""

    def __init__(self, word: StopWord) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        shared: Any = context.RawArray(ctypes.c_int64, 2)
        self._word, self._control, self._edges = word, np.frombuffer(shared, np.int64), 0
        word.include(self._control)
        self._process = context.Process(target=_serve, args=(theirs, shared), daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe ends when the process does

    def ask(self, job: PlainJob) -> Answer | None:
        """What the process makes of the job; None, and the process is gone, if the word is set meanwhile.

        Raises EOFError or OSError if the process dies, and what the block raised there.
        """
        self._pipe.send(tuple(job))
        while not self._pipe.poll(_LOOK_EVERY):
            if self._word.is_set:
                self.kill()
                return None
        answer: Answer | Exception = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        self._edges += answer.edges
        return answer

    def kill(self) -> None:
        """End the process, whatever it does; what it had done of a block does not count."""
        self._process.kill()
        self._process.join()
        self._pipe.close()
        self._control[1] = self._edges


def _block_signals() -> None:
    """Processes started by this thread hear no signal of a terminal or a cluster: they end with their parent."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)


def _serve(pipe: Connection, shared: Any) -> None:
    """Answer until the other end is closed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    control: Control = np.frombuffer(shared, np.int64)
    while True:
        try:
            job = PlainJob(*pipe.recv())
        except EOFError:
            return
        pipe.send(attempt(job, control))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
