"""What another process does for a sweep: a block of trials of a model that is described in plain words.

Nothing but words and whole numbers goes there, and arrays of counts come back.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from filelock import FileLock
from pydantic import TypeAdapter

from peelsim.jit import cache_directory, sources_hash
from peelsim.models.base import Control, Model, Simulator
from peelsim.models.registry import model_of

Counts = Mapping[str, npt.NDArray[np.int64]]


class Work(NamedTuple):
    """One block: all that a worker needs to know of it."""

    kind: str
    model: bytes  # its parameters as JSON; numbers survive it exactly
    engine: str
    key: int
    first: int
    trials: int
    kernels: str  # hash of the kernels' sources, which must be the same at both ends


class Answer(NamedTuple):
    """What came of a block."""

    counts: Counts | None  # None if it was stopped
    edges: int  # worked on


class OtherKernelsError(RuntimeError):
    """A worker runs another version of the program, whose trials may differ."""


def work(model: Model, engine: str, key: int, first: int, trials: int) -> Work:
    """The block of trials first .. first + trials - 1 of the point with this key, in plain words."""
    return Work(model.kind, _adapter(model.kind).dump_json(model), engine, key, first, trials, kernels=sources_hash())


def run(block: Work, control: Control) -> Answer:
    """Run a block in this process; set control[0] from elsewhere to stop it.

    Raises OtherKernelsError if the sender has other kernels than this process.
    """
    if block.kernels != sources_hash():
        raise OtherKernelsError("a worker runs another version of peelsim or Numba: install the same on all machines")
    before = int(control[1])
    counts = _simulator(block, control).run(block.key, block.first, block.trials, control)
    return Answer(counts, int(control[1]) - before)


def attempt(block: Work, control: Control) -> Answer | Exception:
    """As ``run``; what goes wrong in it is returned, so that what is raised beside it is a worker that was lost."""
    try:
        return run(block, control)
    except OtherKernelsError as error:
        return error
    except Exception as error:  # in words: some exceptions cannot be sent
        return RuntimeError(f"in a worker: {type(error).__name__}: {error}")


class _Scratch(threading.local):
    """A thread's scratch memory, kept from block to block of one model."""

    holds: tuple[str, bytes, str] | None = None
    simulator: Simulator | None = None


_scratch = _Scratch()


def _simulator(block: Work, control: Control) -> Simulator:
    wanted = (block.kind, block.model, block.engine)
    if _scratch.holds != wanted or _scratch.simulator is None:
        _scratch.holds = _scratch.simulator = None  # gives the old memory back first
        model: Model = _adapter(block.kind).validate_json(block.model)
        simulator = model.simulator(block.engine)
        with _one_at_a_time():  # the first worker of a node compiles for all
            simulator.run(block.key, 0, 0, control)
        _scratch.simulator, _scratch.holds = simulator, wanted
    return _scratch.simulator


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A lock of all workers on this machine, where there is room for one."""
    directory = cache_directory()
    lock = None if directory is None else FileLock(directory / "compiling.lock")
    if lock is not None:
        try:
            lock.acquire()
        except OSError:
            lock = None
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


@cache
def _adapter(kind: str) -> TypeAdapter[Model]:
    return TypeAdapter(model_of(kind))
