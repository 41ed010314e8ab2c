"""Blocks on a Dask cluster.

Tests: tests/sweep/run/test_lost_workers.py
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from logging import CRITICAL, getLogger
from typing import Any

import numpy as np

from peelsim.models.base import Control
from peelsim.sweep.run.executors import ExecutorWorkers, Outcome
from peelsim.sweep.run.job import BlockRunner, WorkersError
from peelsim.sweep.run.remote import PlainJob, attempt
from peelsim.sweep.run.stop_word import StopWord

_PATIENCE = 10  # seconds a cluster may take to answer
_LOOK_EVERY = 0.1  # seconds between looks of a worker at whether its block is still wanted


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
            loud = _quietened()
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
            loud()

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
        gone = f"the Dask scheduler at {self.address} is gone"
        return ExecutorWorkers(pool, width, word, block=_run_on_dask, close=close, gone=gone)


def _quietened() -> Callable[[], None]:
    """Keep Dask from writing tracebacks of what is said here in a line; returns how to let it again."""
    loggers = [getLogger(name) for name in ("distributed.client", "distributed.comm", "tornado.application")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(CRITICAL)

    def loud() -> None:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)

    return loud


def _run_on_dask(job: PlainJob, name: str) -> Outcome:
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
        return attempt(job, control)
    finally:
        over.set()
