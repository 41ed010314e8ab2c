"""Long work that Ctrl-C does not wait for.

Tests: tests/campaign/test_runs.py
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from peelsim.campaign.ahead import compile_kernels
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.run.stop_word import StopWord

Result = TypeVar("Result")
COMPILING = "compiling the kernels, once on this machine ..."


def unless_stopped(
    work: Callable[[], Result], word: StopWord, patience: Callable[[], None] | None = None
) -> Result | None:
    """What ``work`` returns, or None as soon as the word is set; patience: called once if it takes over two seconds.

    It runs in a thread of its own, which is left behind if need be: Ctrl-C is heard while LLVM or a long law works.
    """
    results: list[Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    begun = time.monotonic()
    thread.start()
    while thread.is_alive() and not word.is_set:
        thread.join(0.05)
        if patience is not None and time.monotonic() - begun > 2:
            patience()
            patience = None
    if failures:
        raise failures[0]
    return results[0] if results and not word.is_set else None


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
