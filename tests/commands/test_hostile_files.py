"""Malformed inputs, a hundred and more of them: each is one line and exit code 2, whatever command meets it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from peelsim.commands import merge, replay, run
from tests.sweep.example import toml
from tests.sweep.malformed import FILES

NAMES = ("trials", "stop_reason", "stuck", "stuck_low", "learnt_std", "checkpoint/point_hash", "checkpoint/learnt_sum")


def cut(share):
    return lambda path: path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])


def without(name):
    def change(path):
        with h5py.File(path, "a") as file:
            del file[name]

    return change


def wrong(name):
    def change(path):
        with h5py.File(path, "a") as file:
            shape = file[name].shape
            del file[name]
            file[name] = np.zeros(shape, np.float32)

    return change


DAMAGED = {
    **{f"cut at {share:.0%}": cut(share) for share in np.linspace(0, 0.95, 20)},
    **{f"without {name}": without(name) for name in NAMES},
    **{f"wrong {name}": wrong(name) for name in NAMES},
}


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("original")
    (folder / "x.toml").write_text(toml(grid="split = [0.1, 0.2]"))
    assert run.main([str(folder / "x.toml"), "-o", str(folder / "x.h5")], "peelsim run") == 0
    return folder


def test_there_are_a_hundred():
    assert len(FILES) + len(DAMAGED) >= 100


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.plain_cases(21)
def test_a_damaged_file_is_one_line_in_every_command(original, tmp_path, capsys, name):
    path = Path(shutil.copy(original / "x.h5", tmp_path / "x.h5"))
    DAMAGED[name](path)
    before = path.read_bytes()
    for main, arguments in (
        (run.main, [original / "x.toml", "-o", path]),
        (merge.main, [path, "-o", tmp_path / "y.h5"]),
        (replay.main, [path, "--point", 0, "--trial", 0]),
    ):
        capsys.readouterr()
        code = main([str(argument) for argument in arguments], "peelsim")
        out, err = capsys.readouterr()
        assert (code, out, err.count("\n")) == (2, "", 1) and err.startswith(str(path))
    assert path.read_bytes() == before and not (tmp_path / "y.h5").exists()


HOLD = """
import sys, time
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_the_lock_of_a_dead_process_holds_nobody_up(original, tmp_path, capsys):
    path = tmp_path / "x.h5"
    arguments = [str(original / "x.toml"), "-o", str(path)]
    lock = str(tmp_path / ".x.h5.lock")
    with subprocess.Popen([sys.executable, "-c", HOLD, lock], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        code = run.main(arguments, "peelsim run")
        holder.kill()
    assert code == 2 and "is being written by another run" in capsys.readouterr().err
    assert run.main(arguments, "peelsim run") == 0


def test_nothing_is_unpickled():
    sources = (Path(__file__).parents[2] / "peelsim").rglob("*.py")
    reads = re.compile(r"pickle\.loads?\(|allow_pickle=True")
    allowed = {"testing.py", "ahead.py"}  # which send models to themselves
    assert not [path for path in sources if reads.search(path.read_text()) and path.name not in allowed]
