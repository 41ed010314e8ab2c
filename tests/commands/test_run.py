"""What the command says, writes and returns."""

import os
import subprocess
import sys

import h5py
import pytest

from peelsim import cli
from peelsim.commands.run import main
from peelsim.results import digest
from peelsim.stats.durations import in_words
from peelsim.sweep.forecast import calibration
from peelsim.sweep.run.job import cores
from tests.commands.example import SWEEP, command
from tests.sweep.example import toml
from tests.sweep.malformed import FILES

QUICK = toml(
    sweep='name = "quick"\nseed = 1',
    grid="split = [0.1, 0.2]",
    rest='[laws]\ncompare = ["corrected"]\n[smoke]\nstop.max_trials = 7',
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with quick.toml in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quick.toml").write_text(QUICK)
    return tmp_path


def files(folder):
    """Every file below a folder but locks, with its content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments], "peelsim run")
    out, err = capsys.readouterr()
    return code, out, err


def trials(path):
    with h5py.File(path) as file:
        return file["trials"][()].ravel().tolist()


def test_a_sweep_ends_with_a_table_and_a_file(folder, capsys):
    code, out, _ = run(capsys, "quick.toml")
    assert code == 0
    header, *rows, engine, last = out.splitlines()
    assert engine == "engine graph, exact in law"
    assert header.split()[:3] == ["split", "trials", "stuck"] and "corrected (deviation)" in header
    assert [row.split()[:2] for row in rows] == [["0.1", "100"], ["0.2", "100"]]
    assert last.endswith("stored in results/quick.h5")
    assert trials("results/quick.h5") == [100, 100]


def test_a_finished_sweep_run_again_stays_as_it_is(folder, capsys):
    _, first, _ = run(capsys, "quick.toml")
    before = digest("results/quick.h5")
    code, again, _ = run(capsys, "quick.toml", "--threads", "1")
    assert (code, again) == (0, first)
    assert digest("results/quick.h5") == before


def test_output_goes_where_it_is_wanted(folder, capsys):
    code, out, _ = run(capsys, "quick.toml", "-o", "deep/down/here.h5")
    assert code == 0 and out.endswith("stored in deep/down/here.h5\n")
    assert set(files(folder)) == {"quick.toml", "deep/down/here.h5"}


def test_smoke_is_small_and_beside_the_rest(folder, capsys):
    code, _, _ = run(capsys, "quick.toml", "--smoke")
    assert code == 0
    assert trials("results/quick.smoke.h5") == [7, 7]
    assert set(files(folder)) == {"quick.toml", "results/quick.smoke.h5"}


@pytest.mark.parametrize("more", [[], ["--smoke"], ["-o", "other.h5"], ["--fresh"]])
def test_a_dry_run_writes_nothing(folder, capsys, more):
    before = files(folder)
    code, out, err = run(capsys, "quick.toml", "--dry-run", *more)
    assert (code, err) == (0, "")
    assert "2 points of concept-text, engine graph" in out
    assert f"at most {14 if '--smoke' in more else 200} trials" in out
    assert "laws corrected, whose time is not in that" in out
    assert files(folder) == before and not (folder / "results").exists()


@pytest.mark.parametrize(
    ("given", "on", "width"),
    [
        (["--threads", "3"], "3 threads", 3),
        (["--processes", "64"], "64 processes", 64),
        (["--dask", "local"], f"{cores()} processes", cores()),
        (["--dask", "tcp://far.away:8786"], "a single worker", 1),
    ],
)
def test_a_dry_run_plans_with_the_width_asked_for(folder, capsys, monkeypatch, given, on, width):
    monkeypatch.setattr(calibration, "estimate", lambda sweep: calibration.Cost((6400.0,), 7))
    code, out, err = run(capsys, "quick.toml", "--dry-run", *given)
    assert (code, err) == (0, "")
    assert f"at most about {in_words(6400 / width)} on {on}, a point up to" in out


@pytest.mark.slow
def test_a_larger_sweep_goes_on_from_the_smaller_one(folder, capsys):
    run(capsys, "quick.toml", "-o", "a.h5")
    (folder / "quick.toml").write_text(
        QUICK.replace("[0.1, 0.2]", "[0.1, 0.2, 0.3]").replace("max_trials = 100", "max_trials = 150")
    )
    assert run(capsys, "quick.toml", "-o", "a.h5")[0] == 0
    assert run(capsys, "quick.toml", "-o", "b.h5")[0] == 0
    assert trials("a.h5") == [150, 150, 150]
    assert digest("a.h5") == digest("b.h5")


def test_another_sweep_needs_fresh(folder, capsys):
    run(capsys, "quick.toml", "-o", "a.h5")
    before = files(folder)["a.h5"]
    (folder / "other.toml").write_text(QUICK.replace("seed = 1", "seed = 2"))
    code, out, err = run(capsys, "other.toml", "-o", "a.h5")
    assert (code, out) == (2, "")
    assert err == (
        "a.h5 was made with seed 1, this sweep says 2: give another name with -o, or --fresh to overwrite it\n"
    )
    assert files(folder)["a.h5"] == before
    assert run(capsys, "other.toml", "-o", "a.h5", "--fresh")[0] == 0
    with h5py.File("a.h5") as file:
        assert str(file.attrs["seed"]) == "2"


@pytest.mark.parametrize("content", [b"", b"a line of text\n", b"\x89HDF\r\n\x1a\n" + bytes(100)])
def test_a_file_that_is_no_result_is_left_alone(folder, capsys, content):
    (folder / "a.h5").write_bytes(content)
    code, out, err = run(capsys, "quick.toml", "-o", "a.h5")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("a.h5 ") and ("--fresh" in err) == (content != b"a line of text\n")
    assert files(folder)["a.h5"] == content


def test_a_sweep_file_is_not_overwritten_by_its_results(folder, capsys):
    before = files(folder)
    code, out, err = run(capsys, "quick.toml", "-o", "quick.toml", "--fresh")
    assert (code, out, err) == (2, "", "quick.toml is not an HDF5 file: give another name with -o\n")
    assert {name: files(folder)[name] for name in before} == before


@pytest.mark.parametrize("output", ["quick.toml/a.h5", "quick.toml/b/a.h5", ".", "", "/proc/a.h5", "a" * 300])
def test_a_place_that_cannot_be_written(folder, capsys, output):
    before = files(folder)
    code, out, err = run(capsys, "quick.toml", "-o", output)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert files(folder) == before


def test_a_model_too_large_is_refused_before_it_is_built(folder, capsys):
    (folder / "big.toml").write_text(toml(model="concepts = 2e9\ntexts = 2e9\ntext_degree = { mean = 6 }"))
    code, _, err = run(capsys, "big.toml", "--threads", "4096")
    assert code == 2 and err.count("\n") == 1
    assert "GB per thread with 4096 of them" in err and "take" in err
    assert set(files(folder)) == {"quick.toml", "big.toml"}
    assert run(capsys, "big.toml", "--dry-run")[0] == 0


def test_laws_alone_need_no_memory(folder, capsys):
    (folder / "big.toml").write_text(
        toml(
            model="concepts = 4e8\ntexts_per_concept = 4.5\ntext_degree = { mean = 6 }",
            stop="max_trials = 0",
            rest='[laws]\ncompare = ["corrected", "published", "density_evolution"]',
        )
    )
    code, out, _ = run(capsys, "big.toml")
    assert code == 0 and "corrected" in out


@pytest.mark.parametrize("name", FILES)
def test_a_malformed_file_is_said_in_words_and_nothing_is_written(folder, capsys, name):
    text, _ = FILES[name]
    (folder / "bad.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    before = files(folder)
    code, out, err = run(capsys, "bad.toml")
    assert (code, out) == (2, "")
    assert err.startswith("bad.toml: ") and "Traceback" not in err
    assert files(folder) == before and not (folder / "results").exists()


@pytest.mark.parametrize("path", ["none.toml", ".", "quick.toml/x.toml"])
def test_a_sweep_that_cannot_be_read(folder, capsys, path):
    code, out, err = run(capsys, path)
    assert (code, out, err.count("\n")) == (2, "", 1) and err.startswith(f"{path}: cannot be read: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required: SWEEP.toml"),
        (["quick.toml", "--thread", "0"], "give 1 or more"),
        (["quick.toml", "--threads", "two"], "'two' is not a number of threads"),
        (["quick.toml", "--threads", "-1"], "-1"),
        (["quick.toml", "--threads", "9" * 5000], "threads"),
        (["quick.toml", "--dask", ""], "'' is no address; give tcp://HOST:PORT of a Dask scheduler, or local"),
        (["quick.toml", "--wet-run"], "unrecognized arguments: --wet-run"),
    ],
)
def test_arguments_that_make_no_sense(folder, capsys, arguments, words):
    with pytest.raises(SystemExit) as caught:
        main(arguments, "peelsim run")
    assert caught.value.code == 2
    assert words in capsys.readouterr().err


def test_a_sweep_file_of_any_length_is_stored_word_for_word(folder, capsys):
    text = QUICK + "# ς\n" * 40_000
    (folder / "long.toml").write_text(text)
    assert run(capsys, "long.toml", "-o", "a.h5")[0] == 0
    with h5py.File("a.h5") as file:
        assert file.attrs["config_toml"] == text


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["run", "--help"]])
def test_help_of_the_console_script(capsys, monkeypatch, arguments):
    monkeypatch.setattr(sys, "argv", ["peelsim", *arguments])
    try:
        code = cli.main()
    except SystemExit as error:  # argparse leaves this way
        code = error.code
    out, err = capsys.readouterr()
    assert (code, err) == (0, "") and out.startswith("usage: peelsim")


@pytest.mark.parametrize(
    ("arguments", "words"), [([], "usage: peelsim"), (["rnu"], "unknown command 'rnu'; known are")]
)
def test_the_console_script_without_a_command(capsys, monkeypatch, arguments, words):
    monkeypatch.setattr(sys, "argv", ["peelsim", *arguments])
    assert cli.main() == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(words.replace("unknown", "peelsim: unknown"))


@pytest.mark.parametrize("program", [("-m", "peelsim.run"), ("-c", "from peelsim.cli import main; main()")])
def test_help_loads_neither_numba_nor_numpy(tmp_path, program):
    arguments = ["--help"] if program[0] == "-m" else ["run", "--help"]
    said = subprocess.run(
        [sys.executable, "-X", "importtime", *program, *arguments], cwd=tmp_path, capture_output=True, text=True
    )
    assert said.returncode == 0 and said.stdout.startswith("usage: ")
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in said.stderr.splitlines()}
    assert "peelsim" in loaded
    assert not loaded & {"numba", "numpy", "scipy", "h5py", "pydantic", "llvmlite"}


def test_results_go_to_stdout_and_progress_to_stderr(tmp_path):
    (tmp_path / "quick.toml").write_text(QUICK)
    code, out, err = command("quick.toml", cwd=tmp_path)
    assert code == 0 and out.endswith("stored in results/quick.h5\n")
    assert "stuck" not in err


@pytest.mark.slow
def test_threads_change_nothing(tmp_path):
    """A sweep of a few blocks per point, some of which end by events and some by work."""
    (tmp_path / "small.toml").write_text(SWEEP)
    for threads in (1, 2, 3):
        code, _, err = command("small.toml", "-o", f"{threads}.h5", "--threads", threads, cwd=tmp_path)
        assert code == 0, err
    assert len({digest(tmp_path / f"{threads}.h5") for threads in (1, 2, 3)}) == 1
    with h5py.File(tmp_path / "1.h5") as file:
        reasons = set(file["stop_reason"].asstr()[()].ravel())
        assert reasons == {"max_events", "max_edges"}
        assert (file["trials"][()] > file["block_trials"][()]).any()  # the order of blocks could have mattered


def test_the_console_script_is_installed():
    assert os.access(os.path.join(os.path.dirname(sys.executable), "peelsim"), os.X_OK)


def test_a_sweep_of_trajectories_alone_ends_with_a_table_too(folder, capsys):
    model = "trajectory_rounds = 3\nconcepts = 20\ntexts = 40\ntext_degree = { mean = 3 }"
    (folder / "only.toml").write_text(toml(rest='[output]\nobservables = ["trajectory"]', model=model))
    code, out, _ = run(capsys, "only.toml")
    assert code == 0 and out.splitlines()[-1].startswith("stored in")


def test_the_root_folder_is_no_file(folder, capsys):
    code, _, err = run(capsys, "quick.toml", "-o", "/")
    assert code == 2 and "folder" in err and err.count("\n") == 1
