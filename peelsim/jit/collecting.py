"""Python looks for garbage rarely while kernels are compiled.

Tests: tests/test_jit.py
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from numba.core.compiler_lock import global_compiler_lock

_RARELY = 10_000  # objects made more than given up, between two looks; it is 700 else


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Here cycles of garbage are looked for a tenth as often, by one thread at a time, as Numba compiles.

    Compiling makes millions of objects that live on: looking through them time and again was a fifteenth of it.
    """
    with global_compiler_lock:
        before = gc.get_threshold()
        if before[0]:  # 0: never
            gc.set_threshold(max(before[0], _RARELY), *before[1:])
        try:
            yield
        finally:
            gc.set_threshold(*before)
