"""A file is whole at every moment, whatever happens to its writer."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from contextlib import suppress

import h5py
import pytest

from peelsim.results import ResultsError, SnapshotClock, Store, read
from peelsim.stats.tally import Tally
from tests.results.example import block, fill, layout, write


def script(code, *arguments):
    """Start Python code that may use the example sweep."""
    head = "import os, resource, signal, sys\nfrom tests.results.example import *\npath = sys.argv[1]\n"
    command = [sys.executable, "-c", head + textwrap.dedent(code), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def test_a_full_disk_costs_nothing(tmp_path):
    path = write(tmp_path / "x.h5")
    before = path.read_bytes()
    process = script(
        """
        with Store(path, layout()) as store:
            fill(store)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
            try:
                store.snapshot({})
            except Exception as error:
                print(type(error).__name__, error)
        """,
        path,
    )
    out, err = process.communicate(timeout=60)
    assert err == ""
    assert out == (
        f"ResultsError {path} could not be written: File too large; what it held before is intact, "
        "and the same command goes on from there\n"
    )
    assert path.read_bytes() == before
    assert names(tmp_path) == [".x.h5.lock", "x.h5"]


@pytest.mark.slow
def test_a_killed_writer_leaves_neither_lock_nor_damage(tmp_path):
    path = tmp_path / "x.h5"
    process = script(
        """
        with Store(path, layout()) as store:
            while True:
                fill(store, [0, 1], blocks=1)
                store.snapshot({})
                print("snapshot", flush=True)
        """,
        path,
    )
    for _ in range(5):
        assert process.stdout.readline() == "snapshot\n"
    with pytest.raises(ResultsError, match="is being written by another run: wait for it, or give another path"):
        Store(path, layout())
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    with Store(path, layout()) as store:
        assert store.tallies[0].trials == store.tallies[1].trials >= 200
        store.snapshot({})
    assert names(tmp_path) == [".x.h5.lock", "x.h5"]


@pytest.mark.slow
def test_a_writer_killed_while_it_writes(tmp_path):
    path = write(tmp_path / "x.h5")
    before = path.read_bytes()
    process = script(
        """
        os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
        with Store(path, layout()) as store:
            fill(store)
            store.snapshot({})
        """,
        path,
    )
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert path.read_bytes() == before
    assert ".x.h5.tmp" in names(tmp_path)
    with Store(path, layout()) as store:
        store.snapshot({})
    assert ".x.h5.tmp" not in names(tmp_path)


def test_one_writer_at_a_time(tmp_path):
    with Store(tmp_path / "x.h5", layout()), pytest.raises(ResultsError, match="being written by another run"):
        Store(tmp_path / "x.h5", layout())
    Store(tmp_path / "x.h5", layout()).close()


def test_the_lock_is_free_after_a_refusal(tmp_path):
    path = write(tmp_path / "x.h5")
    with pytest.raises(ResultsError, match="seed"):
        Store(path, layout(seed=3))
    Store(path, layout()).close()


@pytest.mark.slow
def test_readers_never_fail(tmp_path):
    path = write(tmp_path / "x.h5")
    seen, failures, over = [], [], threading.Event()

    def look():
        while not over.is_set():
            try:
                seen.append(read(path).tallies[0].trials)
                with h5py.File(path) as file:
                    file["stuck"][()]
            except Exception as error:
                failures.append(error)

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    with Store(path, layout()) as store:
        for _ in range(25):
            store.commit(0, Tally.of(block(1)))
            store.snapshot({})
    over.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert len(set(seen)) > 3


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("mine")
    for path in (tmp_path / "file" / "x.h5", tmp_path / "file" / "below" / "x.h5"):
        with pytest.raises(ResultsError, match=r"x\.h5 cannot be written: .*; give another path") as caught:
            Store(path, layout())
        assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_written(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    try:
        with suppress(PermissionError):
            (folder / "probe").touch()
            pytest.skip("this user may write everywhere")
        with pytest.raises(ResultsError, match="Permission denied"):
            Store(folder / "x.h5", layout())
    finally:
        folder.chmod(0o700)


def test_a_folder_that_goes_away(tmp_path):
    folder = tmp_path / "short"
    with Store(folder / "x.h5", layout()) as store:
        fill(store)
        os.remove(folder / ".x.h5.lock")
        folder.rmdir()
        with pytest.raises(ResultsError, match="could not be written: No such file or directory"):
            store.snapshot({})


def test_snapshots_are_due_every_ten_seconds():
    clock = SnapshotClock(100.0)
    assert not clock.due(109.9)
    assert clock.due(110.0)
    clock.spent(0.1)
    assert not clock.due(120.0)
    assert clock.due(120.2)


def test_snapshots_take_under_a_twentieth_of_the_time():
    clock, now, spent = SnapshotClock(0.0), 0.0, 0.0
    while now < 10_000:
        now += 0.5
        if clock.due(now):
            cost = 1 + now / 1000  # the file grows
            clock.spent(cost)
            now, spent = now + cost, spent + cost
    assert 0.04 * now < spent <= 0.0505 * now
