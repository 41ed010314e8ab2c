"""Every experiment is a sweep that runs; its small version does so here."""

import tomllib
from pathlib import Path

import pytest

import peelsim
from peelsim.commands.check import main as check
from peelsim.commands.plot import main as plot
from peelsim.sweep.file import spec

FOLDER = Path(__file__).parents[1] / "experiments"
PLAIN = {"sweep", "cores"}  # the others take seconds in their small version, too
SLOWLY_READ = {"design", "excess_entropy", "emergence", "frontier", "bridge"}  # their grids are worked out as read
EXPERIMENTS = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name not in PLAIN else ()) for name in EXPERIMENTS]
)
def test_small_version(name, tmp_path, capsys):
    path = peelsim.run_sweep(FOLDER / f"{name}.toml", output=tmp_path / "x.h5", smoke=True)
    laws = spec.read(FOLDER / f"{name}.toml", smoke=True).laws
    assert check([str(path)], "peelsim check") == (0 if laws else 2)
    said = capsys.readouterr()
    assert f"{path}: " in said.out if laws else "has no laws to check" in said.err
    code = plot([str(path), "-o", str(tmp_path / "figures")], "peelsim plot")
    out, err = capsys.readouterr()
    assert (code, err) == (0, "") and list((tmp_path / "figures").glob("x-*.png")) and "x-" in out


@pytest.mark.parametrize(("binding", "code"), [("renewal", 0), ("published", 1)])
@pytest.mark.slow
def test_what_large_sizes_say_of_the_laws(tmp_path, capsys, binding, code):
    """A cut of published_laws: the renewal law holds there, the published one fails."""
    text = (FOLDER / "published_laws.toml").read_text()
    text = text.replace('binding = ["renewal"]', f'binding = ["{binding}"]')
    text = text.replace('{ start = 1e2, stop = 1e7, num = 6, scale = "log" }', "[1_000_000, 10_000_000]")
    text = text.replace("num = 17", "num = 9").replace("max_trials = 10_000", "max_trials = 2000")
    (tmp_path / "cut.toml").write_text(text)
    path = peelsim.run_sweep(tmp_path / "cut.toml", output=tmp_path / "cut.h5")
    assert check([str(path)], "peelsim check") == code
    laws = {part.split()[0]: part for part in capsys.readouterr().out.split("\n\n")[1:]}
    assert laws["corrected"].count(" holds ") == 4 and laws["published"].count(" fails by ") == 4


def test_names_seeds_and_files_are_their_own():
    sweeps = [tomllib.loads((FOLDER / f"{name}.toml").read_text())["sweep"] for name in EXPERIMENTS]
    assert len({sweep["seed"] for sweep in sweeps}) == len({sweep["name"] for sweep in sweeps}) == len(sweeps)
    assert all(sweep["name"] in (name, "waterfall") for sweep, name in zip(sweeps, EXPERIMENTS, strict=True))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in SLOWLY_READ else ()) for name in EXPERIMENTS]
)
def test_full_version_is_without_mistakes(name):
    assert spec.read(FOLDER / f"{name}.toml").points
