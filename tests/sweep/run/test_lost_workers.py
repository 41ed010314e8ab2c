"""Workers that are gone cost one line that says how the run goes on, and nothing that was committed."""

import json
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import pytest

import peelsim
from peelsim.commands import run
from peelsim.results import read
from peelsim.sweep.run.dask import Dask
from peelsim.sweep.run.executors import ExecutorWorkers
from peelsim.sweep.run.job import LostWorkersError
from tests.commands.example import finished, start, until
from tests.sweep.example import toml

LONG = toml(stop="max_trials = 10_000_000")


class Lost(Executor):
    """Runs some blocks and cancels all others, as a client does whose scheduler is gone."""

    def __init__(self, runs=3):
        self.left, self.pool = runs, ThreadPoolExecutor(1)

    def submit(self, work, *arguments, **more):
        if self.left > 0:
            self.left -= 1
            return self.pool.submit(work, *arguments, **more)
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_from_python_the_same_call_goes_on(tmp_path):
    (tmp_path / "x.toml").write_text(LONG)
    path = tmp_path / "x.h5"
    with pytest.raises(LostWorkersError) as caught:
        peelsim.run_sweep(tmp_path / "x.toml", output=path, executor=Lost())
    assert str(caught.value) == (
        f"the executor has cancelled its blocks; {path} keeps what is done, and the same call goes on"
    )
    assert read(path).stop_reasons == ["unfinished"]


def test_the_command_says_how_to_go_on(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.toml").write_text(LONG)
    gone = "the Dask scheduler at tcp://10.0.0.1:8786 is gone"
    monkeypatch.setattr(Dask, "start", lambda self, word: ExecutorWorkers(Lost(), 1, word, gone=gone))
    assert run.main(["x.toml", "-o", "x.h5", "--dask", "tcp://10.0.0.1:8786"], "peelsim run") == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[-1]) == (
        "",
        f"{gone}; what is done is kept, go on with: peelsim run x.toml -o x.h5 --dask tcp://10.0.0.1:8786",
    )


@pytest.mark.slow
def test_a_scheduler_that_is_killed(tmp_path):
    """A scheduler and a worker as processes of their own; the first is killed while the sweep runs."""
    (tmp_path / "x.toml").write_text(LONG)
    dask, there = [sys.executable, "-m"], ["--scheduler-file", str(tmp_path / "s.json"), "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen([*dask, "distributed.cli.dask_scheduler", "--port", "0", *there], **quiet)
    while not (tmp_path / "s.json").exists():
        time.sleep(0.05)
    worker = subprocess.Popen([*dask, "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *there], **quiet)
    try:
        address = json.loads((tmp_path / "s.json").read_text())["address"]
        running = start("x.toml", "-o", "x.h5", "--dask", address, cwd=tmp_path)
        until((tmp_path / "x.h5").exists, process=running)  # the first snapshot, after ten seconds
        scheduler.kill()
        code, out, err = finished(running)
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()
    assert (code, out.strip()) == (2, "")
    assert err.splitlines()[-1] == (  # after what a run says of its progress, if it takes long
        f"the Dask scheduler at {address} is gone; what is done is kept, go on with: "
        f"python -m peelsim.run x.toml -o x.h5 --dask {address}"
    )
    assert read(tmp_path / "x.h5").tallies[0].trials > 0
