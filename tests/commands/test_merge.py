"""Shards run apart and merged are the single run."""

import pytest

from peelsim.commands import merge, run
from peelsim.results import digest, read
from tests.sweep.example import toml

SWEEP = toml(
    sweep='name = "parts"\nseed = 3',
    model="text_degree = { mean = 6 }",
    grid="concepts = [20, 50]\ntexts_per_concept = [3.5, 4.5, 5.5]",
    stop="max_trials = 500\nmax_events = { observable = 'stuck', count = 300 }",
    rest='[laws]\ncompare = ["corrected", "exact"]\n[output]\nkeep_trials = true\n[smoke]\nstop.max_trials = 301',
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a sweep in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts.toml").write_text(SWEEP)
    return tmp_path


def simulated(*arguments):
    assert run.main(["parts.toml", "--threads", "2", *arguments], "peelsim run") == 0


def united(capsys, *arguments):
    capsys.readouterr()
    code = merge.main([str(argument) for argument in arguments], "peelsim merge")
    return (code, *capsys.readouterr())


@pytest.mark.slow
def test_three_shards_are_the_single_run(folder, capsys):
    simulated()
    for number in (1, 2, 3):
        simulated("--shard", f"{number}/3")
        name = f"results/parts.shard-{number}-of-3.h5"
        own = [tally.trials > 0 for tally in read(name).tallies]
        assert own == [point % 3 == number - 1 for point in range(6)]
    files = [f"results/parts.shard-{number}-of-3.h5" for number in (3, 1, 2)]
    code, out, err = united(capsys, *files, "-o", "all.h5")
    assert (code, err) == (0, "") and "6 points" in out and "unfinished" not in out
    assert digest("all.h5") == digest("results/parts.h5")


@pytest.mark.slow
def test_a_merge_may_lack_points_and_the_run_goes_on(folder, capsys):
    simulated()
    for number in (1, 3):
        simulated("--shard", f"{number}/4")
    files = [f"results/parts.shard-{number}-of-4.h5" for number in (1, 3)]
    code, out, _ = united(capsys, *files, "-o", "all.h5")
    assert code == 0 and out.endswith("; 3 points are unfinished, run the sweep with -o all.h5 to go on\n")
    simulated("-o", "all.h5")
    assert digest("all.h5") == digest("results/parts.h5")


@pytest.mark.slow
def test_points_that_a_clock_ended_are_not_run_again(folder, capsys):
    stop = "max_edges = 1e12\nmax_seconds = 0.05\nmax_events = { observable = 'stuck', count = 1_000_000 }"
    (folder / "parts.toml").write_text(SWEEP.partition("[stop]")[0] + f"[stop]\n{stop}\n[run]\nengine = 'graph'\n")
    for number in (1, 2):
        simulated("--shard", f"{number}/2")
    files = [f"results/parts.shard-{number}-of-2.h5" for number in (2, 1)]
    assert united(capsys, *files, "-o", "all.h5")[0] == 0
    before = digest("all.h5")
    spent = [read(files[1 - point % 2]).provenance["point_seconds"][point] for point in range(6)]
    assert set(read("all.h5").stop_reasons) == {"max_seconds"} and min(spent) >= 0.05
    assert read("all.h5").provenance["point_seconds"].tolist() == spent
    simulated("-o", "all.h5")
    assert digest("all.h5") == before


@pytest.mark.slow
def test_shards_of_the_small_version(folder, capsys):
    simulated("--smoke")
    for number in (1, 2):
        simulated("--smoke", "--shard", f"{number}/2")
    files = [f"results/parts.smoke.shard-{number}-of-2.h5" for number in (1, 2)]
    assert united(capsys, *files, "-o", "all.h5")[0] == 0
    assert digest("all.h5") == digest("results/parts.smoke.h5")


def test_a_table_shows_the_points_of_the_shard(folder, capsys):
    simulated("--shard", "2/3", "-o", "mine.h5")
    rows = capsys.readouterr().out.splitlines()[1:3]
    assert [row.split()[:2] for row in rows] == [["20", "4.5"], ["50", "4.5"]]


def test_more_shards_than_points(folder, capsys):
    simulated("--shard", "7/9")
    assert not any(tally.trials for tally in read("results/parts.shard-7-of-9.h5").tallies)


@pytest.mark.slow
def test_what_exists_is_not_overwritten_unasked(folder, capsys):
    simulated("--shard", "1/2", "-o", "a.h5")
    (folder / "b.h5").write_text("mine")
    code, out, err = united(capsys, "a.h5", "-o", "b.h5")
    assert (code, out, err) == (2, "", "b.h5 exists: give another name with -o, or --fresh to overwrite it\n")
    assert (folder / "b.h5").read_text() == "mine"
    code, out, err = united(capsys, "a.h5", "-o", "b.h5", "--fresh")
    assert (code, out, err) == (2, "", "b.h5 is not an HDF5 file: give another name with -o\n")
    assert (folder / "b.h5").read_text() == "mine"
    simulated("--shard", "2/2", "-o", "c.h5")
    assert united(capsys, "a.h5", "-o", "c.h5")[0] == 2 and digest("c.h5") != digest("a.h5")
    assert united(capsys, "a.h5", "-o", "c.h5", "--fresh")[0] == 0
    assert digest("c.h5") == digest("a.h5")


@pytest.mark.slow
def test_files_of_two_sweeps(folder, capsys):
    simulated("--shard", "1/2", "-o", "a.h5")
    (folder / "parts.toml").write_text(SWEEP.replace("seed = 3", "seed = 4"))
    simulated("--shard", "2/2", "-o", "b.h5")
    code, out, err = united(capsys, "a.h5", "b.h5", "-o", "c.h5")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("b.h5 was made with seed 4, a.h5 with 3: ") and not (folder / "c.h5").exists()


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "1/", "/3", "a/b", "1/3/5", "1/99999999", "1.0/3"])
def test_shards_that_make_no_sense(folder, capsys, shard):
    with pytest.raises(SystemExit) as caught:
        run.main(["parts.toml", "--shard", shard], "peelsim run")
    assert caught.value.code == 2 and "give I/N" in capsys.readouterr().err
