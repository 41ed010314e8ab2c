"""One small sweep run in every way there is; prints the digest of each, exits 1 unless all are equal.

`python benchmarks/one_digest.py`, about a minute on two cores: 1 thread, 2 threads, 2 processes, two Dask workers of
which one is killed on the way, and three shards merged.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from distributed import Client

from peelsim.results import digest

SWEEP = """
[sweep]
name = "ways"
seed = 3
[model]
kind = "concept-text"
text_degree = { kind = "binomial", mean = 6 }
[grid]
concepts = [50, 200]
texts_per_concept = [3.5, 4.5, 5.5]
[stop]
max_edges = 1e8
[laws]
compare = ["corrected"]
[run]
engine = "graph"
"""
CLI = [sys.executable, "-c", "import sys; from peelsim.cli import main; sys.exit(main())"]


def peelsim(*arguments: str) -> None:
    """The command, in the current folder; an error if it fails."""
    subprocess.run([*CLI, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=FOLDER, timeout=300)


def both_at_work(client: Client) -> bool:
    """Whether two workers have blocks to run."""
    return len([blocks for blocks in client.processing().values() if blocks]) == 2


def on_dask() -> None:
    """A scheduler and two workers as processes of their own; one worker is killed while the sweep runs."""
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker"]
    address = FOLDER / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": FOLDER}
    there = ["--host", "127.0.0.1", "--no-dashboard"]
    started = [subprocess.Popen([*dask, "--port", "0", *there, "--scheduler-file", str(address)], **quiet)]
    try:
        while not address.exists():
            time.sleep(0.1)
        for _ in range(2):
            options = ["--scheduler-file", str(address), "--nthreads", "1", "--no-nanny", "--no-dashboard"]
            started.append(subprocess.Popen([*worker, *options], **quiet))
        time.sleep(5)
        tcp = json.loads(address.read_text())["address"]
        with Client(tcp) as client:
            run = subprocess.Popen(
                [*CLI, "run", "ways.toml", "--dask", tcp, "-o", "dask.h5"], stdout=subprocess.DEVNULL, cwd=FOLDER
            )
            while run.poll() is None and not both_at_work(client):
                time.sleep(0.05)
            under_way = run.poll() is None
            started[1].kill()
        if run.wait(timeout=300) or not under_way:
            raise SystemExit("the run on Dask failed, or was over before the worker was killed")
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        FOLDER = Path(folder)
        (FOLDER / "ways.toml").write_text(SWEEP)
        peelsim("run", "ways.toml", "-o", "one.h5", "--threads", "1")
        peelsim("run", "ways.toml", "-o", "two.h5", "--threads", "2")
        peelsim("run", "ways.toml", "-o", "processes.h5", "--processes", "2")
        on_dask()
        for number in (1, 2, 3):
            peelsim("run", "ways.toml", "-o", f"{number}.h5", "--shard", f"{number}/3")
        peelsim("merge", "1.h5", "2.h5", "3.h5", "-o", "merged.h5")
        ways = {
            "1 thread": "one",
            "2 threads": "two",
            "2 processes": "processes",
            "Dask, a worker killed": "dask",
            "3 shards merged": "merged",
        }
        found = {way: digest(FOLDER / f"{name}.h5") for way, name in ways.items()}
    for way, number in found.items():
        print(f"{number}  {way}")
    sys.exit(len(set(found.values())) != 1)
