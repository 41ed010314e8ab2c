"""Threads, processes, a Dask cluster that loses a worker, and merged shards give one digest."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "one_digest.py"


@pytest.mark.slow
def test_every_way_gives_one_digest():
    said = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, timeout=400)
    print(said.stdout)
    assert said.returncode == 0, said.stdout + said.stderr
    assert len(said.stdout.splitlines()) == 5
