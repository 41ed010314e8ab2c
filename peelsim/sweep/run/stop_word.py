"""The word that stops kernels, and Ctrl-C, SIGTERM and SIGUSR1 turned into it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import numpy as np

from peelsim.models.base import Control

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)  # the last is what clusters send before time is up

_LOOK = 0.05  # seconds between looks at an event


class StopWord:
    """One control array per thread or process; ``set`` reaches the kernels of all of them."""

    def __init__(self, *, part_of: "StopWord | None" = None) -> None:
        """part_of: a word that sets this one, too, and is not set by it."""
        self._controls: list[Control] = []
        self._parts: list[StopWord] = []
        self._local = threading.local()
        self.is_set = False
        if part_of is not None:
            part_of._parts.append(self)
            if part_of.is_set:  # looked at once this one is listed, see ``include``
                self.set()

    def control(self) -> Control:
        """The calling thread's control array."""
        if not hasattr(self._local, "control"):
            self._local.control = np.zeros(2, np.int64)
            self.include(self._local.control)
        mine: Control = self._local.control
        return mine

    def include(self, control: Control) -> None:
        """Let the word reach another control array, such as one that is shared with a process.

        A word that is set meanwhile is told here or there: the array is listed before the word is looked at.
        """
        self._controls.append(control)
        if self.is_set:
            control[0] = 1

    def set(self) -> None:
        """Ask every kernel to return; takes no lock, so a signal handler may call it."""
        self.is_set = True
        for control in list(self._controls):
            control[0] = 1
        for part in list(self._parts):
            part.set()

    @property
    def edges_done(self) -> int:
        """Edges worked on by all kernels so far, also within trials under way."""
        return sum(int(control[1]) for control in list(self._controls))


@contextmanager
def signals_to(word: StopWord) -> Iterator[None]:
    """Within this, signals of STOPPING set the word and raise nothing; outside the main thread they go elsewhere."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handler(signum: int, frame: FrameType | None) -> None:
        word.set()

    before = {number: signal.signal(number, handler) for number in STOPPING}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


@contextmanager
def event_to(word: StopWord, event: threading.Event | None) -> Iterator[None]:
    """Within this, an event that is set by any thread sets the word."""
    if event is None:
        yield
        return
    over = threading.Event()

    def watch() -> None:
        while not event.is_set():
            if over.wait(_LOOK):
                return
        word.set()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
