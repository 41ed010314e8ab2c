"""What `peelsim plot` writes, prints and refuses."""

import subprocess
import sys
from pathlib import Path

import pytest

import peelsim
from peelsim.analysis.figures import figures_of
from peelsim.commands.plot import main
from tests.analysis.sweeps import run as run_sweep
from tests.analysis.sweeps import stand_in
from tests.results.example import write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory):
    """Result files, made once."""
    made = tmp_path_factory.mktemp("sweeps")
    return {name: run_sweep(made, name).read_bytes() for name in ("laws", "isoflop", "point", "three")}


@pytest.fixture
def laws(folder, sweeps):
    (folder / "a.h5").write_bytes(sweeps["laws"])
    return folder / "a.h5"


def plot(capsys, *arguments):
    code = main([str(argument) for argument in arguments], "peelsim plot")
    out, err = capsys.readouterr()
    return code, out, err


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_readme_sweep_is_drawn(folder, capsys):
    path = peelsim.run_sweep(ROOT / "experiments" / "sweep.toml", smoke=True)
    code, out, err = plot(capsys, path)
    wanted = [f"results/waterfall.smoke-{name}.{kind}" for name in ("waterfall", "collapse") for kind in ("pdf", "png")]
    assert (code, err) == (0, "") and set(wanted) <= set(out.splitlines())
    assert "centre - c*" in out and "alpha" in out  # the waterfall in numbers
    assert all((folder / each).read_bytes().startswith((b"%PDF", b"\x89PNG")) for each in wanted)


def test_only_the_figures_asked_for_and_where_they_are_wanted(laws, capsys):
    code, out, _ = plot(capsys, laws, "--figure", "collapse", "-o", "deep/down")
    assert (code, out.splitlines()) == (0, ["deep/down/a-collapse.pdf", "deep/down/a-collapse.png"])
    assert names(laws.parent / "deep" / "down") == ["a-collapse.pdf", "a-collapse.png"]
    assert names(laws.parent) == ["a.h5", "deep"]
    assert plot(capsys, laws, "--figure", "collapse", "waterfall")[0] == 0
    assert len(names(laws.parent)) == 6


def test_again_it_writes_the_same(laws, capsys):
    plot(capsys, laws)
    before = {path.name: path.read_bytes() for path in laws.parent.iterdir()}
    plot(capsys, laws)
    assert {path.name: path.read_bytes() for path in laws.parent.iterdir()} == before


def test_a_table_goes_with_the_frontier(folder, sweeps, capsys, monkeypatch):
    stand_in(monkeypatch)
    (folder / "a.h5").write_bytes(sweeps["isoflop"])
    code, out, _ = plot(capsys, "a.h5", "--figure", "frontier")
    assert code == 0 and out.splitlines()[:2] == ["a-frontier.pdf", "a-frontier.png"]
    assert "C (FLOPs)" in out and "9.600e+17" in out


@pytest.mark.parametrize("name", ["point", "three"])
def test_results_that_suit_no_figure_are_told_what_each_needs(folder, sweeps, capsys, name):
    (folder / "a.h5").write_bytes(sweeps[name])
    code, out, err = plot(capsys, "a.h5")
    assert (code, out) == (2, "")
    first, *rest = err.splitlines()
    assert first == "a.h5 suits no figure; they need"
    assert [line.split(":")[0].strip() for line in rest] == list(figures_of("concept-text"))
    assert names(folder) == ["a.h5"]


def refused(capsys, *arguments):
    code, out, err = plot(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    return err


def test_a_figure_that_is_not_there_or_does_not_suit(laws, capsys):
    assert "unknown figure 'colapse'; did you mean collapse?" in refused(capsys, laws, "--figure", "colapse")
    assert "does not suit figure isoflop, which needs an axis compute or flops" in refused(
        capsys, laws, "--figure", "isoflop"
    )
    assert names(laws.parent) == ["a.h5"]


def test_files_that_cannot_be_drawn(folder, laws, capsys):
    assert "cannot be read: No such file" in refused(capsys, "none.h5")
    (folder / "text.h5").write_text("x = 1\n" * 100)
    assert "is not an HDF5 file" in refused(capsys, "text.h5")
    (folder / "half.h5").write_bytes(laws.read_bytes()[:5000])
    assert "is truncated or damaged" in refused(capsys, "half.h5")
    assert "there are no figures of a model it does not name" in refused(capsys, write(folder / "x.h5"))


@pytest.mark.parametrize("output", ["a.h5", "a.h5/b", "/proc/none"])
def test_a_folder_that_cannot_be_written(laws, capsys, output):
    assert "cannot be written: " in refused(capsys, laws, "--figure", "collapse", "-o", output)
    assert names(laws.parent) == ["a.h5"]


def test_what_cannot_be_drawn_leaves_no_half_of_it(laws, capsys, monkeypatch):
    from peelsim.analysis.figures.peeling import collapse

    def fails(results):
        raise ValueError("the window is shut")

    monkeypatch.setattr(collapse, "draw", fails)
    assert "a.h5: figure collapse cannot be drawn: the window is shut" in refused(capsys, laws)
    assert names(laws.parent) == ["a.h5"]


@pytest.mark.parametrize("missing", ["matplotlib", "xarray", "h5netcdf"])
def test_without_the_extra(laws, capsys, monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    assert f"needs {missing}: pip install 'peelsim[analysis]'" in refused(capsys, laws)


def test_help_loads_nothing_heavy():
    code = "import sys\nfrom peelsim.cli import main\nsys.argv = ['peelsim', 'plot', '--help']\n"
    code += "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0\nprint(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith("usage: peelsim plot")
    assert not set(said.splitlines()[-1].split()) & {"numpy", "numba", "scipy", "h5py", "matplotlib", "xarray"}
