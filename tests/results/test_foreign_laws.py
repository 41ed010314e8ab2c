"""Laws that others write into a file are read, judged and kept; nothing else may be changed."""

import h5py
import numpy as np
import pytest

import peelsim
from peelsim.commands import check, merge, run
from peelsim.results import ResultsError, digest, read
from peelsim.results.layout import LawNote
from tests.sweep.example import toml

GRID = "concepts = [40, 60]\ntexts_per_concept = [4.3, 4.8]"


def sweep_of(trials=30, grid=GRID, laws='compare = ["corrected"]'):
    model = "text_degree = { mean = 6 }\ntrajectory_rounds = 2"
    return toml(model=model, grid=grid, stop=f"max_trials = {trials}", rest=f"[laws]\n{laws}")


def write_law(path, name="mine", value=0.25):
    """As a person would with h5py: a law without ranges, of an event and of a curve."""
    with h5py.File(path, "a") as file:
        group = file["predictions"].create_group(name)
        group["stuck"] = np.full(file["stuck"].shape, value)
        group["trajectory"] = np.full(file["trajectory"].shape, value)
        group.attrs["source"], group.attrs["kind"] = "mine, 2026", "upper bound"


@pytest.fixture
def path(tmp_path):
    (tmp_path / "x.toml").write_text(sweep_of())
    made = peelsim.run_sweep(tmp_path / "x.toml", output=tmp_path / "x.h5", progress=False)
    before = digest(made)
    write_law(made)
    assert digest(made) == before  # no part of it
    return made


def go_on(path, text):
    path.with_suffix(".toml").write_text(text)
    return run.main([str(path.with_suffix(".toml")), "-o", str(path)], "peelsim run")


@pytest.mark.slow
def test_it_is_kept_by_a_run_that_goes_on(path, tmp_path, capsys):
    assert go_on(path, sweep_of(trials=50, grid=GRID.replace("[40, 60]", "[40, 50, 60]"))) == 0
    saved = read(path)
    assert saved.foreign["mine"] == LawNote("mine, 2026", "upper bound")
    said = saved.predictions["mine"]["stuck"].reshape(3, 2)
    assert (said[[0, 2]] == 0.25).all() and np.isnan(said[1]).all()
    assert (saved.predictions["mine"]["trajectory"].reshape(3, 2, 2)[[0, 2]] == 0.25).all()
    (tmp_path / "new.toml").write_text(path.with_suffix(".toml").read_text())
    new = peelsim.run_sweep(tmp_path / "new.toml", output=tmp_path / "new.h5", progress=False)
    assert digest(path) == digest(new)
    assert go_on(path, sweep_of(trials=50, grid=GRID.replace("[40, 60]", "[40, 50, 60]"))) == 0  # and again
    capsys.readouterr()
    assert check.main([str(path), "--law", "mine"], "peelsim check") == 0
    assert "mine (upper bound), mine, 2026" in capsys.readouterr().out


@pytest.mark.slow
def test_laws_of_the_sweep_are_its_own(path):
    assert go_on(path, sweep_of(laws='compare = ["renewal"]')) == 0
    assert set(read(path).predictions) == {"renewal", "mine"}  # corrected was the sweep's, and is no longer asked for
    write_law(path, "density_evolution")
    assert go_on(path, sweep_of(laws='compare = ["density_evolution"]')) == 0
    assert (
        read(path).foreign.keys() == {"mine"} and (read(path).predictions["density_evolution"]["stuck"] != 0.25).all()
    )


@pytest.mark.slow
def test_merging_leaves_it_out(path, tmp_path):
    assert merge.main([str(path), "-o", str(tmp_path / "m.h5")], "peelsim merge") == 0
    assert set(read(tmp_path / "m.h5").predictions) == {"corrected"}


def test_nothing_else_may_be_changed(path):
    with h5py.File(path, "a") as file:
        file["predictions/corrected/stuck"][...] = 0.5
    with pytest.raises(ResultsError, match="changed after they were written"):
        read(path)


def test_what_is_no_law_is_refused_in_a_line(path):
    with h5py.File(path, "a") as file:
        file["predictions/mine/no_such_thing"] = 1.0
    with pytest.raises(ResultsError, match="says something of what is not observed"):
        read(path)
