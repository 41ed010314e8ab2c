"""Paths as people write them: with a ~, of a folder, to a file that begins with a mark of UTF-8."""

import codecs
from pathlib import Path

import pytest

import peelsim
from peelsim.commands import check, merge, run, status
from peelsim.mistakes import SweepError
from peelsim.results import ResultsError
from peelsim.sweep.file import spec
from tests.sweep.example import toml


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with a sweep x.toml in it, and another current folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    (tmp_path / "x.toml").write_text(toml(rest='[laws]\ncompare = ["corrected"]\n[output]\npath = "~/of-the-file.h5"'))
    return tmp_path


@pytest.mark.slow
def test_a_tilde_is_the_home(home, capsys):
    assert run.main(["~/x.toml"], "peelsim run") == 0
    assert run.main(["~/x.toml", "-o", "~/given.h5"], "peelsim run") == 0
    assert peelsim.run_sweep("~/x.toml", output="~/python.h5") == home / "python.h5"
    assert sorted(path.name for path in home.glob("*.h5")) == ["given.h5", "of-the-file.h5", "python.h5"]
    assert status.main(["~/given.h5"], "peelsim status") == check.main(["~/given.h5"], "peelsim check") == 0
    assert peelsim.load("~/given.h5")["trials"].item() == 100
    assert merge.main(["~/given.h5", "-o", "~/merged.h5"], "peelsim merge") == 0
    assert not list(Path.cwd().iterdir())


def test_the_home_of_nobody():
    with pytest.raises(ResultsError, match=r"~nobody-here/x.h5 cannot be read: No such file"):
        peelsim.load("~nobody-here/x.h5")


def test_a_folder_is_no_file(home, capsys):
    (home / "results").mkdir()
    (home / "work" / "y.h5").write_bytes(b"")
    for main, arguments in (
        (run.main, ["~/x.toml", "-o", "~/results"]),
        (merge.main, ["y.h5", "-o", "~/results"]),
    ):
        assert main(arguments, "peelsim") == 2
        assert capsys.readouterr().err == f"{home}/results is a folder: give another name with -o\n"


def test_a_mark_of_utf_8(home):
    text = (home / "x.toml").read_bytes()
    (home / "marked.toml").write_bytes(codecs.BOM_UTF8 + text)
    marked, plain = (spec.read(home / name) for name in ("marked.toml", "x.toml"))
    assert marked.text == plain.text and marked.points == plain.points


@pytest.mark.parametrize("what", [{"sweep": 1}, None, 3, ["x.toml"]])
def test_what_is_no_path(what):
    with pytest.raises(SweepError, match="is no path of a file; give its name"):
        peelsim.run_sweep(what)
    with pytest.raises(ValueError, match="is no path of a file; give its name"):
        peelsim.load(what)
