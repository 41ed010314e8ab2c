"""What another process does for a sweep: a block of trials of a model that is described in plain words.

Nothing but words and whole numbers goes there, and arrays of counts come back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from filelock import FileLock
from pydantic import TypeAdapter

from peelsim.jit import cache_directory, sources_hash
from peelsim.models.base import Control, Model, Simulator
from peelsim.models.registry import model_of
from peelsim.sweep.run.job import Counts, Job, Scratch


class PlainJob(NamedTuple):
    """A job in plain words: all that a worker needs to know of it."""

    kind: str
    model: bytes  # its parameters as JSON; numbers survive it exactly
    engine: str
    key: int
    first: int
    trials: int
    kernels: str  # hash of the kernels' sources, which must be the same at both ends

    @classmethod
    def of(cls, job: Job) -> "PlainJob":
        """The words of a job."""
        model, engine, key, first, trials = job
        return cls(model.kind, _adapter(model.kind).dump_json(model), engine, key, first, trials, sources_hash())


class Answer(NamedTuple):
    """What came of a block."""

    counts: Counts | None  # None if it was stopped
    edges: int  # worked on


class OtherKernelsError(RuntimeError):
    """A worker runs another version of the program, whose trials may differ."""


def run(job: PlainJob, control: Control) -> Answer:
    """Run a job in this process; set control[0] from elsewhere to stop it.

    Raises OtherKernelsError if the sender has other kernels than this process.
    """
    if job.kernels != sources_hash():
        raise OtherKernelsError("a worker runs another version of peelsim or Numba: install the same on all machines")
    before = int(control[1])
    counts = _simulator(job, control).run(job.key, job.first, job.trials, control)
    return Answer(counts, int(control[1]) - before)


def attempt(job: PlainJob, control: Control) -> Answer | Exception:
    """As ``run``; what goes wrong in it is returned, so that what is raised beside it is a worker that was lost."""
    try:
        return run(job, control)
    except OtherKernelsError as error:
        return error
    except Exception as error:  # in words: some exceptions cannot be sent
        return RuntimeError(f"in a worker: {type(error).__name__}: {error}")


_scratch = Scratch()


def _simulator(job: PlainJob, control: Control) -> Simulator:
    def make() -> Simulator:
        model: Model = _adapter(job.kind).validate_json(job.model)
        simulator = model.simulator(job.engine)
        with _one_at_a_time():  # the first worker of a node compiles for all
            simulator.run(job.key, 0, 0, control)
        return simulator

    return _scratch.simulator((job.kind, job.model, job.engine), make)


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
