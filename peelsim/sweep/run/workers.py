"""Threads that run blocks of trials, each with its own scratch memory.

Tests: tests/sweep/run/test_schedule.py
"""

from concurrent.futures import Future, ThreadPoolExecutor

from peelsim.sweep.run.job import Job, Result, Scratch
from peelsim.sweep.run.stop_word import StopWord


class Workers:
    """A thread pool; kernels release the GIL, so its threads run in parallel."""

    def __init__(self, threads: int, word: StopWord) -> None:
        self.width = threads
        self._word = word
        self._scratch = Scratch()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="peelsim")

    def submit(self, job: Job) -> "Future[Result]":
        """Have a block run."""
        return self._pool.submit(self._run, job)

    def close(self, *, stopped: bool = False) -> None:
        """Forget what has not begun and wait for what has, which the word ends within milliseconds."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, job: Job) -> Result:
        control = self._word.control()
        if self._word.is_set:
            return None
        model, engine, key, first, trials = job
        simulator = self._scratch.simulator((model, engine), lambda: model.simulator(engine))
        return simulator.run(key, first, trials, control)
