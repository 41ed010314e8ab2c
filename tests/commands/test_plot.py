"""What `peelsim plot` writes, prints and refuses."""

import subprocess
import sys
from pathlib import Path

import pytest

import peelsim
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


@pytest.mark.slow
def test_the_readme_sweep_is_drawn(folder, capsys):
    path = peelsim.run_sweep(ROOT / "experiments" / "sweep.toml", smoke=True, progress=False)
    code, out, err = plot(capsys, path)
    wanted = [f"results/waterfall.smoke-{name}.{kind}" for name in ("waterfall", "collapse") for kind in ("pdf", "png")]
    assert (code, err) == (0, "") and set(wanted) <= set(out.splitlines())
    assert "centre - c*" in out and "alpha" in out  # the waterfall in numbers
    assert all((folder / each).read_bytes().startswith((b"%PDF", b"\x89PNG")) for each in wanted)


@pytest.mark.slow
def test_only_the_figures_asked_for_and_where_they_are_wanted(laws, capsys):
    code, out, _ = plot(capsys, laws, "--figure", "collapse", "-o", "deep/down")
    assert (code, out.splitlines()) == (0, ["deep/down/a-collapse.pdf", "deep/down/a-collapse.png"])
    assert names(laws.parent / "deep" / "down") == ["a-collapse.pdf", "a-collapse.png"]
    assert names(laws.parent) == ["a.h5", "deep"]
    assert plot(capsys, laws, "--figure", "collapse", "waterfall")[0] == 0
    assert len(names(laws.parent)) == 6


@pytest.mark.slow
@pytest.mark.parametrize(("name", "magic"), [("one.png", b"\x89PNG"), ("new/one.PDF", b"%PDF"), ("one.svg", b"<?xml")])
def test_one_figure_goes_into_the_file_that_is_named(laws, capsys, name, magic):
    code, out, _ = plot(capsys, laws, "--figure", "collapse", "-o", name)
    assert (code, out.splitlines()) == (0, [name])
    assert (laws.parent / name).read_bytes().startswith(magic)
    assert {path.name for path in laws.parent.rglob("*.*")} == {"a.h5", name.rpartition("/")[2]}


def test_a_file_for_one_figure_takes_no_more_and_no_other_format(laws, capsys):
    said = refused(capsys, laws, "-o", "one.png")
    assert "one.png is one figure, of collapse, waterfall" in said and "--figure" in said and "folder" in said
    said = refused(capsys, laws, "--figure", "collapse", "--format", "pdf", "-o", "one.png")
    assert "leave --format out" in said
    assert names(laws.parent) == ["a.h5"]


def test_other_formats_than_there_are_make_no_folders(laws, capsys):
    with pytest.raises(SystemExit, match="2"):
        plot(capsys, laws, "-o", "one.jpg")
    assert "one.jpg is neither a folder nor one of pdf, png, svg" in capsys.readouterr().err
    assert names(laws.parent) == ["a.h5"]


def test_a_folder_that_is_named_like_a_figure_is_one(laws, capsys):
    (laws.parent / "old.png").mkdir()
    assert plot(capsys, laws, "--figure", "collapse", "--format", "svg", "-o", "old.png")[0] == 0
    assert names(laws.parent / "old.png") == ["a-collapse.svg"]


@pytest.mark.slow
def test_again_it_writes_the_same(laws, capsys):
    plot(capsys, laws)
    before = {path.name: path.read_bytes() for path in laws.parent.iterdir()}
    plot(capsys, laws)
    assert {path.name: path.read_bytes() for path in laws.parent.iterdir()} == before


@pytest.mark.slow
def test_a_table_goes_with_the_frontier(folder, sweeps, capsys, monkeypatch):
    stand_in(monkeypatch)
    (folder / "a.h5").write_bytes(sweeps["isoflop"])
    code, out, _ = plot(capsys, "a.h5", "--figure", "frontier")
    assert code == 0 and out.splitlines()[:2] == ["a-frontier.pdf", "a-frontier.png"]
    assert "C (FLOPs)" in out and "9.600e+17" in out


@pytest.mark.slow
def test_an_axis_that_no_figure_has_a_place_for_makes_panels(folder, sweeps, capsys):
    (folder / "a.h5").write_bytes(sweeps["three"])
    code, out, err = plot(capsys, "a.h5", "--format", "svg")
    assert (code, err) == (0, "") and "a-waterfall.svg" in out.splitlines()
    drawn = (folder / "a-waterfall.svg").read_text()
    assert "texts fixed True" in drawn and "texts fixed False" in drawn


def test_a_single_point_has_no_curve(folder, sweeps, capsys):
    (folder / "a.h5").write_bytes(sweeps["point"])
    assert "figure curves cannot be drawn: nothing in it runs along an axis of numbers" in refused(capsys, "a.h5")
    assert names(folder) == ["a.h5"]


@pytest.mark.slow
def test_what_has_no_figure_of_its_own_is_drawn_all_the_same(folder, capsys):
    path = write(folder / "x.h5")
    assert plot(capsys, path.name, "--format", "png") == (0, "x-curves.png\n", "")


@pytest.mark.slow
def test_options_of_the_curves(folder, sweeps, capsys):
    (folder / "a.h5").write_bytes(sweeps["three"])
    given = ["--select", "texts_fixed=True", "--y", "learnt", "--x", "texts", "--hue", "concepts", "--log", "y"]
    code, out, err = plot(capsys, "a.h5", *given, "--format", "svg", "--title", "what is learnt", "--width", "5")
    assert (code, out, err) == (0, "a-curves.svg\n", "")
    drawn = (folder / "a-curves.svg").read_text()
    assert "what is learnt" in drawn and "concepts learnt" in drawn and "concepts 100" in drawn
    assert 'width="360pt"' in drawn


@pytest.mark.slow
def test_several_files_are_drawn_together(folder, sweeps, capsys):
    for name in ("a", "b"):
        (folder / f"{name}.h5").write_bytes(sweeps["laws"])
    code, out, _ = plot(capsys, "a.h5", "b.h5", "--figure", "waterfall", "--format", "svg")
    assert (code, out) == (0, "a+b-waterfall.svg\n")
    assert all(f"{name}.h5" in (folder / "a+b-waterfall.svg").read_text() for name in ("a", "b"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--select", "concept=1"], "has no axis 'concept'; did you mean concepts?"),
        (["--select", "concepts=7"], "has no concepts = 7; it has 200, 300"),
        (["--law", "exact"], "has no law 'exact', it has corrected"),
        (["--y", "learned"], "no observable is called 'learned'; they are"),
        (["--x", "stop_reason"], "'stop_reason' is no number of the file"),
        (["--hue", "split"], "no axis is called 'split'"),
        (["--x", "concepts", "--hue", "concepts"], "'concepts' and 'concepts' run along the same axis"),
        (["--log", "z"], "log is 'z': give"),
        (["--width", "0"], "width is 0.0: give inches"),
        (
            ["--figure", "waterfall", "--x", "concepts"],
            "figure waterfall says itself what its axes are; curves alone takes x",
        ),
    ],
)
@pytest.mark.plain_cases(1)
def test_options_that_are_none(laws, capsys, given, said):
    assert said in refused(capsys, laws, *given)
    assert names(laws.parent) == ["a.h5"]


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


@pytest.mark.parametrize("output", ["a.h5", "a.h5/b", "/proc/none"])
@pytest.mark.slow
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
