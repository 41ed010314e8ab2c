"""Files of every format that was ever released: they are read, checked, loaded and gone on from."""

import shutil
from pathlib import Path

import pytest

from peelsim.analysis.load import load
from peelsim.commands import check, run
from peelsim.results import digest, read
from peelsim.results.compare import compared

STORED = Path(__file__).parent / "stored"
FORMATS = ("format_1", "format_2", "format_3")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.plain_cases(1)
def test_a_stored_file_is_read_and_checked(name, capsys):
    path = STORED / f"{name}.h5"
    saved, data = read(path), compared(path)
    assert sum(tally.trials for tally in saved.tallies) == data.trials.sum() > 0
    assert load(path)["stuck"].size == len(data.trials) and load(path, law="corrected")["stuck_corrected"].size
    assert check.main([str(path)], "peelsim check") in (0, 1)
    assert "corrected (limit" in capsys.readouterr().out


@pytest.mark.parametrize("name", FORMATS)
def test_a_stored_file_is_gone_on_from(name, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in ("h5", "toml"):
        shutil.copy(STORED / f"{name}.{kind}", f"x.{kind}")
    before = read("x.h5")
    assert run.main(["x.toml", "-o", "x.h5"], "peelsim run") == 0
    after = read("x.h5")
    assert [t.sums for t in after.tallies] == [t.sums for t in before.tallies]
    run.main(["x.toml", "-o", "new.h5"], "peelsim run")
    if name == FORMATS[-1]:
        assert digest("x.h5") == digest("new.h5")


def test_what_format_1_does_not_say_is_taken_as_it_was():
    data = compared(STORED / "format_1.h5")
    law = data.laws["corrected"]
    assert (law.kind, law.source, data.size, data.sizes.tolist()) == ("limit", "", "concepts", [50, 50])
    assert data.measured["stuck"].highest == 1 and data.measured["learnt"].jumps
    assert law.ranges["stuck"].is_plain and set(law.values) == {"learnt", "stuck"}


def test_format_2_says_where_laws_hold_and_what_measures_the_system():
    data = compared(STORED / "format_2.h5")
    law = data.laws["corrected"]
    assert (law.kind, data.size, law.binding) == ("limit", "concepts", True) and law.source
    assert law.ranges["stuck"].status("extrapolated")[:, 0].tolist() == [False, False, True, False]
    assert data.measured["learnt_fraction"].jumps and data.measured["learnt_fraction"].highest == 1
