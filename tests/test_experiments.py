"""Every experiment is a sweep that runs; its small version does so here."""

import tomllib
from pathlib import Path

import pytest

import peelsim
from peelsim.commands.check import main as check
from peelsim.sweep import spec

FOLDER = Path(__file__).parents[1] / "experiments"
EXPERIMENTS = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_small_version(name, tmp_path, capsys):
    path = peelsim.run_sweep(FOLDER / f"{name}.toml", output=tmp_path / "x.h5", smoke=True)
    assert check([str(path)], "peelsim check") in (0, 1)
    assert f"{path}: " in capsys.readouterr().out


def test_names_seeds_and_files_are_their_own():
    sweeps = [tomllib.loads((FOLDER / f"{name}.toml").read_text())["sweep"] for name in EXPERIMENTS]
    assert len({sweep["seed"] for sweep in sweeps}) == len({sweep["name"] for sweep in sweeps}) == len(sweeps)
    assert all(sweep["name"] in (name, "waterfall") for sweep, name in zip(sweeps, EXPERIMENTS, strict=True))


@pytest.mark.parametrize("name", [name for name in EXPERIMENTS if name != "emergence"])  # that takes ten seconds
def test_full_version_is_without_mistakes(name):
    assert spec.read(FOLDER / f"{name}.toml").points
