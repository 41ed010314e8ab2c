"""The one place with Numba options: how a kernel is compiled.

What Python calls has machine code and an entry for Python, what kernels call is compiled into them and has neither
(called.py). Both are kept on disk (kept.py). Kernels of a user may print, raise what they have worked out, or call
themselves, all of which needs more of Numba: they are compiled as Numba does it.
"""

from collections.abc import Callable
from typing import Any

import numba

from peelsim.jit.called import Kernel
from peelsim.jit.kept import KeptCode, keep
from peelsim.jit.wide import COMPILED


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile ``function``: without the GIL, so that a thread pool runs it in parallel, and kept on disk."""
    return _compiled(function)


def inner_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """As ``kernel``, for the inside of a hot loop: compiled into its callers, and its arrays are lent to it.

    It may allocate none: see ``lent_kernel``.
    """
    return _compiled(function, forceinline=True, _nrt=False)


def lent_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """As ``kernel``, for what only kernels call: its arrays are lent to it, and it may allocate none.

    Numba counts references to arrays, with an atomic instruction each time one is taken from a record of scratch: that
    was a fifth of a trial of 1000 concepts, and a quarter of a code's. (``_nrt`` is Numba's name for that runtime.)
    """
    return _compiled(function, _nrt=False)


def _compiled(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    options |= {"nogil": True, "error_model": "numpy"}
    options["no_cfunc_wrapper"] = True  # an entry for C, of no use here: a tenth of all compilation
    if not COMPILED:
        return function
    if function.__module__.partition(".")[0] == __package__.partition(".")[0]:
        return Kernel(function, targetoptions=options | {"nopython": True, "boundscheck": None})
    compiled: Any = numba.njit(**options)(function)
    keep(compiled, KeptCode)
    result: Callable[..., Any] = compiled
    return result
