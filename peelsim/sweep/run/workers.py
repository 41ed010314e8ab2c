"""Threads that run blocks of trials, each with its own scratch memory.

Tests: tests/sweep/run/test_schedule.py
"""

from concurrent.futures import Future, ThreadPoolExecutor, wait

from peelsim.sweep.run.job import Job, Result, Scratch
from peelsim.sweep.run.stop_word import StopWord

_PATIENCE = 0.3  # seconds in which a block that is stopped comes back


class Workers:
    """A thread pool; kernels release the GIL, so its threads run in parallel."""

    def __init__(self, threads: int, word: StopWord) -> None:
        self.width = threads
        self._word = word
        self._scratch = Scratch()
        self._asked: set[Future[Result]] = set()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="peelsim")

    def submit(self, job: Job) -> "Future[Result]":
        """Have a block run."""
        block = self._pool.submit(self._run, job)
        self._asked.add(block)
        block.add_done_callback(self._asked.discard)
        return block

    def close(self, *, stopped: bool = False) -> None:
        """Forget what has not begun and wait for what has, which the word ends within milliseconds.

        A kernel that is being compiled hears no word, nor does a function of the user's. Those who stopped the run do
        not wait for them: they end on their own, and the interpreter not before they do.
        """
        self._pool.shutdown(wait=not stopped, cancel_futures=True)
        wait(list(self._asked), timeout=_PATIENCE)

    def _run(self, job: Job) -> Result:
        control = self._word.control()
        if self._word.is_set:
            return None
        model, engine, key, first, trials = job
        simulator = self._scratch.simulator((model, engine), lambda: model.simulator(engine))
        if self._word.is_set:  # the simulator may have compiled kernels, and would go on with others
            return None
        return simulator.run(key, first, trials, control)
