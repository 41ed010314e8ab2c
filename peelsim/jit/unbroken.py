"""Ctrl-C waits for the compiler, which never works again in a process where an exception has passed through it.

Numba reads its registries through generators, and a generator that an exception leaves has ended.

Tests: tests/test_jit.py
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unbroken() -> Iterator[None]:
    """Here Ctrl-C raises nothing before the end. Handlers other than Python's own are called at once, as ever."""
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    pressed: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if pressed:
        raise KeyboardInterrupt
