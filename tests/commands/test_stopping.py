"""A run that is killed or interrupted loses nothing that was committed, and goes on to the same data."""

import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from peelsim.results import digest, read
from tests.commands.example import ANNOUNCED, HASTY, SWEEP, command, finished, interrupted, resume_command, start, until
from tests.sweep.example import toml


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Digest of the sweep run without interruption."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "small.toml").write_text(SWEEP)
    code, _, err = command("small.toml", "-o", "whole.h5", cwd=folder)
    assert code == 0, err
    return digest(folder / "whole.h5")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small.toml").write_text(SWEEP)
    return tmp_path


def running(folder, *arguments, after=0.4, name=".small.h5.lock", **how):
    """The command, once it holds its result file and has had some time for trials."""
    process = start("small.toml", *arguments, cwd=folder, **how)
    until((folder / "results" / name).exists, process=process)
    time.sleep(after)
    return process


def kill_and_resume(folder, whole, kills):
    """Kill a run that writes as often as it can, at any moment, again and again; then let it end."""
    path, moments = folder / "results" / "small.h5", random.Random(kills)
    kept = [0] * 6  # trials of each point
    reads, failures, over = [], [], threading.Event()

    def look():
        while not over.wait(0.005):
            try:
                if path.exists():
                    reads.append(sum(tally.trials for tally in read(path).tallies))
            except Exception as error:
                failures.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    try:
        kill(folder, path, kept, kills, moments)
    finally:
        over.set()
        reader.join()
    print(f"{kills} kills, {len(reads)} reads, {len(failures)} of them failed")
    assert not failures and reads == sorted(reads)
    code, _, err = command("small.toml", "--threads", 1, cwd=folder)
    assert code == 0, err
    assert digest(path) == whole


def kill(folder, path, kept, kills, moments):
    """Kill that many runs, each with some number of threads, after it has written something."""
    for _ in range(kills):
        before = path.read_bytes() if path.exists() else b""
        process = start("small.toml", "--threads", moments.randint(1, 3), cwd=folder, program=("-c", HASTY))
        while process.poll() is None and (path.read_bytes() if path.exists() else b"") == before:
            time.sleep(0.01)
        time.sleep(moments.random() * 0.5)
        process.send_signal(signal.SIGKILL)
        finished(process)
        before, kept = kept, [tally.trials for tally in read(path).tallies]
        assert all(now >= then for now, then in zip(kept, before, strict=True)), "trials were lost"


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_data(folder, whole):
    kill_and_resume(folder, whole, 2)


@pytest.mark.slow
@pytest.mark.parametrize("kills", range(1, 11))
def test_a_run_killed_many_times_goes_on_to_the_same_data(folder, whole, kills):
    kill_and_resume(folder, whole, kills)


@pytest.mark.parametrize(
    ("number", "arguments"),
    [
        (signal.SIGINT, ["--threads", "1"]),
        (signal.SIGTERM, ["-o", "results/small.h5", "--threads", "1"]),
    ],
)
@pytest.mark.slow
def test_an_interrupted_run_says_how_to_go_on(folder, whole, number, arguments):
    process = running(folder, *arguments)
    code, err, seconds = interrupted(process, number)
    assert code == 130 and seconds < 2
    assert "trials are kept in results/small.h5" in err and "Traceback" not in err
    kept = sum(tally.trials for tally in read(folder / "results" / "small.h5").tallies)
    assert f"stopped; {kept:,} trials" in err
    again = resume_command(err)
    assert all(word in again for word in ["small.toml", *arguments])
    program = again.replace("python -m", f"{sys.executable} -m")
    subprocess.run(program, shell=True, cwd=folder, check=True, capture_output=True)
    assert digest(folder / "results" / "small.h5") == whole


@pytest.mark.slow
def test_fresh_and_smoke_in_the_command_that_goes_on(folder):
    process = running(folder, "--smoke", "--fresh", name=".small.smoke.h5.lock", after=0.2)
    code, err, _ = interrupted(process)
    assert code == 130
    assert resume_command(err) == "python -m peelsim.run small.toml --smoke"  # fresh would throw away what is kept


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.6])
@pytest.mark.plain_cases(4)
def test_an_interruption_while_modules_are_loaded(folder, number, seconds):
    process = start("small.toml", cwd=folder, program=("-c", ANNOUNCED))
    assert process.stdout.readline() == "begun\n"
    time.sleep(seconds)
    code, err, took = interrupted(process, number)
    assert code == 130 and took < 2
    assert "Traceback" not in err
    assert resume_command(err) == "peelsim run small.toml"


@pytest.mark.slow
def test_an_interruption_within_one_long_trial(tmp_path):
    (tmp_path / "small.toml").write_text(
        toml(
            sweep='name = "small"\nseed = 1',
            model="concepts = 3_000_000\ntexts_per_concept = 5\ntext_degree = { mean = 6 }",
        )
    )
    process = running(tmp_path, "--threads", "2", after=1.5)
    code, err, seconds = interrupted(process)
    assert code == 130 and seconds < 2
    assert "stopped; " in err and "Traceback" not in err


@pytest.mark.slow
def test_an_interruption_while_laws_are_computed(tmp_path):
    (tmp_path / "small.toml").write_text(
        toml(
            model="text_degree = { mean = 6 }\nconcepts = 100",
            grid="texts_per_concept = { start = 4, stop = 5, num = 50_000 }",
            stop="max_trials = 0",
            rest='[laws]\ncompare = ["corrected", "published"]',
        )
    )
    process = start("small.toml", cwd=tmp_path)
    time.sleep(2.5)
    code, err, seconds = interrupted(process)
    assert code == 130 and seconds < 2
    assert "Traceback" not in err and "go on with: " in err


@pytest.mark.slow
def test_two_runs_do_not_write_one_file(folder):
    (folder / "small.toml").write_text(
        SWEEP.replace("max_edges = 2e7", "max_edges = 1e12").replace("3000", "10_000_000")
    )
    process = running(folder, "--threads", "1", after=0.1)
    code, _, err = command("small.toml", cwd=folder)
    assert code == 2 and "is being written by another run" in err and err.count("\n") == 1
    assert interrupted(process)[0] == 130
