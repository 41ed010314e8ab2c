"""Threads that run blocks of trials, each with its own scratch memory."""

import os
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

import numpy as np
import numpy.typing as npt

from peelsim.models.base import Model, Simulator
from peelsim.sweep.run.stop_word import StopWord

Block = Mapping[str, npt.NDArray[np.int64]] | None  # counts of a block, None if it was stopped


class WorkersError(Exception):
    """One line for a person: which workers cannot be had, and what to do."""


class BlockRunner(Protocol):
    """Something that runs blocks of trials, as many at a time as ``width``."""

    width: int

    def submit(self, model: Model, engine: str, key: int, first: int, trials: int) -> "Future[Block]":
        """Trials first .. first + trials - 1 of the point with this key. The future may raise WorkersError."""

    def close(self, *, stopped: bool = False) -> None:
        """Forget what has not begun and give everything back. stopped: somebody waits for the run to be gone."""


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """A thread pool; kernels release the GIL, so its threads run in parallel."""

    def __init__(self, threads: int, word: StopWord) -> None:
        self.width = threads
        self._word = word
        self._local = threading.local()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="peelsim")

    def submit(self, model: Model, engine: str, key: int, first: int, trials: int) -> "Future[Block]":
        """Trials first .. first + trials - 1 of the point with this key."""
        return self._pool.submit(self._run, model, engine, key, first, trials)

    def close(self, *, stopped: bool = False) -> None:
        """Forget what has not begun and wait for what has, which the word ends within milliseconds."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, model: Model, engine: str, key: int, first: int, trials: int) -> Block:
        control = self._word.control()
        if self._word.is_set:
            return None
        return self._simulator(model, engine).run(key, first, trials, control)

    def _simulator(self, model: Model, engine: str) -> Simulator:
        """This thread's scratch for the model; that of the model before is given back first."""
        if getattr(self._local, "holds", None) != (model, engine):
            self._local.holds = self._local.simulator = None
            self._local.simulator = model.simulator(engine)
            self._local.holds = (model, engine)
        simulator: Simulator = self._local.simulator
        return simulator
