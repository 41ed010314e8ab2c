"""Standard streams that are closed, full or of another encoding, and paths that are no text, lose no run."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import h5py
import pytest

from peelsim.results import read
from tests.sweep.example import toml

ON_PATH = os.environ | {"PATH": f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"}
LAWS = '[laws]\ncompare = ["corrected", "density_evolution"]'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a sweep x.toml and its result x.h5."""
    made = tmp_path_factory.mktemp("streams")
    (made / "x.toml").write_text(toml(grid="split = [0.1, 0.2]", rest=LAWS))
    assert shell("peelsim run x.toml -o x.h5", made).returncode == 0
    return made


def shell(line, folder, **environment):
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env=ON_PATH | environment, capture_output=True, text=True, timeout=120
    )


COMMANDS = ("check x.h5", "status x.h5", "merge x.h5 -o m.h5 --fresh", "run x.toml -o x.h5", "--help")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.slow
def test_a_reader_that_has_had_enough(folder, command):
    done = shell(f"peelsim {command} | true; echo ${{PIPESTATUS[0]}}", folder)
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.slow
def test_no_room_for_what_is_printed(folder, command):
    done = shell(f"peelsim {command} > /dev/full", folder)
    assert (done.returncode, done.stderr) == (2, "standard output cannot be written: No space left on device\n")


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-", "2> /dev/full"])
@pytest.mark.plain_cases(1)
def test_a_run_without_streams_is_stored(folder, closed):
    name = f"{abs(hash(closed))}.h5"
    done = shell(f"peelsim run x.toml -o {name} {closed}", folder)
    assert done.returncode == 0 and done.stderr == ""
    assert [tally.trials for tally in read(folder / name).tallies] == [100, 100]


@pytest.mark.slow
def test_a_mistake_without_streams_is_an_exit_code(folder):
    assert shell("peelsim run none.toml 2>&-", folder).returncode == 2


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.slow
def test_a_terminal_of_another_encoding(folder, encoding):
    path = folder / "ς.toml"
    path.write_text(toml())
    done = shell("peelsim run ς.toml -o ς.h5; peelsim check ς.h5", folder, PYTHONIOENCODING=encoding, PYTHONUTF8="1")
    assert "stored in \\u03c2.h5" in done.stdout and "Traceback" not in done.stderr
    assert done.returncode == 2 and "\\u03c2.h5 has no laws to check" in done.stderr
    path.unlink()


@pytest.mark.slow
def test_a_path_that_is_no_text(folder):
    """Latin-1 bytes in the name of the sweep and of the result: stored, run on, and the command to go on is right."""
    os.rename(folder / "x.toml", os.fsencode(folder) + b"/caf\xe9.toml")
    try:
        line = "peelsim run $'caf\\xe9.toml' -o $'r\\xe9.h5' --threads 1"
        done = shell(f"{line} && peelsim status $'r\\xe9.h5' && peelsim check $'r\\xe9.h5'", folder)
        assert done.returncode == 0, done.stderr
        assert "stored in r\\udce9.h5" in done.stdout
        with h5py.File(os.fsencode(folder) + b"/r\xe9.h5") as file:
            assert "caf\\udce9.toml" in file["provenance"].attrs["command"]
    finally:
        os.rename(os.fsencode(folder) + b"/caf\xe9.toml", folder / "x.toml")


def test_the_command_to_go_on_is_one_a_shell_takes(folder):
    from peelsim.commands.run import _again, parser

    path = os.fsdecode(b"caf\xe9 'x'\n.toml")
    line = _again(parser("peelsim run").parse_args([path, "-o", "a b.h5"]), "peelsim run")
    said = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True).stdout
    assert said.split(b"\0")[:-1] == [b"peelsim", b"run", b"caf\xe9 'x'\n.toml", b"-o", b"a b.h5"]
    assert _again(parser("p").parse_args(["x.toml"]), "p") == shlex.join(["p", "x.toml"])


@pytest.mark.slow
def test_what_a_file_says_steers_no_terminal(folder):
    """A name and a law with escapes, in a file of a right digest."""
    from peelsim.results import digest

    path = folder / "escapes.h5"
    path.write_bytes((folder / "x.h5").read_bytes())
    with h5py.File(path, "a") as file:
        file.attrs["name"] = "\x1b]0;mine\x07"
        file.move("predictions/corrected", "predictions/\x1b[31mred")
    with h5py.File(path, "a") as file:
        file["provenance"].attrs["digest"] = digest(path)
    for command in ("status", "check", "plot"):
        done = shell(f"peelsim {command} escapes.h5", folder)
        assert "\x1b" not in done.stdout + done.stderr, command
    assert "\\x1b]0;mine\\x07: finished" in shell("peelsim status escapes.h5", folder).stdout


NO_STDERR = """
import sys
sys.stderr = None
import peelsim
peelsim.run_sweep(sys.argv[1], output=sys.argv[2])
"""


@pytest.mark.slow
def test_python_without_a_standard_error(folder):
    done = subprocess.run(
        [sys.executable, "-c", NO_STDERR, folder / "x.toml", folder / "y.h5"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert Path(folder / "y.h5").exists()
