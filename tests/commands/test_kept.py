"""What a run does not own it keeps: points of other shards with their laws, and why points ended that get no trial."""

import h5py
import numpy as np
import pytest

from peelsim.commands import check, run, status
from peelsim.results import digest, read
from tests.sweep.example import toml

EVENTS = "max_events = { observable = 'stuck', count = 100 }"
LAWS = '[laws]\ncompare = ["density_evolution", "published"]\nbinding = ["density_evolution"]'
MODEL = "text_degree = { mean = 6 }\nconcepts = 100"


@pytest.fixture
def sweep(tmp_path, monkeypatch):
    """Write x.toml in the current folder and run it; the exit code."""
    monkeypatch.chdir(tmp_path)

    def simulated(*arguments, **parts):
        usual = {"model": MODEL, "grid": "texts_per_concept = [4.6, 9.0]", "stop": "max_trials = 400", "rest": LAWS}
        (tmp_path / "x.toml").write_text(toml(**(usual | parts)))
        return run.main(["x.toml", *arguments], "peelsim run")

    return simulated


@pytest.mark.slow
def test_shards_into_one_file_are_the_single_run(sweep, capsys):
    """A binding law that fails at a point of the first shard fails after the second one, too."""
    assert sweep("-o", "one.h5") == 0
    for number in (1, 2, 1):
        assert sweep("--shard", f"{number}/2", "-o", "two.h5") == 0
    assert digest("two.h5") == digest("one.h5")
    assert [check.main([name], "peelsim check") for name in ("one.h5", "two.h5")] == [1, 1]


@pytest.mark.slow
def test_a_shard_keeps_what_others_have_of_a_law_that_it_knows_nothing_of(sweep):
    """Law corrected speaks at mean degree 6 and not at 2; each shard owns one of the two."""
    parts = {
        "model": "texts = 450\nconcepts = 100\ntext_degree.kind = 'binomial'",
        "grid": '"text_degree.mean" = [6, 2]',
        "rest": '[laws]\ncompare = ["corrected"]',
    }
    assert sweep("-o", "one.h5", **parts) == 0
    for number in (1, 2):
        assert sweep("--shard", f"{number}/2", "-o", "two.h5", **parts) == 0
    assert np.isfinite(read("two.h5").predictions["corrected"]["stuck"]).tolist() == [True, False]
    assert digest("two.h5") == digest("one.h5")


def test_changed_laws_are_computed_anew_where_the_run_owns_the_point(sweep):
    assert sweep("--shard", "1/2", "-o", "x.h5") == 0
    with h5py.File("x.h5") as file:
        assert list(file["predictions"]) == ["density_evolution", "published"]
    assert sweep("-o", "x.h5", rest='[laws]\ncompare = ["published"]') == 0
    assert list(read("x.h5").predictions) == ["published"]
    assert np.isfinite(read("x.h5").predictions["published"]["stuck"]).all()


def intervals(line):
    return line[line.index("[") : line.index("]") + 1]


def limits(name):
    with h5py.File(name) as file:
        return {key: file[key][()].tolist() for key in ("stuck_low", "stuck_high", "learnt_low", "learnt_high")}


@pytest.mark.parametrize(
    "stop",
    ["max_trials = 100", "max_trials = 100\nmax_events = { observable = 'complete', count = 90 }", "max_edges = 10"],
)
@pytest.mark.slow
def test_points_without_a_new_trial_keep_why_they_ended(sweep, capsys, stop):
    """Their interval allows for the rule that ended them, also when the rule is gone or counts something else."""
    one = {"grid": "texts_per_concept = [4.6]", "rest": ""}
    assert sweep("-o", "x.h5", stop=f"max_trials = 10_000_000\n{EVENTS}", **one) == 0
    before, shown = limits("x.h5"), intervals(capsys.readouterr().out)
    assert read("x.h5").stop_reasons == ["max_events"] and read("x.h5").counted == ["stuck"]
    for _ in range(2):
        assert sweep("-o", "x.h5", stop=stop, **one) == 0
        assert read("x.h5").stop_reasons == ["max_events"] and read("x.h5").counted == ["stuck"]
        assert limits("x.h5") == before and intervals(capsys.readouterr().out) == shown


def test_points_with_new_trials_end_anew(sweep):
    one = {"grid": "texts_per_concept = [4.6]", "rest": ""}
    assert sweep("-o", "x.h5", stop=f"max_trials = 10_000_000\n{EVENTS}", **one) == 0
    trials = read("x.h5").tallies[0].trials
    assert sweep("-o", "x.h5", stop=f"max_trials = {trials + 5}", **one) == 0
    saved = read("x.h5")
    assert (saved.tallies[0].trials, saved.stop_reasons, saved.counted) == (trials + 5, ["max_trials"], [""])


def test_status_counts_what_other_shards_have_done(sweep, capsys):
    for number in (1, 2):
        assert sweep("--shard", f"{number}/2", "-o", "x.h5") == 0
    capsys.readouterr()
    assert status.main(["x.h5"], "peelsim status") == 0
    assert "800 trials done, 0 to do" in capsys.readouterr().out
    with h5py.File("x.h5") as file:
        assert file["provenance/expected_trials"][()].tolist() == [400, 400]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "split = 0.3", "was made with model.split at its default, this sweep says 0.3"),
        ("split = 0.3", "", "was made with model.split 0.3, this sweep says its default"),
        ("split = 0.3", "split = 0.2", "was made with model.split 0.3, this sweep says 0.2"),
    ],
)
@pytest.mark.plain_cases(1)
def test_a_changed_parameter_is_named_with_both_values(sweep, capsys, before, after, words):
    """Also where one of the two is left out."""
    assert sweep("-o", "x.h5", rest="", model=f"{MODEL}\n{before}") == 0
    capsys.readouterr()
    assert sweep("-o", "x.h5", rest="", model=f"{MODEL}\n{after}") == 2
    assert capsys.readouterr().err == f"x.h5 {words}: give another name with -o, or --fresh to overwrite it\n"


def test_a_shard_without_points_says_so(sweep, capsys):
    assert sweep("--shard", "3/3") == 0
    assert capsys.readouterr().err == "shard 3/3 has no points: 2 are shared, nothing is left to run\n"
