"""A sweep that takes a few seconds, and the command as a process of its own."""

import os
import signal
import subprocess
import sys
import time

from tests.sweep.example import toml

SWEEP = toml(
    sweep='name = "small"\nseed = 3',
    model="text_degree = { mean = 6 }",
    grid="concepts = [50, 200]\ntexts_per_concept = [3.5, 4.5, 5.5]",
    stop="max_edges = 2e7\nmax_events = { observable = 'stuck', count = 3000 }",
    rest='[laws]\ncompare = ["corrected", "density_evolution"]',
)

# a snapshot after every commit, so that a run of seconds has many
HASTY = """
import sys, functools
from peelsim.campaign import journal
journal.SnapshotClock = functools.partial(journal.SnapshotClock, interval=0.05, share=1.0)
from peelsim.commands.run import main
sys.exit(main(sys.argv[1:], "peelsim run"))
"""

ANNOUNCED = """
import sys
from peelsim.commands.run import main
print("begun", flush=True)
sys.exit(main(sys.argv[1:], "peelsim run"))
"""


def start(*arguments, cwd, program=("-m", "peelsim.run")):
    """The command in a process, its output kept."""
    where = os.environ | {"PATH": f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.Popen(
        [sys.executable, *program, *map(str, arguments)],
        cwd=cwd,
        env=where,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process, *, timeout=120):
    """Exit code, what was printed, and what was said on stderr."""
    out, err = process.communicate(timeout=timeout)
    return process.returncode, out, err


def command(*arguments, cwd, **how):
    return finished(start(*arguments, cwd=cwd, **how))


def until(condition, *, process, seconds=60):
    """Wait for something a running process does; fails if it ends before."""
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


def interrupted(process, number=signal.SIGINT, *, timeout=60):
    """Signal a running process; exit code, stderr, and seconds until it was gone."""
    begun = time.monotonic()
    process.send_signal(number)
    code, _, err = finished(process, timeout=timeout)
    return code, err, time.monotonic() - begun


def resume_command(said):
    """The command that an interrupted run prints."""
    (line,) = [line for line in said.splitlines() if line.startswith("go on with: ")]
    return line.removeprefix("go on with: ")
