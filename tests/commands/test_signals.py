"""Every model is back within half a second of a signal, also inside a trial of seconds, and says how to go on."""

import os
import signal
import time

import pytest

from peelsim.results import read
from tests.commands.example import interrupted, resume_command, start, until
from tests.sweep.example import toml

LONG = {  # a trial of each takes seconds
    "concept-text": toml(
        sweep='name = "long"\nseed = 1',
        model="concepts = 10_000_000\ntexts_per_concept = 5\ntext_degree = { mean = 6 }",
    ),
    "skill-hierarchy": toml(
        sweep='name = "long"\nseed = 1',
        model="concepts = 2_000_000\ntexts = 10_000_000\ntext_degree = { mean = 6 }\n"
        "levels = 4\nskills = 1000\nthreshold = [100, 100, 100, 100]\nprerequisites = [0, 0, 0, 0]",
        kind="skill-hierarchy",
    ),
    "random-graph": toml(
        sweep='name = "long"\nseed = 1', model="nodes = 50_000_000\nmean_degree = 3", kind="random-graph"
    ),
    "percolation": toml(
        sweep='name = "long"\nseed = 1', model="nodes = 10_000_000\nmean_degree = 3", kind="percolation"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1], ids=lambda n: n.name)
@pytest.mark.parametrize("kind", list(LONG))
def test_a_signal_inside_a_long_trial(tmp_path, kind, number):
    (tmp_path / "long.toml").write_text(LONG[kind])
    process = start("long.toml", "--threads", 1, cwd=tmp_path)
    until((tmp_path / "results" / ".long.h5.lock").exists, process=process)
    time.sleep(4)  # kernels are loaded, or compiled the first time
    code, err, seconds = interrupted(process, number)
    print(f"{kind}, {number.name}: back after {seconds:.2f} s")
    assert code == 130 and "Traceback" not in err
    assert resume_command(err) == "python -m peelsim.run long.toml --threads 1"
    assert read(tmp_path / "results" / "long.h5").tallies[0].trials <= 9  # of seconds each: one was under way
    assert seconds < (0.5 if os.getloadavg()[0] < os.cpu_count() + 0.5 else 2)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1], ids=lambda n: n.name)
def test_a_signal_to_a_shard_on_processes(tmp_path, number):
    (tmp_path / "long.toml").write_text(LONG["concept-text"].replace("10_000_000", "1_000_000"))
    process = start("long.toml", "--processes", 1, "--shard", "1/1", "-o", "x.h5", cwd=tmp_path)
    until((tmp_path / ".x.h5.lock").exists, process=process)
    time.sleep(4)
    code, err, seconds = interrupted(process, number)
    assert code == 130 and seconds < 2
    assert resume_command(err) == "python -m peelsim.run long.toml -o x.h5 --shard 1/1 --processes 1"
    assert "Traceback" not in err and "leaked" not in err
