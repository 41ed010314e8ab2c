"""What is asked of a worker, and what comes back.

Tests: tests/sweep/run/test_lost_workers.py
"""

import os
import threading
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from peelsim.models.base import Model, Simulator

Counts = Mapping[str, npt.NDArray[np.int64]]
Result = Counts | None  # of a block; None if it was stopped


class Job(NamedTuple):
    """A block of trials: first .. first + trials - 1 of the point with this key."""

    model: Model
    engine: str
    key: int
    first: int
    trials: int


class WorkersError(Exception):
    """One line for a person: which workers cannot be had, and what to do."""


class LostWorkersError(WorkersError):
    """The workers were lost during a run: what was committed is kept, and the run goes on once there are others."""


class BlockRunner(Protocol):
    """Something that runs blocks of trials, as many at a time as ``width``."""

    width: int

    def submit(self, job: Job) -> "Future[Result]":
        """Have a block run. The future may raise WorkersError."""

    def close(self, *, stopped: bool = False) -> None:
        """Forget what has not begun and give everything back. stopped: somebody waits for the run to be gone."""


class Scratch(threading.local):
    """A thread's simulator, kept from block to block of one model; that of the model before is given back first."""

    def __init__(self) -> None:
        self._holds: Hashable = None
        self._simulator: Simulator | None = None

    def simulator(self, wanted: Hashable, make: Callable[[], Simulator]) -> Simulator:
        """The simulator of what is wanted, made anew if the thread holds another."""
        if self._simulator is None or self._holds != wanted:
            self._holds = self._simulator = None
            self._simulator = make()
            self._holds = wanted
        return self._simulator


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
