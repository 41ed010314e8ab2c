"""Data that were changed after they were written are not gone on from; older files, which cannot tell, still are."""

import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from peelsim.commands import merge, run
from peelsim.results import ResultsError, Store, digest, read
from peelsim.results.digest import STORED_AS
from peelsim.results.schema import FORMAT_VERSION
from tests.results.example import fill, layout, write

STORED = Path(__file__).parent / "stored"
CHANGED = "is damaged (its data were changed after they were written)"


def edited(path, change):
    with h5py.File(path, "a") as file:
        change(file)
    return path


def more(name):
    """Raise a number of a dataset by one, where the sums stay possible."""

    def change(file):
        values = file[name][()]
        values.flat[0] += 1
        file[name][...] = values

    return change


@pytest.mark.parametrize(
    "change",
    [
        more("checkpoint/curve_square"),
        more("stuck_low"),
        more("texts"),
        more("window"),
        more("predictions/corrected/stuck"),
        more("per_trial/3/curve"),
        lambda file: file.attrs.modify("config_toml", "another"),
        lambda file: file["stuck"].attrs.modify("units", "percent"),
        lambda file: file.create_group("mine"),
        lambda file: file.move("texts", "text"),
    ],
)
@pytest.mark.plain_cases(1)
def test_a_changed_file_is_not_gone_on_from(tmp_path, change):
    path = edited(write(tmp_path / "x.h5", keep_trials=True), change)
    for add_to in (read, lambda path: Store(path, layout(keep_trials=True))):
        with pytest.raises(ResultsError) as caught:
            add_to(path)
        assert CHANGED in str(caught.value) and "\n" not in str(caught.value)


def test_what_may_differ_between_runs_may_be_changed(tmp_path):
    path = edited(write(tmp_path / "x.h5"), lambda file: file["provenance"].attrs.modify("command", "another"))
    assert read(path).provenance["command"] == "another"


@pytest.mark.parametrize("said", [None, "0" * 64, 5])
def test_a_digest_that_is_missing_or_wrong(tmp_path, said):
    path = write(tmp_path / "x.h5")
    assert digest(path) == h5py.File(path)["provenance"].attrs[STORED_AS]
    edited(path, lambda file: file["provenance"].attrs.__delitem__(STORED_AS))
    if said is not None:
        edited(path, lambda file: file["provenance"].attrs.create(STORED_AS, said))
    with pytest.raises(ResultsError, match="is damaged"):
        read(path)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_forged_sums_are_neither_merged_nor_run_on(tmp_path, capsys, monkeypatch):
    """A sum raised with its mean: no bound on sums can see it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(STORED / "format_1.toml", "x.toml")
    assert run.main(["x.toml", "-o", "x.h5"], "peelsim run") == 0

    def forge(file):
        sums = file["checkpoint/learnt_sum"]
        before = int(sums[0, 0, 0])
        sums[0, 0, 0] = before + 1
        file["learnt"][0, 0] *= (before + 1) / before

    edited("x.h5", forge)
    capsys.readouterr()
    for command, arguments in ((run, ["x.toml", "-o", "x.h5"]), (merge, ["x.h5", "-o", "y.h5"])):
        assert command.main(arguments, "peelsim") == 2
        out, err = capsys.readouterr()
        assert out == "" and err.startswith(f"x.h5 {CHANGED}") and err.count("\n") == 1
    assert not Path("y.h5").exists()


def test_a_file_of_format_1_goes_on(tmp_path, capsys, monkeypatch):
    """Stored by version 0.1.0 of the program: it opens, keeps its trials, and becomes one of the present format."""
    monkeypatch.chdir(tmp_path)
    for name in ("format_1.toml", "format_1.h5"):
        shutil.copy(STORED / name, name)
    old = read("format_1.h5")
    assert [tally.trials for tally in old.tallies] == [60, 60] and set(old.stop_reasons) == {"max_events"}
    assert run.main(["format_1.toml", "-o", "format_1.h5"], "peelsim run") == 0
    assert run.main(["format_1.toml", "-o", "new.h5"], "peelsim run") == 0
    with h5py.File("format_1.h5") as file:
        assert file.attrs["format_version"] == FORMAT_VERSION
    new = read("format_1.h5")
    for ours, theirs in zip(new.tallies, old.tallies, strict=True):
        assert ours.trials == theirs.trials and ours.sums["learnt"] == theirs.sums["learnt"]
        assert "learnt" not in ours.cubes
    with h5py.File("format_1.h5") as file, h5py.File("new.h5") as fresh:
        names = [name for name in fresh if isinstance(fresh[name], h5py.Dataset) and fresh[name].dtype.kind in "if"]
        differ = {name for name in names if not np.array_equal(file[name], fresh[name], equal_nan=True)}
        assert differ <= {"learnt_low", "learnt_high"}  # sums of cubes are not known
        assert (file["checkpoint/learnt_cube"][..., -1] == -1).all()


def test_counts_in_other_units_are_not_added(tmp_path):
    """As when a later version counts a fraction in a finer unit: the sums would be of two kinds."""
    path = write(tmp_path / "x.h5")
    with pytest.raises(ResultsError, match=r"counts learnt_fraction in other units .*made by another version"):
        Store(path, layout(per={"learnt_fraction": np.full((3, 2), 1000)}))


def test_snapshots_agree_with_their_digest(tmp_path):
    with Store(tmp_path / "x.h5", layout(keep_trials=True)) as store:
        for _ in range(3):
            fill(store, [0, 1, 2], blocks=1)
            store.snapshot({"seconds": 1.0})
            assert read(tmp_path / "x.h5").tallies[0].trials == store.tallies[0].trials
