"""Worker processes of this machine: each serves one thread here, and one that dies is replaced.

They are started afresh (spawn), so they share nothing with this process but a pipe; what they are asked and answer is
in ``remote``. A block whose process died is run again by the next.
"""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from peelsim.models.base import Model
from peelsim.sweep.remote import Answer, Work, run, work
from peelsim.sweep.stop_word import STOPPING, StopWord
from peelsim.sweep.workers import Block, WorkersError

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

    def submit(self, model: Model, engine: str, key: int, first: int, trials: int) -> "Future[Block]":
        """Trials first .. first + trials - 1 of the point with this key."""
        return self._pool.submit(self._run, work(model, engine, key, first, trials))

    def close(self) -> None:
        """Forget what has not begun and end the processes: those that still work only if the word is set."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.kill()

    def _run(self, block: Work) -> Block:
        for _ in range(MOST_LOSSES):
            if self._word.is_set:
                return None
            child = getattr(self._local, "child", None)
            if child is None:
                child = self._local.child = _Child()
                self._children.append(child)
            try:
                answer = child.ask(block, self._word)
            except (EOFError, OSError):
                child.kill()
                self._local.child = None
                continue
            if answer is None:
                return None
            self._word.control()[1] += answer.edges
            return answer.counts
        raise WorkersError(
            f"a worker process died {MOST_LOSSES} times over one block; if it was for want of memory, "
            "take fewer with --processes"
        )


class _Child:
    """A worker process and the pipe to it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe ends when the process does

    def ask(self, block: Work, word: StopWord) -> Answer | None:
        """What the process makes of the block; None, and the process is gone, if the word is set meanwhile.

        Raises EOFError or OSError if the process dies, and what the block raised there.
        """
        self._pipe.send(tuple(block))
        while not self._pipe.poll(_LOOK_EVERY):
            if word.is_set:
                self.kill()
                return None
        answer: Answer | Exception = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _block_signals() -> None:
    """Processes started by this thread hear no signal of a terminal or a cluster: they end with their parent."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)


def _serve(pipe: Connection) -> None:
    """Answer until the other end is closed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    control = np.zeros(2, np.int64)
    while True:
        try:
            block = Work(*pipe.recv())
        except EOFError:
            return
        try:
            answer: Any = run(block, control)
        except Exception as error:
            answer = RuntimeError(f"in a worker process: {type(error).__name__}: {error}")
        pipe.send(answer)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
