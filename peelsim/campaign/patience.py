"""Long work that Ctrl-C does not wait for.

Tests: tests/campaign/test_runs.py
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from peelsim.campaign.ahead import compile_kernels
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.run.stop_word import StopWord

Result = TypeVar("Result")
COMPILING = "compiling the kernels, once on this machine ..."


class Aside(Generic[Result]):
    """Work in a thread of its own, which is left behind if need be: Ctrl-C is heard while LLVM or a long law works."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._results: list[Result] = []
        self._failures: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._begun = False

    def start(self) -> None:
        """Begin, unless it has begun."""
        if not self._begun:
            self._begun = True
            self._thread.start()

    @property
    def done(self) -> bool:
        """Whether it has begun and ended."""
        return self._begun and not self._thread.is_alive()

    def result(self, word: StopWord, patience: Callable[[], None] | None = None) -> Result | None:
        """What the work returns, or None as soon as the word is set; patience: called once if that takes two seconds.

        Raises what the work has raised.
        """
        self.start()
        begun = time.monotonic()
        while self._thread.is_alive() and not word.is_set:
            self._thread.join(0.05)
            if patience is not None and time.monotonic() - begun > 2:
                patience()
                patience = None
        if self._failures:
            raise self._failures[0]
        return self._results[0] if self._results and not word.is_set else None

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:
            self._failures.append(error)


def unless_stopped(
    work: Callable[[], Result], word: StopWord, patience: Callable[[], None] | None = None
) -> Result | None:
    """What ``work`` returns, or None as soon as the word is set; see ``Aside``."""
    return Aside(work).result(word, patience)


def warm(sweep: Sweep, word: StopWord, say: Callable[[str], None]) -> bool:
    """Compile the kernels, or load them, by a block of no trials; False if the word was set meanwhile."""
    begun = time.monotonic()
    slow: list[str] = []  # what was said of it

    def patience() -> None:
        slow.append(COMPILING)
        say(slow[0])

    unless_stopped(lambda: compile_kernels(sweep, word), word, patience)
    if slow and not word.is_set:
        say(f"compiled in {time.monotonic() - begun:.1f} s")
    return not word.is_set
