"""Where the blocks of a sweep may run: threads, processes, or any executor of concurrent.futures; see also ``dask``.

Whatever runs them, ``schedule`` commits blocks in order, so that the data are the same.

Tests: tests/sweep/run/test_executors.py
"""

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

from peelsim.sweep.run.executors import ExecutorWorkers
from peelsim.sweep.run.job import BlockRunner, cores
from peelsim.sweep.run.processes import ProcessWorkers
from peelsim.sweep.run.stop_word import StopWord
from peelsim.sweep.run.workers import Workers


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
