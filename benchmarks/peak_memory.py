"""Bytes that one trial of the graph engine adds to a process: `python benchmarks/peak_memory.py CONCEPTS TEXTS`."""

import subprocess
import sys
from pathlib import Path

from peeled import simulator_of
from yardsticks import Workload


def peak(work: Workload) -> int:
    """Bytes at the peak of a process of its own, beyond what it held before."""
    command = [sys.executable, __file__, str(work.concepts), str(work.texts)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _highest() -> int:
    """Most bytes that this process has held; getrusage would count those of the process that started it, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    concepts, texts = (int(argument) for argument in sys.argv[1:])
    simulator_of(Workload(100, 500, 6, 1), "graph")  # loads the kernels
    before = _highest()
    simulator_of(Workload(concepts, texts, 6, 1), "graph")
    print(_highest() - before)
