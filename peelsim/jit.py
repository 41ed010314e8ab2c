"""The one place with Numba options, and where compiled kernels are kept.

Numba's own cache looks at one file at a time: a kernel that calls into another file is not compiled anew when
that file changes. So compiled code lives in a directory named by a hash of all kernel sources, under the user's
cache folder, or under a temporary one of the user's own if that cannot be written.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
from platformdirs import user_cache_path

_PACKAGE = Path(__file__).parent


@cache
def cache_directory() -> Path:
    """Directory of the compiled kernels of exactly these sources; created if missing."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(_PACKAGE.rglob("*.py")):
        text = source.read_bytes()
        if re.search(rb"peelsim\.jit import .*kernel", text) or source.samefile(__file__):
            digest.update(source.relative_to(_PACKAGE).as_posix().encode() + b"\0" + text)
    name = digest.hexdigest()[:16]
    directory = user_cache_path("peelsim") / "kernels" / name
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if os.access(directory, os.W_OK):
            return directory
    except OSError:
        pass
    return _private(Path(tempfile.gettempdir()) / f"peelsim-kernels-{os.getuid()}" / name)


def _private(directory: Path) -> Path:
    """A directory of our own among everybody's temporary ones: compiled code is trusted, so only we may write it."""
    try:
        directory.parent.mkdir(mode=0o700, exist_ok=True)
        made = directory.parent.lstat()
        if made.st_uid == os.getuid() and made.st_mode & 0o777 == 0o700:
            directory.mkdir(exist_ok=True)
            return directory
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="peelsim-kernels-"))


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile ``function``: without the GIL, so that a thread pool runs it in parallel, and kept on disk."""
    return _compiled(function)


def inner_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """As ``kernel``, for the inside of a hot loop: compiled into its callers, and its arrays are lent to it.

    It may allocate none. Numba counts references to arrays, with an atomic instruction each time one is taken from a
    record of scratch: that was a fifth of a trial of 1000 concepts. (``_nrt`` is Numba's name for that runtime.)
    """
    return _compiled(function, forceinline=True, _nrt=False)


def _compiled(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_directory())
    try:
        compiled: Callable[..., Any] = numba.njit(nogil=True, cache=True, error_model="numpy", **options)(function)
    finally:
        config.CACHE_DIR = before
    return compiled
