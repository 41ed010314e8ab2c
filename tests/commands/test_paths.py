"""Paths as people write them: with a ~, of a folder, to a file that begins with a mark of UTF-8."""

import codecs
import os
import threading
from pathlib import Path

import pytest

import peelsim
from peelsim.commands import check, compare, export, init, merge, plot, replay, report, run, status
from peelsim.commands.written import write_files
from peelsim.mistakes import SweepError
from peelsim.results import ResultsError
from peelsim.results.atomic import replace_file
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


LONG = "x" * 300  # longer than a name may be
READERS = {
    "status": (status.main, ["{}"]),
    "check": (check.main, ["{}"]),
    "compare": (compare.main, ["{}", "{}"]),
    "export": (export.main, ["--csv", "{}"]),
    "plot": (plot.main, ["{}"]),
    "report": (report.main, ["{}"]),
    "merge": (merge.main, ["{}", "-o", "out.h5"]),
    "replay": (replay.main, ["{}", "--point", "0", "--trial", "0"]),
}


@pytest.mark.parametrize("command", READERS)
def test_no_command_takes_what_is_no_file_of_results(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("loop").symlink_to("loop")
    main, arguments = READERS[command]
    for name in (".", "", LONG, "a\nb", "pipe", "loop", os.devnull, "no/such"):
        assert main([each.format(name) for each in arguments], f"peelsim {command}") == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1 and err.startswith(str(Path(name)).replace("\n", "\\n")), name
    assert sorted(os.listdir()) == ["loop", "pipe"]


@pytest.mark.parametrize("name", [".", "", "/", "..", LONG, f"{LONG}/x", "file/x"])
def test_no_command_writes_where_no_file_can_be(name, home, capsys):
    Path("file").touch()
    for main, arguments in (
        (run.main, ["~/x.toml", "-o", name]),
        (run.main, ["~/x.toml", "--fresh", "-o", name]),
        (init.main, ["sweep", "--fresh", "-o", name]),
        (init.main, ["sweep", "-o", name]),
    ):
        assert main(arguments, "peelsim") == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1 and err.startswith(str(Path(name)))
    with pytest.raises(ResultsError, match="cannot be written"):
        write_files(Path("file"), {Path("file") / "x.png": b""})
    assert os.listdir() == ["file"]


@pytest.mark.parametrize("fresh", [[], ["--fresh"]])
def test_a_run_replaces_neither_pipes_nor_devices(home, capsys, fresh):
    os.mkfifo("pipe")
    Path("null").symlink_to(os.devnull)
    for name in ("pipe", "null"):
        assert run.main(["~/x.toml", "-o", name, *fresh], "peelsim run") == 2
        assert capsys.readouterr().err == f"{name} is a pipe or a device: give another name with -o\n"
    assert Path("pipe").is_fifo() and Path(os.devnull).is_char_device()


def test_of_several_files_all_are_written_or_none(tmp_path):
    folder = tmp_path / "folder"
    write_files(folder, {folder / name: b"old" for name in ("a.pdf", "b.png")})
    (folder / "c.json").mkdir()
    with pytest.raises(ResultsError, match=r"c\.json cannot be written: Is a directory"):
        write_files(folder, {folder / name: b"new" for name in ("a.pdf", "b.png", "c.json")})
    assert {path.name for path in folder.iterdir()} == {"a.pdf", "b.png", "c.json"}
    assert (folder / "a.pdf").read_bytes() == (folder / "b.png").read_bytes() == b"old"
    write_files(folder, {folder / name: b"new" for name in ("a.pdf", "b.png")})
    assert (folder / "a.pdf").read_bytes() == (folder / "b.png").read_bytes() == b"new"


def test_what_is_written_into_a_pipe_or_through_a_link_leaves_them_what_they_are(tmp_path):
    pipe, link, target = tmp_path / "pipe", tmp_path / "link", tmp_path / "target"
    os.mkfifo(pipe)
    link.symlink_to(target)
    for content in (b"first", b"second"):
        replace_file(link, content)
        assert link.is_symlink() and target.read_bytes() == content
    writer = threading.Thread(target=replace_file, args=(pipe, b"through"))
    writer.start()
    assert pipe.read_bytes() == b"through"
    writer.join()
    assert pipe.is_fifo() and len(list(tmp_path.iterdir())) == 3
