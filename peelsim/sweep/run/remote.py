"""What another process does for a sweep: a block of trials of a model that is described in plain words.

Nothing but words and whole numbers goes there, and arrays of counts come back.

Tests: tests/sweep/run/test_executors.py
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from filelock import FileLock
from pydantic import TypeAdapter

from peelsim.jit.kept import cache_directory, sources_hash
from peelsim.models.base import Control, Model, Simulator
from peelsim.models.registry import home_of, model_of
from peelsim.sweep.own.extended import Extended, extended
from peelsim.sweep.own.functions import Function, fetched, reachable
from peelsim.sweep.own.observed import Observed, OwnFunctionError
from peelsim.sweep.run.job import Counts, Job, Scratch, WorkersError


class PlainJob(NamedTuple):
    """A job in plain words: all that a worker needs to know of it."""

    kind: str
    model: bytes  # its parameters as JSON; numbers survive it exactly
    engine: str
    key: int
    first: int
    trials: int
    kernels: str  # hash of the kernels' sources, which must be the same at both ends
    home: str  # where a model that is not peelsim's own is found, "module:Class"
    observe: tuple[tuple[str, str], ...] = ()  # observables of the user's own: name, "module:function"

    @classmethod
    def of(cls, job: Job) -> "PlainJob":
        """The words of a job."""
        model, engine, key, first, trials = job
        home = home_of(model.kind)
        if home.startswith("__main__:"):
            said = (
                f"{model.kind} is a model of {home}, which no worker can import: put it into a module, or use threads"
            )
            raise WorkersError(said)
        observed = model.observed if isinstance(model, Extended) else ()
        for each in observed:
            if not reachable(each.function):
                what = f"observable {each.name} is {each.place}, which no worker can import"
                raise WorkersError(f"{what}: put it into a module, or use threads")
        plain = model.model if isinstance(model, Extended) else model
        words = _adapter(type(plain)).dump_json(plain)
        observe = tuple((each.name, each.place) for each in observed)
        return cls(model.kind, words, engine, key, first, trials, _sources(home, observe), home, observe)


class Answer(NamedTuple):
    """What came of a block."""

    counts: Counts | None  # None if it was stopped
    edges: int  # worked on


class OtherKernelsError(RuntimeError):
    """A worker runs another version of the program, whose trials may differ, or lacks the model."""


def run(job: PlainJob, control: Control) -> Answer:
    """Run a job in this process; set control[0] from elsewhere to stop it.

    Raises OtherKernelsError if the sender has other kernels than this process, or a model that this one lacks.
    """
    if job.kernels != _sources(job.home, job.observe):
        others = [place.partition(":")[0] for place in (job.home, *(place for _, place in job.observe)) if place]
        what = " or ".join([", ".join(["peelsim", "Numba", *others][:-1]), ["Numba", *others][-1]])
        raise OtherKernelsError(f"a worker runs another version of {what}: install the same on all machines")
    before = int(control[1])
    counts = _simulator(job, control).run(job.key, job.first, job.trials, control)
    return Answer(counts, int(control[1]) - before)


def attempt(job: PlainJob, control: Control) -> Answer | Exception:
    """As ``run``; what goes wrong in it is returned, so that what is raised beside it is a worker that was lost."""
    try:
        return run(job, control)
    except (OtherKernelsError, OwnFunctionError) as error:
        return error
    except Exception as error:  # in words: some exceptions cannot be sent
        return RuntimeError(f"in a worker: {type(error).__name__}: {error}")


_scratch = Scratch()


def _simulator(job: PlainJob, control: Control) -> Simulator:
    def make() -> Simulator:
        model: Model = _adapter(_class_of(job)).validate_json(job.model)
        own = tuple(Observed(name, _function(place)) for name, place in job.observe)
        simulator = extended(model, own).simulator(job.engine)
        with _one_at_a_time():  # the first worker of a node compiles for all
            simulator.run(job.key, 0, 0, control)
        return simulator

    return _scratch.simulator((job.kind, job.model, job.engine, job.observe), make)


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


def _class_of(job: PlainJob) -> type[Model]:
    """The class of a job's model."""
    if not job.home:
        return model_of(job.kind)
    module, _, path = job.home.partition(":")
    found: Any = _imported(module)
    for name in path.split("."):
        found = getattr(found, name, None)
    if found is None:
        raise OtherKernelsError(f"a worker finds no {job.home}: install the same on all machines")
    model: type[Model] = found
    return model


def _imported(module: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        said = f"a worker cannot import {module} ({error}): install it where the workers are"
        raise OtherKernelsError(said) from None


def _function(place: str) -> Function:
    try:
        return fetched(place)
    except ValueError as error:
        raise OtherKernelsError(f"a worker finds no {place} ({error}): install it where the workers are") from None


def _sources(home: str, observe: tuple[tuple[str, str], ...]) -> str:
    """Hash of the kernels' sources, and of the modules of what is not peelsim's own."""
    digest = ""
    for place in filter(None, (home, *(place for _, place in observe))):
        source = getattr(_imported(place.partition(":")[0]), "__file__", None)
        own = Path(source).read_bytes() if source is not None else b""
        digest += hashlib.sha256(own).hexdigest()[:16]
    return sources_hash() + digest


@cache
def _adapter(model: type[Model]) -> TypeAdapter[Model]:
    return TypeAdapter(model)
