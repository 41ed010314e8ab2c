"""Where compiled kernels are kept.

Numba's own cache looks at one file at a time: a kernel that calls into another file is not compiled anew when
that file changes. So compiled code lives in a directory named by a hash of all kernel sources, under the user's
cache folder, or under a temporary one of the user's own if that cannot be written. A cache that is full, torn or
nowhere to be had costs time, never a run.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile
from platformdirs import user_cache_path

from peelsim.jit.wide import VECTORS
from peelsim.printing import complain

_PACKAGE = Path(__file__).parents[1]


@cache
def sources_hash() -> str:
    """Hash of all that kernels are made of, with this Numba, with vectors or without.

    That are their sources, and those of all that these import: a constant is a part of what is compiled.
    """
    digest = hashlib.sha256(f"{numba.__version__} {VECTORS}".encode())
    texts = {source: source.read_bytes() for source in _PACKAGE.rglob("*.py")}
    made_of, new = set[Path](), {source for source, text in texts.items() if _of_kernels(source, text)}
    while new:
        made_of |= new
        new = {file for source in new for file in _imported(texts[source]) if file in texts} - made_of
    for source in sorted(made_of):
        digest.update(source.name.encode() + b"\0" + texts[source])
    return digest.hexdigest()[:16]


def _of_kernels(source: Path, text: bytes) -> bool:
    inside = any(source.is_relative_to(_PACKAGE / folder) for folder in ("kernels", "jit"))
    return inside or re.search(rb"peelsim\.jit import .*kernel", text) is not None


def _imported(text: bytes) -> Iterator[Path]:
    """Modules of this package that a text imports, and names that may be such."""
    for module, names in re.findall(rb"^from peelsim\.([\w.]+) import ([^\n]+)", text, re.M):
        place = _PACKAGE.joinpath(*module.decode().split("."))
        yield place.with_suffix(".py")
        yield from (place / f"{name}.py" for name in re.findall(r"\w+", names.decode()))


@cache
def cache_directory() -> Path | None:
    """Directory of their compiled kernels, created if missing; None if no folder can be written."""
    with suppress(OSError, RuntimeError):
        directory = user_cache_path("peelsim") / "kernels" / sources_hash()
        if directory.is_absolute():  # a user without a home has ~/.cache
            directory.mkdir(parents=True, exist_ok=True)
            if os.access(directory, os.W_OK):
                return directory
    try:
        return _private(Path(tempfile.gettempdir()) / f"peelsim-kernels-{os.getuid()}" / sources_hash())
    except OSError as error:
        _not_kept("anywhere", error)
        return None


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


def keep(compiled: Any, cache: "type[KeptCode]") -> None:
    """Keep what Numba compiles of a kernel, and take it from there next time."""
    directory = cache_directory()
    if directory is not None:
        config: Any = numba.config
        before = config.CACHE_DIR
        config.CACHE_DIR = str(directory)
        try:
            compiled._cache = cache(compiled.py_func)
        except (OSError, RuntimeError) as error:
            _not_kept(f"in {directory}", error)
        finally:
            config.CACHE_DIR = before


class KeptCode(FunctionCache):
    """The compiled versions of a kernel on disk: what cannot be read is compiled anew, what has no room is not kept."""

    suffix = ""  # of the names of its files

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        known = self._cache_file
        name = self._impl.filename_base + self.suffix
        self._cache_file = _CheckedFiles(known._cache_path, name, known._source_stamp)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return self._taken(sig, target_context)
        except Exception:  # torn bytes, of which Python and LLVM have as many words as there are
            with suppress(OSError):
                os.unlink(self._cache_file._index_path)
            return None

    def _taken(self, sig: Any, target_context: Any) -> Any:
        return super().load_overload(sig, target_context)

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)
        except Exception as error:
            _not_kept(f"in {self._cache_path}", error)


class _CheckedFiles(IndexDataCacheFile):
    """Files of compiled code with their hashes: a byte that has changed in them would be run."""

    def _save_data(self, name: str, data: Any) -> None:
        super()._save_data(name, data)
        found = self._hash_of(name)
        with self._open_for_write(self._data_path(f"{name}.sha256")) as file:
            file.write(found)

    def _load_data(self, name: str) -> Any:
        if Path(self._data_path(f"{name}.sha256")).read_bytes() != self._hash_of(name):
            raise ValueError(f"{name} is not what was kept")
        return super()._load_data(name)

    def _hash_of(self, name: str) -> bytes:
        return hashlib.sha256(Path(self._data_path(name)).read_bytes()).digest()


_said: list[str] = []  # once: a cache that fails does it for every kernel


def _not_kept(where: str, error: Exception) -> None:
    if not _said:
        why = (error.strerror if isinstance(error, OSError) else None) or " ".join(str(error).split())
        _said.append(f"compiled kernels cannot be kept {where} ({why}): every run compiles them anew")
        complain(_said[0])
