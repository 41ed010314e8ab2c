"""Functions of a user's own by name, "module:function": where they are, and how they are fetched.

A sweep file names them as it likes, and running it imports them. The sweep file inside a result file does not: whoever
reads results must say that they may be imported.

Tests: tests/sweep/own/test_own_functions.py
"""

import hashlib
import inspect
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from peelsim.mistakes import SweepError
from peelsim.quoting import shown
from peelsim.stats.law import Law

Function = Callable[..., Any]


class UntrustedError(SweepError):
    """A sweep names functions, and nobody said that they may be imported."""


@dataclass(frozen=True)
class Functions:
    """What the names in a sweep may stand for: functions at hand, and, if that is trusted, whatever can be imported."""

    given: Mapping[str, Function] = field(default_factory=dict)
    imports: bool = False

    def of(self, place: object) -> Function:
        """The function of this name; ValueError, in one line, if there is none, LookupError if it is not trusted."""
        if not isinstance(place, str) or not _is_place(place):
            raise ValueError(f'{shown(place)} names no function; write "module:function"')
        if place in self.given:
            return self.given[place]
        if not self.imports:
            raise LookupError(place)
        return fetched(place)


NO_FUNCTIONS = Functions()


def _is_place(place: str) -> bool:
    module, colon, path = place.partition(":")
    return bool(module and colon and path)


def fetched(place: str) -> Function:
    """Import the function or ``Law`` of this name, from here if need be; ValueError, in one line, if there is none."""
    module, _, path = place.partition(":")
    if module == "__main__":
        raise ValueError(f"{path} is a function of a notebook or a script, and at hand there alone")
    try:
        _find(module.partition(".")[0])
        found: Any = import_module(module)
    except Exception as error:  # whatever a module does when it is imported
        said = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise ValueError(f"{module} cannot be imported ({said})") from None
    for name in path.split("."):
        found = getattr(found, name, None)
    if not (callable(found) or isinstance(found, Law)):
        raise ValueError(f"{module} has no function {path}")
    function: Function = found  # or a law
    return function


def _find(package: str) -> None:
    """Let a module of the current folder be found that is found nowhere else, as by ``python -m``; also by workers."""
    here = Path.cwd()
    if find_spec(package) is None and ((here / f"{package}.py").exists() or (here / package).is_dir()):
        sys.path.append(str(here))


def place_of(function: Function) -> str:
    """The name of a function."""
    plain = getattr(function, "py_func", function)
    module = getattr(plain, "__module__", None) or "__main__"
    name = getattr(plain, "__qualname__", None) or type(function).__qualname__
    return f"{module}:{name}"


def reachable(function: Function) -> bool:
    """Whether another process can import the function: one of a notebook, or made within another, it cannot."""
    place = place_of(function)
    if place.startswith("__main__:") or "<" in place:
        return False
    with suppress(ValueError):
        return fetched(place) is function
    return False


def stamp_of(function: Function) -> str:
    """Hash of a function's source, by which trials of another version of it are told; "" where there is none."""
    with suppress(OSError, TypeError):
        source = inspect.getsource(getattr(function, "py_func", function))
        return hashlib.sha256(source.encode()).hexdigest()[:16]
    return ""
