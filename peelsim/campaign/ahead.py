"""Kernels compiled by a process of their own while this one compiles and computes the laws of a sweep.

Numba compiles one kernel at a time in each process. The other one leaves its work in the kernels' cache; where it
fails, or cannot be had, this one compiles as ever.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from peelsim.jit.kept import cache_directory
from peelsim.sweep.file.points import Point
from peelsim.sweep.file.spec import Sweep
from peelsim.sweep.run.job import cores
from peelsim.sweep.run.stop_word import StopWord

__all__ = ["Ahead", "compile_kernels", "compiling"]


_FEW = 10  # kernels; a graph engine has 55


class Ahead:
    """A process that compiles kernels."""

    def __init__(self, points: list[Point]) -> None:
        words = pickle.dumps([(point.simulated, point.engine, point.key) for point in points])
        where = [sys.executable, "-P", "-m", __name__]  # not what lies in the current folder
        nowhere = subprocess.DEVNULL
        self._process = subprocess.Popen(where, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere)
        assert self._process.stdin is not None
        with self._process.stdin as pipe:
            pipe.write(words)

    def wait(self) -> int:
        """Until it is done; 0 if all is compiled."""
        return self._process.wait()

    def close(self) -> None:
        """End it, if it still runs."""
        self._process.kill()
        self._process.wait()


def _points(sweep: Sweep) -> list[Point]:
    """The smallest and the largest that are run: kernels come in two widths, by size."""
    points = sorted(
        (task.first for task in sweep.tasks if sweep.cap(task.first)),
        key=lambda point: point.simulated.bytes_per_thread(point.engine),
    )
    return points[:1] + points[-1:]


def compile_kernels(sweep: Sweep, word: StopWord) -> None:
    """Compile the kernels of a sweep, or load them, by blocks of no trials."""
    for point in _points(sweep):
        point.simulated.simulator(point.engine).run(point.key, 0, 0, word.control())


@contextmanager
def compiling(sweep: Sweep | None) -> Iterator[Ahead | None]:
    """The process that compiles a sweep's kernels; None where they may be compiled already, or there is no core left.

    More than a few kernels in the cache say that this is not the first run on this machine; a few are compiled while
    the sweep is read.
    """
    directory, process = cache_directory(), None
    if sweep is not None and directory is not None and cores() > 1 and len([*directory.glob("*/*.nbi")]) < _FEW:
        with suppress(OSError, pickle.PicklingError, AttributeError, TypeError):
            process = Ahead(_points(sweep))
    try:
        yield process
    finally:
        if process is not None:
            process.close()


if __name__ == "__main__":
    for model, engine, key in pickle.load(sys.stdin.buffer):
        model.simulator(engine).run(key, 0, 0, StopWord().control())
