"""With NUMBA_DISABLE_JIT=1, as one looks for a fault, kernels are plain Python and count the same, bit for bit."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from peelsim.sweep.run.stop_word import StopWord
from tests.conformance.sweeps import SWEEPS, sweep_of

TRIALS = 2
PROGRAM = f"""
from {__name__} import counted
for line in counted():
    print(line)
"""


def counted():
    """Of each sweep, what its first and its last point count, as a line."""
    for name in SWEEPS:
        tasks, total = sweep_of(name).tasks, hashlib.sha256()
        for point in (tasks[0].first, tasks[-1].first):
            found = point.simulated.simulator(point.engine).run(point.key, 0, TRIALS, StopWord().control())
            for observable in sorted(found):
                total.update(np.ascontiguousarray(found[observable]).tobytes())
        yield f"{name}: {total.hexdigest()}"


@pytest.mark.slow
def test_every_model_counts_the_same():
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert made.stdout.splitlines() == list(counted())
