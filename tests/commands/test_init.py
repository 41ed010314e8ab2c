"""`peelsim init` copies an experiment of the package; they are those of the repository."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest

from peelsim.commands.init import experiments, main
from peelsim.sweep.file import spec

ROOT = Path(__file__).parents[2]


def test_the_experiments_are_those_of_the_repository():
    ours = {path.stem: path.read_bytes() for path in (ROOT / "experiments").glob("*.toml")}
    assert {name: file.read_bytes() for name, file in experiments().items()} == ours


@pytest.mark.skipif(
    tuple(map(int, version("setuptools").split(".")[:1])) < (77,), reason="the build asks for setuptools 77 or newer"
)
def test_a_wheel_holds_them(tmp_path):
    wheel = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w", str(tmp_path)]
    subprocess.run([*wheel, str(ROOT)], check=True, capture_output=True)
    (path,) = tmp_path.glob("*.whl")
    with ZipFile(path) as file:
        found = {name.removeprefix("peelsim/experiments/") for name in file.namelist() if "experiments/" in name}
    assert found == {path.name for path in (ROOT / "experiments").glob("*.toml")}


def test_a_copy_is_a_sweep_that_can_be_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["sweep"], "peelsim init") == 0
    assert "peelsim run sweep.toml" in capsys.readouterr().out
    assert spec.read("sweep.toml").points
    assert main(["sweep"], "peelsim init") == 2
    assert capsys.readouterr().err.startswith("sweep.toml exists: ")
    assert main(["sweep", "--fresh"], "peelsim init") == 0
    assert main(["rare.toml", "-o", "mine.toml"], "peelsim init") == 0
    assert (tmp_path / "mine.toml").read_bytes() == (ROOT / "experiments" / "rare.toml").read_bytes()


def test_unknown_names_and_the_list(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["swep"], "peelsim init") == 2
    assert capsys.readouterr().err == "unknown experiment 'swep'; did you mean sweep?\n"
    assert main([], "peelsim init") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(experiments())
    assert all(len(line.split()) > 2 for line in lines) and not list(tmp_path.iterdir())
    assert all(line.count("(") == line.count(")") and line.count("{") == line.count("}") for line in lines)
